"""What a figure says in words: its finding, what is drawn, and the same for somebody who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from workbench.wording.plain import plain

from .style import GREY, INK, TEXT

_LINE = 1.3
_TITLE = TEXT + 2
_whole = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Caption:
    """The words of a figure.

    Parameters
    ----------
    title : str
        The finding.
    subtitle : str
        What is drawn, and from how much.
    alt : str
        Finding and data in a sentence or two, for somebody who cannot see the picture.
    """

    title: str
    subtitle: str = ""
    alt: str = ""


@dataclass
class _Written:
    """A caption, the artists that write it, and the part of the figure that it leaves to the plot."""

    caption: Caption
    texts: list[Text]
    rest: tuple[float, float, float, float] = _whole


_captions: WeakKeyDictionary[Axes, _Written] = WeakKeyDictionary()


def say(ax: Axes, title: str, *, subtitle: str = "", alt: str = "") -> Axes:
    """Write a figure's words above it, and remember them for the page.

    Parameters
    ----------
    ax : Axes
        The figure's axes.
    title, subtitle, alt : str
        See :class:`Caption`.

    Returns
    -------
    Axes
        The same.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    alone = len(figure.axes) == 1 and isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)
    points = figure.get_figwidth() * 72 * (1 if alone else ax.get_position().width)
    big = wrap(plain(title), (points - 8) * 0.97, size=_TITLE, weight="bold")
    small = wrap(plain(subtitle), (points - 8) * 0.97, size=TEXT)
    written = _Written(Caption(plain(title), plain(subtitle), plain(alt)), [])
    if alone:
        _above_figure(figure, big, small, written)
    else:
        _above_axes(ax, big, small, written)
    _captions[ax] = written
    return ax


def _above_figure(figure: Figure, big: list[str], small: list[str], written: _Written) -> None:
    height = figure.get_figheight() * 72
    used = 4.0
    for lines, size, weight, color in ((big, _TITLE, "bold", INK), (small, TEXT, "normal", GREY)):
        if lines:
            written.texts.append(
                figure.text(
                    4 / (figure.get_figwidth() * 72),
                    1 - used / height,
                    "\n".join(lines),
                    fontsize=size,
                    fontweight=weight,
                    color=color,
                    ha="left",
                    va="top",
                    linespacing=_LINE - 0.1,
                    parse_math=False,
                )
            )
            used += len(lines) * size * _LINE + 3
    if written.texts:
        written.rest = (0.0, 0.0, 1.0, 1 - used / height)
        _leave(figure, written.rest)


def _leave(figure: Figure, part: tuple[float, float, float, float]) -> None:
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=part)


def _above_axes(ax: Axes, big: list[str], small: list[str], written: _Written) -> None:
    lift = max((20.0 + 11 * (t.get_gid() == "mark-high") for t in ax.texts if str(t.get_gid()).startswith("mark")), default=6.0)
    for lines, size, weight, color in ((small, TEXT, "normal", GREY), (big, _TITLE, "bold", INK)):
        if lines:
            written.texts.append(
                ax.annotate(
                    "\n".join(lines),
                    (0, 1),
                    xycoords="axes fraction",
                    xytext=(0, lift),
                    textcoords="offset points",
                    fontsize=size,
                    fontweight=weight,
                    color=color,
                    ha="left",
                    va="bottom",
                    annotation_clip=False,
                    parse_math=False,
                )
            )
            lift += len(lines) * size * _LINE + 3


def wrap(text: str, width: float, *, size: float, weight: str = "normal") -> list[str]:
    """Break a text into lines that fit a width, measured in the font that draws them.

    Parameters
    ----------
    text : str
        One line of text.
    width, size : float
        Width of a line and size of the font, in points.
    weight : str
        ``"normal"`` or ``"bold"``.

    Returns
    -------
    list of str
        No line for an empty text; a single word that is too wide is cut short.

    Examples
    --------
    >>> wrap("one two three", 45, size=10)
    ['one two', 'three']
    """
    font = FontProperties(size=size, weight=weight)

    def fits(line: str) -> bool:
        return text_to_path.get_text_width_height_descent(line, font, ismath=False)[0] <= width

    lines: list[str] = []
    for word in text.split():
        while not fits(word) and len(word) > 2:
            word = word[: len(word) * 4 // 5].rstrip("…") + "…"
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def caption_of(ax: Axes) -> Caption | None:
    """The words of a figure made here; None for any other axes."""
    known = _captions.get(ax)
    return known.caption if known else None


@contextmanager
def wordless(figure: Figure) -> Iterator[None]:
    """The figure without its title and subtitle, for as long as it takes to draw it."""
    known = [_captions[ax] for ax in figure.axes if ax in _captions]
    shown = [text for written in known for text in written.texts if text.get_visible()]
    smaller = [written.rest for written in known if written.rest != _whole]
    for text in shown:
        text.set_visible(False)
    if smaller:
        _leave(figure, _whole)
    try:
        yield
    finally:
        for text in shown:
            text.set_visible(True)
        if smaller:
            _leave(figure, smaller[0])
