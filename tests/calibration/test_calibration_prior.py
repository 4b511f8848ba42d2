"""A calibration that leaves one house and helps another."""

import copy
import json

import numpy as np
import pandas as pd
import pytest

from workbench import calibration, loop, store
from workbench.tables import InputError, Tables, check


@pytest.fixture(scope="module")
def exported_text(tasks_of, as_of):
    tasks = tasks_of(300).assign(actual=lambda t: 2 * t["actual"])
    return json.dumps(calibration.export(calibration.learn(tasks, as_of=as_of, rng=np.random.default_rng(0))))


@pytest.fixture
def exported(exported_text):
    return json.loads(exported_text)


def test_no_person_leaves_and_the_prior_says_where_it_is_from(exported, as_of):
    assert not any(f'"{name}"' in json.dumps(exported) for name in ("ana", "bo", "cy", "di"))
    priors = calibration.read_prior(exported)
    known = calibration.learn(pd.DataFrame({"estimate": [], "actual": []}), as_of=as_of, rng=np.random.default_rng(0), priors=priors)
    fit = known.fits["hours", "hours"]
    assert (fit.n, known.n) == (0, 0)
    assert "300 finished tasks" in fit.source
    assert fit.quantiles(pd.DataFrame({"estimate": [4.0]}), [0.5])[0, 0] > 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: [],
        lambda d: "text",
        lambda d: {**d, "version": 99},
        lambda d: {**d, "fits": []},
        lambda d: {**d, "fits": [{}] * 101},
        lambda d: {**d, "fits": [None]},
        lambda d: {**d, "fits": [{**d["fits"][0], "layers": {}}]},
        lambda d: {**d, "fits": [{**d["fits"][0], "n": -1}]},
        lambda d: {**d, "fits": [{**d["fits"][0], "n": "many"}]},
        lambda d: {**d, "fits": [{**d["fits"][0], "as_of": ""}]},
        lambda d: with_labels(d, ["bug", "bug"]),
        lambda d: with_slab(d, float("nan")),
        lambda d: with_slab(d, 1e9),
    ],
)
def test_a_hostile_file_is_refused_in_words(exported, spoil):
    with pytest.raises(InputError, match=r"expected|calibration"):
        calibration.read_prior(spoil(exported))


def with_labels(document, labels):
    spoilt = copy.deepcopy(document)
    spoilt["fits"][0]["layers"]["groups"]["bases"]["component"] = labels
    return spoilt


def with_slab(document, value):
    spoilt = copy.deepcopy(document)
    spoilt["fits"][0]["layers"]["slab"]["intercept"] = value
    return spoilt


@pytest.mark.slow
def test_from_library_to_library(tmp_path, tasks_of):
    tasks = check(Tables({"tasks": tasks_of(200).assign(status_class="done")})).accepted
    file = tmp_path / "elsewhere.json"
    with store.open(tmp_path / "one.db") as one:
        one.write(tasks, source="test")
        with pytest.raises(InputError, match="no calibration"):
            loop.export_calibration(one, file)
        loop.calibrate(one)
        loop.export_calibration(one, file)
    with store.open(tmp_path / "two.db") as two:
        loop.import_calibration(two, file)
        assert loop.knowledge(two) is None, "a prior is not own knowledge"
        known = loop.calibrate(two)
        assert "200 finished tasks" in known.fits["hours", "hours"].source
        assert "200 finished tasks" in loop.knowledge(two).fits["hours", "hours"].source
        for words in ("{", "[" * 100_000, "\0"):
            bad = tmp_path / "bad.json"
            bad.write_text(words)
            with pytest.raises(InputError, match=r"not a calibration file|cannot be used"):
                loop.import_calibration(two, bad)
        with pytest.raises(InputError, match="cannot be read"):
            loop.import_calibration(two, tmp_path / "nowhere.json")
