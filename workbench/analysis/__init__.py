"""What happened: accuracy of estimates, velocity, flow. Pure functions from canonical tables to small results."""

from . import accuracy, errors, intervals, ranges, velocity, xmr

__all__ = ["accuracy", "errors", "intervals", "ranges", "velocity", "xmr"]
