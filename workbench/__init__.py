"""Retrospectives and calibrated estimates from your own finished projects.

The rooms are the manual: ``tables``, ``importers``, ``store``, ``analysis``, ``calibration``, ``forecast``, ``figures``, ``wording``,
``page``, ``sections``, ``reports``, ``loop``.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("workbench-retrospective")
except PackageNotFoundError:  # unpacked, not installed
    __version__ = "0.1.0"

__all__ = ["__version__"]
