"""Runs the cells of one notebook in this process and tells what came out of them, piece by piece."""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

Tell = Callable[[dict[str, Any]], None]


def _encoded(data: dict[str, Any]) -> dict[str, Any]:
    """Pictures as text, as a notebook keeps them."""
    return {kind: binascii.b2a_base64(v).decode("ascii") if isinstance(v, bytes) else v for kind, v in data.items()}


class _Publisher(DisplayPublisher):
    tell: Tell

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        output = {"output_type": "display_data", "data": _encoded(data), "metadata": metadata or {}}
        self.tell({"output": output, "display_id": (transient or {}).get("display_id"), "update": update})

    def clear_output(self, wait: bool = False) -> None:
        self.tell({"clear": True, "wait": wait})


class _Hook(DisplayHook):
    tell: Tell
    _data: dict[str, Any] | None = None
    _metadata: dict[str, Any]

    def write_output_prompt(self) -> None:
        """A notebook shows none."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self._data, self._metadata = _encoded(format_dict), md_dict or {}

    def finish_displayhook(self) -> None:
        if self._data:
            output = {"output_type": "execute_result", "data": self._data, "metadata": self._metadata, "execution_count": self.prompt_count}
            self.tell({"output": output})
        self._data = None


class _Stream(io.TextIOBase):
    """Standard output or error, told as it is written."""

    encoding = "utf-8"

    def __init__(self, name: str, tell: Tell) -> None:
        self.name, self._tell = name, tell

    def write(self, text: str) -> int:
        if text:
            self._tell({"output": {"output_type": "stream", "name": self.name, "text": str(text)}})
        return len(text)

    def writable(self) -> bool:
        return True


class _Shell(InteractiveShell):
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    tell: Tell = staticmethod(lambda message: None)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.tell({"output": {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}})

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window to draw in."""


def make(tell: Tell) -> InteractiveShell:
    """An IPython shell that tells its outputs instead of printing them.

    Parameters
    ----------
    tell : callable
        Gets each output as a dict in the notebook format.

    Returns
    -------
    InteractiveShell
        With figures drawn in line.
    """
    config = Config()
    config.HistoryManager.enabled = False  # it would start a thread
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    shell = _Shell.instance(config=config)
    for part in (shell, shell.display_pub, shell.displayhook):
        setattr(part, "tell", tell)  # noqa: B010  IPython types them by their base classes
    shell.run_line_magic("matplotlib", "inline")  # a backend that was bound before the fork would draw nothing at all
    return shell


def run_cells(
    cells: list[tuple[int, str]], send: Tell, *, made: Mapping[str, Any] | None = None, ready_made: AbstractSet[int] = frozenset()
) -> bool:
    """Run cells in order until one fails.

    Parameters
    ----------
    cells : list of (int, str)
        Index in the notebook, and code.
    send : callable
        Gets every message: ``start``, ``output``, ``clear`` and ``done``, each with the ``cell``.
    made : mapping of str to object, optional
        What the cells in `ready_made` would make; they are not run again.
    ready_made : set of int
        Their indexes.

    Returns
    -------
    bool
        Whether all came to their end.
    """
    import sys

    at = -1

    def tell(message: dict[str, Any]) -> None:
        send({**message, "cell": at})

    shell = make(tell)
    sys.stdout, sys.stderr = _Stream("stdout", tell), _Stream("stderr", tell)  # type: ignore[assignment]
    for at, source in cells:
        send({"start": True, "cell": at})
        if at in ready_made:
            shell.user_ns.update(made or {})
            source = "pass"
        result = shell.run_cell(source, store_history=True)
        number = shell.execution_count - 1
        send({"done": True, "cell": at, "count": number, "ok": bool(result.success)})
        if not result.success:
            return False
    return True


def without_colours(text: str) -> str:
    """Text without the escape codes of a terminal.

    Examples
    --------
    >>> without_colours(chr(27) + "[31mred")
    'red'
    """
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
