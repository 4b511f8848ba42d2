"""Is everything in order? The parts that are installed, the library and its folder, JupyterLab's settings, the browser."""

from __future__ import annotations

import os
import platform
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from workbench import store
from workbench.reports.pdf import find_browser
from workbench.store.connect import address
from workbench.store.erasures import key_file, listed, people, read_key
from workbench.tables import StoreError

from .jupyter_settings import weak_settings

PACKAGE = "workbench-retrospective"
KNOWN_BAD = (
    # package, versions, advisory, what it lets others do
    ("jupyterlab", "<4.5.7", "CVE-2026-40171", "a notebook from elsewhere can act in your name after one click"),
    ("jupyterlab", "<4.5.10", "CVE-2026-73415, CVE-2026-73417", "a picture or a settings file from elsewhere can run code"),
    ("jupyterlab", ">=4.6.0,<4.6.2", "CVE-2026-73415, CVE-2026-73417", "a picture or a settings file from elsewhere can run code"),
    ("jupyterlab", ">=4.5.0,<4.5.11", "CVE-2026-102831", "pasted cells can run code"),
    ("jupyterlab", ">=4.6.0,<4.6.4", "CVE-2026-102831", "pasted cells can run code"),
    ("jupyter-server", "<2.20.0", "CVE-2026-44727", "a notebook from elsewhere that is shown as a page can act in your name"),
    ("nbconvert", "<7.17.1", "CVE-2026-39378", "a notebook from elsewhere can read files when it is made into a page"),
)
_FAR = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "9p", "fuse.rclone"}
_SYNCED = ("OneDrive", "Dropbox", "Google Drive", "GoogleDrive", "iCloud", "Nextcloud")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    topic : str
        parts, library, privacy, JupyterLab or browser.
    text : str
        What was found.
    wrong : bool
        Whether something should be done about it.
    todo : str or None
        What.
    """

    topic: str
    text: str
    wrong: bool = False
    todo: str | None = None

    def __str__(self) -> str:
        return self.text if self.todo is None else f"{self.text} What to do: {self.todo}"


def examine(url: str | Path | None = None) -> list[Finding]:
    """Look at everything that this workbench stands on.

    Parameters
    ----------
    url : str or Path, optional
        The library, as for `store.open`; one that is not there is not made.

    Returns
    -------
    list of Finding
    """
    return [*_parts(), *_library(url), *_privacy(url), *weak_settings_found(), *_browser()]


def _parts() -> Iterator[Finding]:
    ours = f"{PACKAGE} {_version(PACKAGE) or '(not installed)'}"
    yield Finding("parts", f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {ours}.")
    wanted: dict[str, SpecifierSet] = {}
    for line in metadata.requires(PACKAGE) or [] if _version(PACKAGE) else []:
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            wanted[needed.name] = needed.specifier
    old = 0
    for name, versions in wanted.items():
        found = _version(name)
        if found is None or not versions.contains(found, prereleases=True):
            old += 1
            text = f"{name} is not installed." if found is None else f"{name} {found} does not fit: {versions} is needed."
            yield Finding("parts", text, True, f'pip install --upgrade "{name}{versions}"')
    bad = list(known_bad({name: _version(name) for name, *_ in KNOWN_BAD}))
    yield from bad
    if not (old or bad):
        yield Finding("parts", f"{len(wanted):,} packages are installed in versions that fit; none is known here to be unsafe.")


def known_bad(installed: dict[str, str | None]) -> Iterator[Finding]:
    """Tell which installed versions have known holes.

    Parameters
    ----------
    installed : dict of str to str
        Version by package.

    Examples
    --------
    >>> [f.text for f in known_bad({"nbconvert": "7.16.6", "jupyterlab": "4.6.6"})]
    ['nbconvert 7.16.6 is unsafe (CVE-2026-39378): a notebook from elsewhere can read files when it is made into a page.']
    """
    for name, versions, advisory, what in KNOWN_BAD:
        found = installed.get(name)
        if found is not None and SpecifierSet(versions).contains(found, prereleases=True):
            yield Finding("parts", f"{name} {found} is unsafe ({advisory}): {what}.", True, f"pip install --upgrade {name}")


def _library(url: str | Path | None) -> Iterator[Finding]:
    place = address(url)
    if place.file is not None and not place.file.exists():
        yield Finding("library", f"There is no library {place} yet.")
        return
    try:
        with store.open(url, create=False) as library:
            checked = library.verify()
            newer = library.read_only
            copies = library.copies()
    except StoreError as error:
        yield Finding("library", f"{error.arrived}", True, error.todo)
        return
    yield Finding("library", f"{place}: {checked}", not checked.sound)
    if newer:
        yield Finding("library", f"{place} was made by a newer version; it can be read but not changed.", True, "update the workbench.")
    if place.file is None:
        local = (place.url.host or "") in ("", "localhost", "127.0.0.1", "::1") or str(place.url.query.get("host", "")).startswith("/")
        if not local and place.url.query.get("sslmode") not in ("require", "verify-ca", "verify-full"):
            yield Finding("library", f"The connection to {place} may not be encrypted.", True, "add ?sslmode=verify-full to the address.")
        return
    yield from _around(place.file)
    if copies:
        yield Finding("library", f"{len(copies):,} copies from before a change are beside it: {', '.join(p.name for p in copies)}.")


def _around(file: Path) -> Iterator[Finding]:
    """The file, its side files and its folder: who else may read or replace them, and whether the disk is fit for them."""
    if os.name == "posix":
        sides = (p for p in file.parent.glob(f"{file.name}*") if p.is_file())
        open_to_others = [p.name for p in sides if stat.S_IMODE(p.stat().st_mode) & 0o077]
        if open_to_others:
            names = ", ".join(sorted(open_to_others))
            yield Finding("library", f"Others on this computer can read {names}.", True, f"chmod 600 {file}*")
        mode = file.parent.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            yield Finding("library", f"Everybody may put another file in its place in {file.parent}.", True, f"chmod o-w {file.parent}")
        elif mode & stat.S_IWGRP:
            yield Finding("library", f"Your group may put another file in its place in {file.parent}.")
        if not open_to_others:
            yield Finding("library", "Only you can read its files.")
    else:
        yield Finding("library", "Who else may read its files cannot be told on this system: look at the folder's properties.")
    if (kind := _disk(file)) in _FAR:
        text = f"{file.parent} is on a network disk ({kind}), where an SQLite file can be damaged by two programs at once."
        yield Finding("library", text, True, "move it to a disk of this computer, or use PostgreSQL.")
    if any(word in part for part in file.parts for word in _SYNCED):
        text = f"{file.parent} looks like a folder that is copied to a cloud, where a library in use may be damaged."
        yield Finding("library", text, True, "keep the library elsewhere, and put what `workbench backup` writes there.")
    remains = sorted(p.name for kind in (f"{file.name}*.part", ".restore-*") for p in file.parent.glob(kind))
    if remains:
        text = f"Remains of a backup or a restore that was cut off: {', '.join(remains)}."
        yield Finding("library", text, True, f"delete them from {file.parent} while nothing else runs.")


def _disk(file: Path) -> str | None:
    """The kind of disk that a file is on, where the system tells."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return None
    over = [(len(at), kind) for at, kind in mounts if file.resolve().is_relative_to(at.replace("\\040", " "))]
    return max(over)[1] if over else None


