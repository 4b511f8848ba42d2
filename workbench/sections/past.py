"""What did the library know on the day of the report?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis.past import on_day
from workbench.calibration import Knowledge
from workbench.tables import Tables


def as_it_stood(everything: Tables, known: Knowledge | None, *, as_of: pd.Timestamp | None = None) -> tuple[Tables, Knowledge | None]:
    """The library and what was learned from it, as they stood at the end of a day.

    Parameters
    ----------
    everything : Tables
        The whole library.
    known : Knowledge or None
        The calibration that the library holds.
    as_of : Timestamp, optional
        The day; both come back as they are without one.

    Returns
    -------
    Tables
        Without what came later, see :func:`workbench.analysis.past.on_day`.
    Knowledge or None
        Fitted again where it has seen later work.

    Examples
    --------
    >>> as_it_stood(Tables(), None)[1] is None
    True
    """
    then = on_day(everything, as_of)
    return then, known if as_of is None or known is None else known.by(as_of, then.tasks)
