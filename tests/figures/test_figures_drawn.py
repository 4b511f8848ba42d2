"""What every figure promises: the axes that it was given, words with it, equal bytes, inputs untouched, no way out for data."""

import hashlib
import inspect
import os
import subprocess
import sys
import xml.etree.ElementTree as ET  # our own drawings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawings import DRAWINGS, HOSTILE, MANY, ODD, USUAL, drawn, effort, sprints, tasks
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbench import figures
from workbench.analysis import accuracy
from workbench.figures import accuracy as draw
from workbench.figures import caption_of, flow, forecast, render, size_of, velocity
from workbench.figures.style import date_ticks, log_axis, new_axes, number_axis, ratio_axis, spread_labels

SVG = "{http://www.w3.org/2000/svg}"


PLAIN = [name for name in USUAL if not name.endswith((" few", " odd"))]


@pytest.mark.parametrize("name", PLAIN)
def test_equal_figures_give_equal_bytes(name: str) -> None:
    first, second = drawn(name), DRAWINGS[name]()
    picture = render(first, words=False)
    assert picture == render(second, words=False)
    assert b"Matplotlib v" not in picture
    assert b":date>" not in picture


@pytest.mark.parametrize("name", PLAIN[::5])
def test_drawing_with_the_words_in_between_leaves_no_trace(name: str) -> None:
    first = drawn(name)
    picture = render(first, words=False)
    assert render(first) != picture or not caption_of(first).title  # type: ignore[union-attr]
    assert render(first, words=False) == picture


@pytest.mark.slow
def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from drawings import DRAWINGS; from workbench.figures import render\n"
        "print([hashlib.sha256(render(DRAWINGS[n](), words=False)).hexdigest() for n in ('ratio_histogram many', 'forecast_effort usual')])"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    there = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    here = [hashlib.sha256(render(DRAWINGS[n](), words=False)).hexdigest() for n in ("ratio_histogram many", "forecast_effort usual")]
    assert there.strip() == str(here)


@pytest.mark.parametrize("name", [n for n in DRAWINGS if n.endswith(" odd")])
def test_hostile_names_stay_text(name: str) -> None:
    picture = render(drawn(name))
    root = ET.fromstring(picture)  # noqa: S314
    assert not [e for e in root.iter() if e.tag.removeprefix(SVG) in ("script", "foreignObject", "a", "iframe")]
    for element in root.iter():
        for attribute, value in element.attrib.items():
            assert not attribute.lower().startswith("on")
            assert not value.lower().startswith(("javascript:", "http:", "https:", "//"))
            if attribute.endswith("href"):
                assert value.startswith(("#", "data:image/png"))


def test_hostile_names_are_shown_as_they_are() -> None:
    texts = "".join(ET.fromstring(render(DRAWINGS["kinds_over_under odd"]())).itertext())  # noqa: S314
    assert "<script>alert(1)</script>" in texts
    assert "\u202e" not in texts


def test_a_given_ax_is_used_and_returned() -> None:
    grid = Figure(figsize=(9, 6), layout="constrained").subplots(2, 2)
    by_kind = accuracy.by(MANY, "kind", minimum=5)
    for ax, returned in (
        (grid[0, 0], draw.ratio_histogram(MANY, ax=grid[0, 0])),
        (grid[0, 1], draw.kinds_over_under(by_kind, ax=grid[0, 1])),
        (grid[1, 0], flow.cycle_time(MANY, ax=grid[1, 0])),
        (grid[1, 1], forecast.forecast_effort(effort(), ax=grid[1, 1])),
    ):
        assert returned is ax
    assert len(render(grid[0, 0])) > 10_000


def test_every_figure_takes_ax_by_keyword_and_returns_axes() -> None:
    for room in filter(inspect.ismodule, (getattr(figures, name) for name in figures.__all__)):
        for name, function in inspect.getmembers(room, inspect.isfunction):
            given = inspect.signature(function).parameters
            if function.__module__ == room.__name__ and "ax" in given and given["ax"].default is None:
                assert given["ax"].kind is inspect.Parameter.KEYWORD_ONLY, name
                assert len(given) <= 6


def test_inputs_are_not_changed() -> None:
    work, rows = tasks(80), sprints()
    by_kind = accuracy.by(work, "kind", minimum=5)
    before = work.copy(), rows.copy(), by_kind.copy()
    for drawing in (draw.ratio_histogram, draw.estimate_actual, draw.accuracy_over_time, flow.cycle_time, flow.cycle_time_scatter):
        drawing(work)
    draw.kinds_over_under(by_kind)
    velocity.say_do(rows)
    for was, is_now in zip(before, (work, rows, by_kind), strict=True):
        pd.testing.assert_frame_equal(was, is_now)


