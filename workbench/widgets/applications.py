"""The applications that the notebooks show; each takes the library of this folder, or of ``WORKBENCH_STORE``, when given none."""

from __future__ import annotations

from pathlib import Path

from workbench.store import Library

from .board_page import Board
from .delphi_page import Delphi
from .estimate_page import EstimateNext
from .exam_page import Exam
from .explore_page import Explore
from .reports_page import ReportsPage
from .review_page import RecordReview
from .start_page import Start
from .trainer_page import Trainer

REPORTS = Path("reports")
"""Where reports go: beside the notebooks, so that links to them open."""


def start(library: Library | None = None) -> Start:
    """The first page: library, samples, import, all projects and what is due.

    Parameters
    ----------
    library : Library, optional
        The review library; there is an offer to create one where there is none.

    Returns
    -------
    Start
    """
    return Start(library)


def record_review(library: Library | None = None, *, project_id: str | None = None) -> RecordReview:
    """Record the review of a project, and run its retrospective.

    Parameters
    ----------
    library : Library, optional
        The review library.
    project_id : str, optional
        The project to begin with; the latest one when left out.

    Returns
    -------
    RecordReview
    """
    return RecordReview(library, project_id=project_id, out_dir=REPORTS)


def explore(library: Library | None = None, *, project_id: str | None = None) -> Explore:
    """Look at a project: the answer, tasks, pace, similar projects, lessons, the next estimate.

    Parameters
    ----------
    library : Library, optional
        The review library.
    project_id : str, optional
        The project to begin with; the latest one when left out.

    Returns
    -------
    Explore
    """
    return Explore(library, project_id=project_id)


def estimate_next(library: Library | None = None) -> EstimateNext:
    """Estimate a backlog by what finished work shows, with odds for days and budgets; what is accepted is logged.

    Parameters
    ----------
    library : Library, optional
        The review library.

    Returns
    -------
    EstimateNext
    """
    return EstimateNext(library)


def retrospective(library: Library | None = None, *, project_id: str | None = None) -> Board:
    """The board for the meeting: last actions, what the data say, cards, votes, at most three actions.

    Parameters
    ----------
    library : Library, optional
        The review library.
    project_id : str, optional
        The project to begin with; one whose review is due when left out.

    Returns
    -------
    Board
    """
    return Board(library, project_id=project_id)


def reports(library: Library | None = None) -> ReportsPage:
    """Make reports of one or many projects, and open what came out.

    Parameters
    ----------
    library : Library, optional
        The review library.

    Returns
    -------
    ReportsPage
    """
    return ReportsPage(library, out_dir=REPORTS)


def train(library: Library | None = None, *, level: int) -> Trainer:
    """A level of the trainer: strategy, one task at a time, what the answers show.

    Parameters
    ----------
    library : Library, optional
        The review library; the sample portfolio stands in where it is missing or too small.
    level : int
        0 to 5.

    Returns
    -------
    Trainer
    """
    return Trainer(library, level=level)


def exam(library: Library | None = None) -> Exam:
    """The exam of the trainer, and its certificate.

    Parameters
    ----------
    library : Library, optional
        The review library; the sample portfolio stands in where it is missing or too small.

    Returns
    -------
    Exam
    """
    return Exam(library)


def delphi(library: Library | None = None) -> Delphi:
    """The level for three to five people at one screen.

    Parameters
    ----------
    library : Library, optional
        The review library; the sample portfolio stands in where it is missing or too small.

    Returns
    -------
    Delphi
    """
    return Delphi(library)
