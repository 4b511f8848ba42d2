"""The command line: the only place that prints."""

from .app import main

__all__ = ["main"]
