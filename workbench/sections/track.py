"""What the list of all reports shows of one report's accuracy."""

from __future__ import annotations

import pandas as pd

from workbench.analysis.track import track_record
from workbench.page import Track
from workbench.tables import NotEnoughEvidence


def track(tasks: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> Track | None:
    """The accuracy ratio of finished tasks, stretch after stretch.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks.
    as_of : Timestamp, optional
        What was finished later does not count.

    Returns
    -------
    Track or None
        None where there is too little to compare.
    """
    found = track_record(tasks if as_of is None else tasks[~(tasks["finished_on"] > as_of)])
    return None if isinstance(found, NotEnoughEvidence) else Track(found.ratio, found.n, found.stretches["ratio"].tolist())
