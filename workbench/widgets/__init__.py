"""What a notebook shows to work with: each call gives one application; the notebooks hold nothing else."""

from .applications import estimate_next, explore, record_review, reports, retrospective, start

__all__ = ["estimate_next", "explore", "record_review", "reports", "retrospective", "start"]
