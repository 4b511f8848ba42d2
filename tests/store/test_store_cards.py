"""Cards that are taken down are gone, and nothing else is."""

from pathlib import Path

import pandas as pd

from workbench import store
from workbench.tables import Tables


def test_only_the_named_cards_of_the_project_go(tmp_path: Path) -> None:
    cards = pd.DataFrame({"project_id": ["P", "P", "Q"], "lesson_id": ["L-1", "L-2", "L-1"], "text": ["a", "b", "c"]})
    actions = pd.DataFrame({"project_id": ["P"], "action_id": ["A-1"], "text": ["x"]})
    with store.open(tmp_path / "reviews.db") as library:
        library.write(Tables({"lessons": cards, "actions": actions}), source="test")
        assert library.remove_cards("P", lessons=["L-1", "L-9"]) == 1
        left = library.read(only=["lessons", "actions"])
        assert left.lessons["text"].tolist() == ["b", "c"]
        assert len(left.actions) == 1
        assert library.remove_cards("P", actions=["A-1"]) == 1
        assert library.read(only=["actions"]).actions.empty
