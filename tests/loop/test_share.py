"""Shares that trainees hand in: one that is odd is named, and the others count."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.loop import share

ANSWER = {"level": "level_1", "hit": True, "above": False, "wis": 0.3, "base_wis": 0.4, "width_ratio": 1.1}
SOUND: dict[str, Any] = {"format": share.FORMAT, "version": share.VERSION, "code": "ab", "answers": [ANSWER] * 3}
ODD = {
    "no list": {**SOUND, "answers": None},
    "no answers": {**SOUND, "answers": [1, 2]},
    "a list for a number": {**SOUND, "answers": [{**ANSWER, "wis": [1]}]},
    "a number without end": {**SOUND, "answers": [{**ANSWER, "wis": 10**400}]},
    "a word for a number": {**SOUND, "answers": [{**ANSWER, "hit": "often"}]},
    "another format": {**SOUND, "format": "x"},
    "no document": [1],
}


@pytest.mark.parametrize("text", [*map(json.dumps, ODD.values()), '{"a":' * 3000, "{", ""], ids=[*ODD, "too deep", "cut off", "empty"])
def test_an_odd_share_is_named_and_the_others_count(text: str, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(json.dumps(SOUND), encoding="utf-8")
    (tmp_path / "odd.json").write_text(text, encoding="utf-8")
    found, faults = share.read_shares(tmp_path)
    assert found["wis"].tolist() == [0.3] * 3
    assert len(faults) == 1
    assert faults[0].startswith("odd.json: it is ")
