"""Bytes of unknown encoding, turned into UTF-8, with a sentence that says what was done."""

from __future__ import annotations

import codecs

import numpy as np
import pyarrow as pa

from workbench.tables import InputError

_FOREIGN = 0.3  # share of non-ASCII letters beyond which a Western reading is doubtful


def to_utf8(data: bytes) -> tuple[bytes, str, bool]:
    """Text of a file as UTF-8 without a byte order mark.

    Parameters
    ----------
    data : bytes
        The file as it came.

    Returns
    -------
    text : bytes
        UTF-8, lines ending in ``\\n`` or ``\\r\\n``.
    encoding : str
        Name of the encoding found.
    sure : bool
        Whether the bytes prove it; otherwise a person should look at accented letters.

    Raises
    ------
    InputError
        When the bytes are not text in any known encoding, or hold NUL characters.

    Examples
    --------
    >>> to_utf8("eine größere Menge Text".encode("cp1252"))[1:]
    ('cp1252', False)
    """
    text, encoding, sure = _decode(data)
    nul = text.find(b"\x00")
    if nul >= 0:
        line = text.count(b"\n", 0, nul) + 1
        raise InputError(
            f"line {line:,} holds a NUL character, which no text has.",
            expected="a text file in UTF-8, UTF-16 or Windows-1252.",
            todo="export the file again; if it came through a converter, save it as 'CSV UTF-8'.",
        )
    if b"\r" in text and b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    return text, encoding, sure


def _decode(data: bytes) -> tuple[bytes, str, bool]:
    if data.startswith(codecs.BOM_UTF8):
        data, name = data[3:], "utf-8 with a byte order mark"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").encode("utf-8"), "utf-16", True
        except UnicodeError as error:
            raise InputError("the file says it is UTF-16 but is damaged.", todo="export it again.") from error
    else:
        name = "utf-8"
    if _is_utf8(data):
        return data, name, True
    try:
        text = data.decode("cp1252")
        if _share_foreign(text[:200_000]) < _FOREIGN:
            return text.encode("utf-8"), "cp1252", False
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:1_000_000]).best()
    if best is None:
        raise InputError(
            "the file is not text in any encoding that could be recognised.",
            expected="UTF-8.",
            todo="save it as 'CSV UTF-8' and try again.",
        )
    return data.decode(best.encoding, errors="replace").encode("utf-8"), best.encoding, False


def _is_utf8(data: bytes) -> bool:
    ends = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _share_foreign(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(not c.isascii() for c in letters) / max(len(letters), 1)
