"""What was typed and not saved yet, kept beside the library until it is."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench.store import Library
from workbench.store.privacy import DRAFTS as FOLDER
from workbench.wording.numbers import absent


class Drafts:
    """Drafts of one library, one per project; only their writer can read them.

    Parameters
    ----------
    library : Library
        A file library has them beside it; for a database they are in the working folder.

    Examples
    --------
    >>> from workbench import store
    >>> with tempfile.TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
    ...     drafts = Drafts(library)
    ...     drafts.keep("PAY/2", {"keep": "half-way checks"})
    ...     drafts.of("PAY/2"), drafts.of("other")
    ({'keep': 'half-way checks'}, None)
    """

    def __init__(self, library: Library) -> None:
        url = library.url
        beside = Path(str(url.database)).parent if url.get_backend_name() == "sqlite" else Path.cwd()
        self._folder = beside / FOLDER

    def keep(self, project_id: str, state: dict[str, Any]) -> None:
        """Keep a draft in place of the one before; a full disk is no reason to stop anybody from typing."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(state, file, ensure_ascii=False, default=_plain)
            os.replace(name, self._file(project_id))

    def of(self, project_id: str) -> dict[str, Any] | None:
        """The draft of a project; None where there is none, or none that can be read."""
        try:
            found = json.loads(self._file(project_id).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def discard(self, project_id: str) -> None:
        """Forget the draft of a project."""
        with suppress(OSError):
            self._file(project_id).unlink(missing_ok=True)
            self._folder.rmdir()

    def _file(self, project_id: str) -> Path:
        return self._folder / (hashlib.sha256(project_id.encode("utf-8", "surrogatepass")).hexdigest()[:24] + ".json")


def _plain(value: Any) -> Any:
    return None if absent(value) else str(value)


def clean(record: dict[Any, Any]) -> dict[str, Any]:
    """A record without what is missing in it.

    Examples
    --------
    >>> clean({"text": "a", "votes": float("nan")})
    {'text': 'a'}
    """
    return {str(k): v for k, v in record.items() if not absent(v)}
