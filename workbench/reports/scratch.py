"""Where a notebook works while it runs: a private folder that is gone afterwards, also when its process was killed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

_NAME = re.compile(r"workbench-(\d+)-\w+")


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder of this process, removed at the end.

    Yields
    ------
    Path
        Not in a place of the user's choice: socket names must be short, and nothing of a run may stay behind there.

    Examples
    --------
    >>> with scratch() as place:
    ...     place.is_dir()
    True
    >>> place.exists()
    False
    """
    place = Path(tempfile.mkdtemp(prefix=f"workbench-{os.getpid()}-"))
    try:
        with _held(place):
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def sweep() -> int:
    """Remove what processes of this user have left that were killed.

    Returns
    -------
    int
        How many folders were removed.

    Notes
    -----
    A folder is left over when its process is dead and nobody holds its lock: the number of a process in another container says
    nothing here, its lock does. Folders of others, and links, are left alone.
    """
    if fcntl is None:
        return 0
    removed = 0
    for place in Path(tempfile.gettempdir()).glob("workbench-*"):
        found = _NAME.fullmatch(place.name)
        if found is None or _alive(int(found[1])):
            continue
        with contextlib.suppress(OSError):
            if place.is_symlink() or not place.is_dir() or place.lstat().st_uid != os.getuid():
                continue
            with _held(place) as mine:
                if mine:
                    shutil.rmtree(place, ignore_errors=True)
                    removed += not place.exists()
    return removed


@contextlib.contextmanager
def _held(place: Path) -> Iterator[bool]:
    """Hold the folder's lock, which the system frees when this process dies; False when somebody else holds it."""
    if fcntl is None:
        yield True
        return
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