def test_ratios_are_marked_at_halves_and_doubles() -> None:
    ax = draw.ratio_histogram(MANY)
    shown = [t.get_text() for t in ax.get_xticklabels()]
    assert {"½×", "1×", "2×"} <= set(shown)
    ax = new_axes()
    ratio_axis(ax.xaxis, 2**-20, 2**20)
    assert len(ax.get_xticks()) <= 8
    assert 1.0 in ax.get_xticks()


def test_the_bars_hold_every_task() -> None:
    for work in (MANY, ODD, tasks(600, spread=2.6, bias=1.5)):
        ax = draw.ratio_histogram(work)
        assert sum(bar.get_height() for bar in ax.patches) == accuracy.comparable(work).n
        ax = flow.cycle_time(work)
        assert sum(bar.get_height() for bar in ax.patches) == len(flow.cycle_days(work))


def test_dots_are_counted_right() -> None:
    for work in (effort(), effort(spread=1.3, estimates=200.0), effort(spread=1e-9), effort(0.4, estimates=0.3)):
        ax = forecast.forecast_effort(work)
        filled = sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() == "o" and line.get_markerfacecolor() != "white")
        total = sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() == "o")
        assert total == 20
        assert filled >= 16
        low, high = ax.get_xlim()
        places = np.concatenate([np.asarray(line.get_xdata(), float) for line in ax.lines if line.get_marker() == "o"])
        assert low < places.min()
        assert places.max() < high


def test_filled_dots_stand_left_of_p80() -> None:
    work = effort()
    for line in forecast.forecast_effort(work).lines:
        if line.get_marker() == "o" and len(line.get_xdata()):
            at = np.asarray(line.get_xdata(), float)
            assert (at < work.p80).all() if line.get_markerfacecolor() != "white" else (at > work.p80).all()


def test_a_span_of_dates_has_few_ticks_with_their_year() -> None:
    for first, last in (
        ("2026-01-05", "2026-01-06"),
        ("2026-01-05", "2026-04-04"),
        ("2025-11-20", "2026-02-02"),
        ("1990-01-01", "2026-01-01"),
    ):
        ticks = date_ticks(pd.Timestamp(first), pd.Timestamp(last))
        assert 1 <= len(ticks) <= 6
        assert any(str(day.year) in text for day, text in ticks.items())


@pytest.mark.parametrize(("low", "high"), [(1e-3, 1e9), (1, 1.0001), (0.8, 8), (3, 40)])
def test_log_ticks_are_few(low: float, high: float) -> None:
    ax = new_axes()
    log_axis(ax.xaxis, low, high)
    assert 1 <= len(ax.get_xticks()) <= 9


def test_labels_are_spread_no_further_than_needed() -> None:
    assert spread_labels([], 1, 0, 10) == []
    assert spread_labels([5.0], 1, 0, 10) == [5.0]
    assert spread_labels([9.9, 9.9, 0.0], 1.0, 0, 10) == [9.0, 10.0, 0.0]
    rng = np.random.default_rng(1)
    for _ in range(50):
        wanted = list(rng.uniform(0, 10, int(rng.integers(1, 9))))
        places = spread_labels(wanted, 1.0, 0, 10)
        assert min(np.diff(sorted(places)), default=1.0) >= 1 - 1e-9
        assert 0 <= min(places) <= max(places) <= 10
        assert [p for _, p in sorted(zip(wanted, places, strict=True))] == sorted(places)


def test_numbers_on_an_axis_can_be_read() -> None:
    ax = new_axes()
    ax.set_ylim(0, 25_000)
    number_axis(ax.yaxis)
    assert [t.get_text() for t in ax.get_yticklabels()][:3] == ["0", "5,000", "10k"]


def test_size_and_png() -> None:
    ax = draw.ratio_histogram(MANY)
    assert size_of(ax) == (451, 264)
    assert render(ax, fmt="png").startswith(b"\x89PNG")
    assert isinstance(ax, Axes)


def test_axes_without_a_figure_are_refused_plainly() -> None:
    ax = new_axes()
    ax.remove()
    with pytest.raises(TypeError, match="draw them again"):
        render(ax)


def test_hostile_has_what_it_needs() -> None:
    assert all(part in HOSTILE for part in ("<script>", "{{", "\x00", "$", "-->"))


def test_drawing_once_gives_what_matplotlib_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rehearsal that savefig draws first changes nothing."""
    module = sys.modules["workbench.figures.render"]
    drawings = [velocity.sparkline([1.0, 3.0, 2.0]), draw.ratio_histogram(tasks())]
    once = [module.render(d) for d in drawings]
    monkeypatch.setattr(module, "_draw_once", lambda figure, out: figure.savefig(out, format="svg", metadata=module._UNSAID))
    assert [module.render(d) for d in drawings] == once
