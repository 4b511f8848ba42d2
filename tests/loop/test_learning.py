"""What was learned by an earlier version of the package is not mistaken for what this one learns."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import calibration, loop, store


def finished(n: int) -> pd.DataFrame:
    day = pd.Timestamp("2026-01-05") + pd.to_timedelta(np.arange(n), "D")
    ratio = np.exp(np.random.default_rng(3).normal(0.1, 0.4, n))
    return pd.DataFrame(
        {
            "project_id": "P",
            "task_id": [f"P-{i}" for i in range(n)],
            "status_class": "done",
            "estimate": 8.0,
            "actual": 8 * ratio,
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "estimated_on": day,
            "started_on": day,
            "finished_on": day,
        }
    )


def test_a_calibration_of_an_earlier_version_is_learned_again(tmp_path: Path) -> None:
    with store.open(tmp_path / "reviews.db") as library:
        library.write({"tasks": finished(40)}, source="example")
        made = loop.calibrate(library)
        document = made.to_dict(people=True)
        for entry in document["fits"]:
            entry["calibration"] = {"format": "workbench calibration", "version": 1, "sums": {"mean_estimate": 8.0}}
        old = library.save_calibration(document, label="as an earlier version wrote it")
        assert loop.knowledge(library) is None
        with pytest.raises(calibration.Outdated, match="earlier version"):
            loop.knowledge(library, old)
        again = loop.calibrate(library)
        found = loop.knowledge(library)
        assert found is not None
        assert found.number == again.number


def test_old_evidence_is_learned_again_before_it_is_used(tmp_path: Path) -> None:
    with store.open(tmp_path / "reviews.db") as library:
        assert loop.current_knowledge(library).n == 0
        library.write({"tasks": finished(100)}, source="example")
        first = loop.current_knowledge(library)
        assert first.n == 100
        library.write({"tasks": finished(104)}, source="a little more")
        assert loop.current_knowledge(library).number == first.number
        library.write({"tasks": finished(106)}, source="more than a twentieth")
        assert loop.current_knowledge(library).n == 106
