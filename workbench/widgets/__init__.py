"""What a notebook shows to work with: each call gives one application; the notebooks hold nothing else."""

from .applications import delphi, estimate_next, exam, explore, record_review, reports, retrospective, start, train

__all__ = ["delphi", "estimate_next", "exam", "explore", "record_review", "reports", "retrospective", "start", "train"]
