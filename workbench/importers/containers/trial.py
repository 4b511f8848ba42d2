"""A spreadsheet opened in a process of its own first: its reader ends the process when a sheet asks for more memory than there is."""

from __future__ import annotations

import subprocess
import sys

from workbench.tables import InputError

_SECONDS = 60
_MEMORY = 2**30
_ENDED, _NOT_TRIED = 3, 1  # Python itself ends with 1, before anything of the file was looked at
_OPEN = f"""
import io, sys
from python_calamine import CalamineWorkbook
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass  # where a process cannot be held back it still ends alone
try:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        print(sheet.total_height, sheet.total_width, flush=True)
        sheet.to_python()
except MemoryError:
    sys.exit({_ENDED})
except BaseException:
    pass  # whatever is wrong with it is told in words by whoever reads it
"""


def opened(data: bytes) -> list[tuple[int, int]]:
    """Open every sheet of a spreadsheet where it can do no harm.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    list of (int, int)
        Rows and columns of each sheet up to the first that is damaged.

    Raises
    ------
    InputError
        When it takes more than a gigabyte or a minute.
    """
    try:
        # -P: no module of the folder we happen to be in
        tried = subprocess.run([sys.executable, "-P", "-c", _OPEN], input=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _too_large(f"takes longer than {_SECONDS} seconds to open") from error
    if tried.returncode not in (0, _NOT_TRIED):
        raise _too_large(f"needs more than {_MEMORY / 2**30:,.0f} GB of memory to open")
    return [(int(rows), int(columns)) for rows, columns in (line.split() for line in tried.stdout.split(b"\n") if line)]


def _too_large(what: str) -> InputError:
    return InputError(f"the spreadsheet {what}.", todo="delete stray cells far from the table and save it again as XLSX, or export a CSV.")
