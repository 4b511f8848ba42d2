"""Every figure brings words with it; nothing in it is cut off, and no text touches another."""

import itertools
import warnings

import pytest
from drawings import DRAWINGS, USUAL, drawn
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from workbench.figures import caption_of
from workbench.figures.caption import wordless
from workbench.figures.render import figure_of


def boxes(ax: Axes) -> tuple[list[tuple[str, Bbox]], Bbox]:
    """Every text that is drawn, with its place on the canvas; and the canvas."""
    figure = figure_of(ax)
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        canvas.draw()
        renderer = canvas.get_renderer()
        shown = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and _drawn(t, ax)]
        return [(t.get_text(), t.get_window_extent(renderer)) for t in shown], figure.bbox


def _drawn(text: Text, ax: Axes) -> bool:
    """Ticks outside the limits are not drawn; neither is anything of an axis that is switched off."""
    if not ax.axison:
        return text not in [*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label, ax.yaxis.label]
    for axis, limits, place in ((ax.xaxis, ax.get_xlim(), 0), (ax.yaxis, ax.get_ylim(), 1)):
        if text in axis.get_ticklabels():
            low, high = sorted(limits)
            slack = (high - low) * 1e-6
            return low - slack <= text.get_position()[place] <= high + slack
    return True


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_picture_brings_alt_text_and_a_finding(name: str) -> None:
    caption = caption_of(drawn(name))
    assert caption is not None
    assert len(caption.alt) > 8
    assert caption.alt.endswith(".")
    if not name.startswith("sparkline"):
        assert len(caption.title) > 8
        assert not caption.title.endswith(".")
    for words in (caption.title, caption.subtitle, caption.alt):
        assert "nan" not in words.lower().replace("finance", "")
        assert "inf " not in words.lower()


@pytest.mark.parametrize("name", DRAWINGS)
def test_texts_lie_inside_and_apart(name: str) -> None:
    check(*boxes(drawn(name)))


@pytest.mark.parametrize("name", USUAL)
def test_the_same_on_a_page_where_title_and_subtitle_are_text(name: str) -> None:
    ax = drawn(name)
    with wordless(figure_of(ax)):
        check(*boxes(ax))


def check(found: list[tuple[str, Bbox]], canvas: Bbox) -> None:
    for text, box in found:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= canvas.x1 + 1 and box.y1 <= canvas.y1 + 1
        assert inside, f"{text!r} leaves the picture: {box.bounds} of {canvas.bounds}"
    for (a, first), (b, second) in itertools.combinations(found, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        # boxes include the room for descenders, so a sliver of overlap is still air between the letters
        assert wide <= 1.0 or high <= 2.5, f"{a!r} touches {b!r} by {wide:.1f} × {high:.1f} pixels"


def test_the_check_sees_a_cut() -> None:
    ax = DRAWINGS["ratio_histogram few"]()
    ax.text(1.02, 0.5, "cut off at the right edge of the picture", transform=ax.transAxes).set_in_layout(False)
    with pytest.raises(AssertionError, match="leaves the picture"):
        check(*boxes(ax))


def test_the_check_sees_a_clash() -> None:
    ax = DRAWINGS["ratio_histogram few"]()
    ax.text(0.5, 0.5, "one label", transform=ax.transAxes)
    ax.text(0.52, 0.51, "another", transform=ax.transAxes)
    with pytest.raises(AssertionError, match="touches"):
        check(*boxes(ax))
