"""Where a report is put: one folder for each, named by us, written so that a reader never sees half a file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import time
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..tables import ReportError

try:
    import fcntl
except ImportError:  # not a POSIX system: the last writer wins there
    fcntl = None  # type: ignore[assignment]

_AT = os.open in os.supports_dir_fd and os.rename in os.supports_dir_fd
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


def safe_name(shown: str, *identity: str) -> str:
    """A folder name for anything that a project may be called: a readable start and a short hash.

    Parameters
    ----------
    shown : str
        What people call it; only plain letters and digits of it are used.
    *identity : str
        What tells it from all others; hashed exactly, so that names that differ in case or accents stay apart.

    Returns
    -------
    str
        Lower case letters, digits and hyphens, at most 51 characters.

    Examples
    --------
    >>> safe_name("../../etc/passwd", "x")
    'etc-passwd-2d711642b7'
    """
    plain = unicodedata.normalize("NFKD", shown[:200]).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "report"
    exact = "\0".join(identity).encode("utf-8", "surrogatepass")
    return f"{slug}-{hashlib.sha256(exact).hexdigest()[:10]}"


class Folder:
    """An open folder of one report.

    Made by `opened`. Names of files are ours; links are never followed.

    Parameters
    ----------
    path : Path
        Where it lies.
    handle : int or None
        Its open descriptor, where the system has such.
    """

    def __init__(self, path: Path, handle: int | None) -> None:
        self.path, self._handle = path, handle

    def read(self, name: str) -> bytes | None:
        """The content of a file, or None where there is no such regular file."""
        try:
            with os.fdopen(self._open(name, os.O_RDONLY), "rb") as file:
                return file.read()
        except OSError:
            return None

    def publish(self, files: Mapping[str, bytes], *, remove: tuple[str, ...] = ()) -> None:
        """Put files in place together: all are on the disk before the first one replaces an older one.

        Parameters
        ----------
        files : mapping of str to bytes
            Content by name, in the order of replacement; the one that others rely on comes last.
        remove : tuple of str
            Files that are no longer true.

        Raises
        ------
        OSError
            When the disk is full or may not be written; the older files are untouched then.
        """
        token = secrets.token_hex(6)
        waiting: list[tuple[str, str]] = []
        with self._locked():
            for name in self._left_over():
                self._unlink(name)
            try:
                for name, content in files.items():
                    temporary = f".{token}.{len(waiting)}.tmp"
                    waiting.append((temporary, name))
                    with os.fdopen(self._open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
                        file.write(content)
                        file.flush()
                        os.fsync(file.fileno())
                while waiting:
                    self._replace(*waiting[0])
                    waiting.pop(0)
                for name in remove:
                    self._unlink(name)
                self._sync()
            finally:
                for temporary, _ in waiting:
                    self._unlink(temporary)

    def claim(self, name: str, content: bytes = b"") -> bool:
        """Make a file; False when it is there already."""
        try:
            with os.fdopen(self._open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
                file.write(content)
        except FileExistsError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        self._unlink(name)

    @contextlib.contextmanager
    def kept(self, *, wait: bool = False) -> Iterator[bool]:
        """Keep others from making this report meanwhile; False when somebody does so already and we are not to wait."""
        if fcntl is None:
            yield True
            return
        with os.fdopen(self._open(".busy", os.O_RDWR | os.O_CREAT), "rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except OSError:
                yield False
                return
            yield True

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep two runs from mixing their files; the system frees the lock of a killed process."""
        if fcntl is None:
            yield
            return
        with os.fdopen(self._open(".lock", os.O_RDWR | os.O_CREAT), "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _open(self, name: str, flags: int) -> int:
        flags |= _NO_LINKS | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        if self._handle is None:
            return os.open(self.path / name, flags, 0o666)
        return os.open(name, flags, 0o666, dir_fd=self._handle)

    def _replace(self, temporary: str, name: str) -> None:
        if self._handle is None:
            os.replace(self.path / temporary, self.path / name)
        else:
            os.replace(temporary, name, src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def _unlink(self, name: str) -> None:
        with contextlib.suppress(OSError):
            if self._handle is None:
                os.unlink(self.path / name)
            else:
                os.unlink(name, dir_fd=self._handle)

    def _left_over(self) -> list[str]:
        """Half-written files of runs that were killed; they write under the lock, so with it in hand every such file is one."""
        old = time.time() + 60 if fcntl is not None else time.time() - 3600
        with contextlib.suppress(OSError):
            marks = [p.name for p in self.path.glob(".*.begun") if p.lstat().st_mtime < time.time() - 86_400]
            return marks + [p.name for p in self.path.glob(".*.tmp") if p.lstat().st_mtime < old]
        return []

    def _sync(self) -> None:
        if self._handle is not None:
            os.fsync(self._handle)


@contextlib.contextmanager
def opened(out_dir: Path, name: str = "") -> Iterator[Folder]:
    """Open, and make if needed, the folder of one report.

    Parameters
    ----------
    out_dir : Path
        Where reports are kept; chosen by the user, so it may be a link.
    name : str
        A name from `safe_name`; empty for `out_dir` itself.

    Yields
    ------
    Folder

    Raises
    ------
    ReportError
        When it cannot be made, or something else, such as a link, stands in its place.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place, opened(Path(place), "report-1") as folder:
    ...     folder.publish({"report.html": b"<p>"})
    ...     print(folder.read("report.html"))
    b'<p>'
    """
    path = out_dir / name if name else out_dir
    handle: int | None = None
    try:
        try:
            out_dir.mkdir(parents=True, exist_ok=True)
            if name and path.is_symlink():
                raise NotADirectoryError(f"{path.name} is a link")
            path.mkdir(exist_ok=True)
            if _AT:
                handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | (_NO_LINKS if name else 0) | os.O_CLOEXEC)
        except OSError as error:
            raise ReportError(
                f"the folder for the report cannot be used: {error.strerror or error}.",
                expected=f"a folder that may be written, at {out_dir}.",
                todo="choose another folder, or remove what stands there.",
            ) from None
        yield Folder(path, handle)
    finally:
        if handle is not None:
            os.close(handle)
