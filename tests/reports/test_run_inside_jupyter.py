"""A report is made from within a notebook, whose event loop is running and which has many threads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench import reports
from workbench.reports.fork import possible
from workbench.reports.pdf import find_browser


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["nbclient", "workbench"])
def test_a_notebook_makes_a_report(engine: str, notebook: Callable[..., Path], tmp_path: Path) -> None:
    if engine == "workbench" and not possible():
        pytest.skip("notebooks cannot be forked on this system")
    inner = notebook("print(weeks)", name="inner")
    formats: Any = ("html", "pdf") if find_browser() else ("html",)
    made = f"reports.run({str(inner)!r}, library=None, out_dir={str(tmp_path / 'out')!r}, engine={engine!r}, formats={formats!r})"
    outer = notebook("from workbench import reports", f"run = {made}", "assert run.status == 'done', run.reason", name="outer")
    run = reports.run(outer, library=None, out_dir=tmp_path / "outer", engine="nbclient")
    assert run.status == "done", run.reason
    assert list((tmp_path / "out").glob("inner-*/report.html"))
    assert len(list((tmp_path / "out").glob("inner-*/report.pdf"))) == len(formats) - 1