def _privacy(url: str | Path | None) -> Iterator[Finding]:
    erased = people(len({m.mark for m in listed(address(url))}))
    if not listed(address(url)):
        return
    if read_key() is None:
        text = f"Erased so far: {erased}, but the key in {key_file()} is gone: no older backup can be restored."
        yield Finding("privacy", text, True, "bring the key back from your own backup of it.")
    else:
        yield Finding("privacy", f"Erased, and to stay so: {erased}. Keep a copy of {key_file()} apart from backups.")
    if os.name == "posix" and key_file().exists() and stat.S_IMODE(key_file().stat().st_mode) & 0o077:
        yield Finding("privacy", f"Others on this computer can read the key {key_file()}.", True, f"chmod 600 {key_file()}")


def weak_settings_found() -> Iterator[Finding]:
    """JupyterLab's settings that weaken it, as findings."""
    weak, readable = weak_settings()
    for text, todo in weak:
        yield Finding("JupyterLab", text, True, todo)
    if not readable:
        yield Finding("JupyterLab", "Its settings cannot be read.", True, "run `jupyter lab --show-config` and look at what it says.")
    elif not weak:
        yield Finding("JupyterLab", "No setting weakens it.")


def _browser() -> Iterator[Finding]:
    found = find_browser()
    if found is None:
        yield Finding("browser", "None was found, so no PDF can be made; reports in HTML can be printed from any browser.")
    else:
        yield Finding("browser", f"PDFs are printed by {found}.")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
