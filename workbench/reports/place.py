"""Which files a report consists of, and how they get to their folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .folder import Folder
from .job import Failure

NAMES = {"html": "report.html", "pdf": "report.pdf", "notebook": "report.ipynb"}
ABOUT, FAILED = "run.json", "failed.json"
_OF_A_FAILURE = ("failed.ipynb", "failed.txt", FAILED)


def publish(folder: Folder, files: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
    """Put a finished report in place of the last one; its description comes last and names the hashes of the others.

    Parameters
    ----------
    folder : Folder
        The report's folder.
    files : mapping of str to bytes
        Content by name.
    about : mapping of str to plain values
        When, from what and how it was made.

    Raises
    ------
    OSError
        When it cannot be written; the last one is untouched then.
    """
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    stale = tuple(name for name in NAMES.values() if name not in files)
    folder.publish({**files, ABOUT: _json({**about, "files": hashes})}, remove=(*_OF_A_FAILURE, *stale))


def publish_failed(folder: Folder, notebook: Any, failure: Failure, about: Mapping[str, Any]) -> None:
    """Keep what there is of a failed run beside the last good report; no room for it is no further failure.

    Parameters
    ----------
    folder : Folder
        The report's folder.
    notebook : NotebookNode or None
        As far as it got.
    failure : Failure
        What went wrong.
    about : mapping of str to plain values
        When, from what and how it was tried.
    """
    import nbformat

    files = {"failed.txt": (failure.reason + "\n\n" + failure.detail + "\n").encode("utf-8", "replace"), FAILED: _json(about)}
    if notebook is not None:
        files = {"failed.ipynb": (nbformat.writes(notebook) + "\n").encode("utf-8", "replace"), **files}
    with contextlib.suppress(OSError):
        folder.publish(files)


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "replace")
