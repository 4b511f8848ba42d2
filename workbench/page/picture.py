"""A figure on a page: its finding as text, the drawing as an image that cannot run anything."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.tables import InputError

from .block import Block, fill
from .table import file_name

if TYPE_CHECKING:  # figures take a second to load; many pages show none
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from workbench.figures import Caption, Format

_LINKED: ContextVar[bool] = ContextVar("pictures have links", default=False)


@contextmanager
def picture_links() -> Iterator[None]:
    """Pictures that are written meanwhile have a link that saves them; a report does without: it would hold each of them twice.

    Examples
    --------
    >>> from workbench.figures.velocity import sparkline
    >>> small = Picture(sparkline([1.0, 2.0]), title="Pace")
    >>> with picture_links():
    ...     'download="Pace.svg"' in small.html()
    True
    >>> "download" in small.html()
    False
    """
    before = _LINKED.set(True)
    try:
        yield
    finally:
        _LINKED.reset(before)


@dataclass(frozen=True, repr=False)
class Picture(Block):
    """A drawing with its title, what is drawn, and the same for somebody who cannot see it.

    Parameters
    ----------
    drawing : Axes or Figure
        What to show; it is drawn once, now, and may change afterwards.
    alt : str
        Finding and data in a sentence or two; the figure's own when left out.
    title, subtitle : str
        The finding, and what is drawn from how much; the figure's own when left out.
    fmt : {"svg", "png"}
        SVG is sharp at any size; PNG is for tools that take no SVG.

    Raises
    ------
    InputError
        When there is no alt text, neither given nor the figure's own.

    Examples
    --------
    >>> from workbench.figures.velocity import sparkline
    >>> Picture(sparkline([1.0, 2.0]))
    [picture] Line from 1 to 2, between 1 and 2, 2 values.
    """

    drawing: Axes | Figure = field(compare=False)
    alt: str = ""
    title: str = ""
    subtitle: str = ""
    fmt: Format = "svg"
    image: bytes = field(init=False)
    size: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        from workbench import figures

        known = _caption(self.drawing)
        for name in ("alt", "title", "subtitle"):
            object.__setattr__(self, name, getattr(self, name) or getattr(known, name))
        if not self.alt.strip():
            raise InputError(
                "a picture was given without alt text.",
                expected="a sentence that tells what it shows.",
                todo="pass alt=…, or take a figure from workbench.figures, which brings its own.",
            )
        object.__setattr__(self, "image", figures.render(self.drawing, words=False, fmt=self.fmt))
        object.__setattr__(self, "size", figures.size_of(self.drawing))

    def html(self) -> Markup:
        """A figure element; the image lies in the page itself."""
        kind = "image/svg+xml" if self.fmt == "svg" else "image/png"
        source = f"data:{kind};base64,{base64.b64encode(self.image).decode('ascii')}"
        small = self.size[0] < 200
        file = file_name(f"{self.title or self.alt}.{self.fmt}") if _LINKED.get() else ""
        return fill(
            "picture.html", title=self.title, subtitle=self.subtitle, alt=self.alt, source=source, size=self.size, small=small, file=file
        )

    def text(self) -> str:
        """Title and alt text."""
        return f"{self.title}\n[picture] {self.alt}".lstrip()


def _caption(drawing: Axes | Figure) -> Caption:
    from matplotlib.figure import Figure

    from workbench.figures import Caption, caption_of

    axes = drawing.axes if isinstance(drawing, Figure) else [drawing]
    known = [c for c in map(caption_of, axes) if c is not None]  # type: ignore[arg-type]
    return known[0] if len(known) == 1 else Caption("")
