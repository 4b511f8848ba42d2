"""Links to files beside the notebook, which JupyterLab opens in a tab of their own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

import ipywidgets


class Links(ipywidgets.Output):
    """A list of links to files at or below the notebook's folder.

    Notes
    -----
    They are an output, not an HTML widget: only in outputs does JupyterLab turn a relative address into one that it can open.
    """

    def show(self, links: Sequence[tuple[str, Path]]) -> None:
        """Show links in place of what was there.

        Parameters
        ----------
        links : sequence of (str, Path)
            Words and file.
        """
        items = "".join(f'<li><a href="{escape(_address(path))}">{escape(words)}</a></li>' for words, path in links)
        plain = "\n".join(f"{words}: {_address(path)}" for words, path in links)
        data = {"text/html": f'<ul class="wbw-links">{items}</ul>', "text/plain": plain}
        self.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},) if links else ()


def _address(path: Path) -> str:
    beside = quote(Path(os.path.relpath(path)).as_posix())
    return f"/voila/files/{beside}" if os.environ.get("SERVER_SOFTWARE", "").startswith("voila") else beside
