"""Names that stand beside what they name, so that no legend is needed."""

from __future__ import annotations

from typing import Literal

from matplotlib.axes import Axes

from workbench.wording.plain import plain

from .style import TEXT


def mark_above(
    ax: Axes,
    at: float,
    name: str,
    *,
    color: str,
    ink: str | None = None,
    side: Literal["left", "middle", "right"] = "middle",
    dashed: bool = False,
) -> None:
    """Draw an upright line and write its name above the plot.

    Names at the left end where their line stands and names at the right begin there, so that a lower and an upper mark
    never touch; a name in the middle stands one line higher.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    at : float
        Place on the x axis.
    name : str
        Name with its value.
    color, ink : str
        Colour of the line, and of the name when it should be darker.
    side : {"left", "middle", "right"}
        Where the name stands.
    dashed : bool
        Whether the line is dashed.
    """
    ax.axvline(at, color=color, lw=1.3, ls=(0, (4, 2.5)) if dashed else "-", zorder=4)
    across = {"left": ("right", -2), "middle": ("center", 0), "right": ("left", 2)}[side]
    ax.annotate(
        plain(name),
        (at, 1),
        xycoords=("data", "axes fraction"),
        xytext=(across[1], 13 if side == "middle" else 2),
        textcoords="offset points",
        ha=across[0],
        va="bottom",
        fontsize=TEXT,
        color=ink or color,
        gid="mark-high" if side == "middle" else "mark",
        annotation_clip=False,
        parse_math=False,
    )


def name_right(ax: Axes, at: float, name: str, *, ink: str) -> None:
    """Write a name at the right edge of the plot.

    Parameters
    ----------
    ax : Axes
        Where to write.
    at : float
        Height, on the y axis.
    name : str
        One or two lines.
    ink : str
        Colour.
    """
    ax.annotate(
        "\n".join(plain(line) for line in name.split("\n")),
        (1, at),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=TEXT,
        color=ink,
        linespacing=1.05,
        annotation_clip=False,
        parse_math=False,
    )
