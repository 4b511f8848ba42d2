"""What came from elsewhere is not obeyed: files beside us, notebooks with live outputs, texts inside the notebooks' own controls."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import nbformat
import pytest
from armed import ATTACK, MEANING, PWNED, armed, samples
from nbformat import v4
from nbformat.sign import NotebookNotary

from workbench import loop, store
from workbench.tables import check

ROOT = Path(__file__).resolve().parents[2]
PLANTED = (
    "jupyterlab.py",
    "jupyter.py",
    "voila.py",
    "jupyter_config.py",
    "jupyter_server_config.py",
    "jupyter_lab_config.py",
    "ipython_config.py",
    "yaml.py",
    "pandas.py",
    "mpxj.py",
    "jpype.py",
    "sitecustomize.py",
)

ACT = f"window.acted='{PWNED}'"  # JupyterLab writes the title anew, over what a payload wrote there
ACTED = f"window.acted === '{PWNED}'"
WORDS = "e => e.innerText + [...e.querySelectorAll('option, textarea, input')].map(o => o.text || o.value).join(' ')"
"""All that can be read in an application, in lists and fields too."""


def plant(folder: Path) -> None:
    """Files that tell when Python or Jupyter runs them because they lie in the folder from which a command was started."""
    for name in PLANTED:
        (folder / name).write_text(f"import pathlib\npathlib.Path({str(folder)!r}, 'ran-{name}').touch()\n", encoding="utf-8")


@contextmanager
def started(folder: Path, *words: str) -> Iterator[subprocess.Popen]:
    """A command as its script runs it, in that folder, in a home of its own."""
    home = folder.parent / "home"
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')
    jupyter = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT), **jupyter}
    command = [sys.executable, "-P", "-m", "workbench", *words]
    with (folder.parent / "told.txt").open("wb") as told:
        running = subprocess.Popen(command, cwd=folder, env=environment, stdout=told, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield running
        finally:
            with suppress(ProcessLookupError):  # it has ended, and all that it had started
                os.killpg(running.pid, signal.SIGKILL)
            running.wait(20)


def wait_for(sign: Any, running: subprocess.Popen, told: Path) -> None:
    until = time.monotonic() + 120
    while not sign():
        assert running.poll() is None, told.read_text(errors="replace")[-2000:]
        assert time.monotonic() < until, told.read_text(errors="replace")[-2000:]
        time.sleep(0.3)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["lab", "app"])
def test_a_server_runs_nothing_that_lies_where_it_was_started(command: str, tmp_path: Path) -> None:
    """Voilà loads a ``voila.py`` of its working folder, and so does JupyterLab where Voilà is installed; neither is started there."""
    if command == "app":
        pytest.importorskip("voila", reason="Voilà is not installed")
    downloads, told = tmp_path / "downloads", tmp_path / "told.txt"
    downloads.mkdir()
    (downloads / "notebooks").mkdir()
    plant(downloads)
    with started(downloads, command, "--no-browser", "--folder", "notebooks", "--store", "mine.db") as running:
        wait_for(lambda: "is running at" in told.read_text(errors="replace"), running, told)
    assert [p.name for p in downloads.glob("ran-*")] == []


@pytest.mark.slow
def test_a_command_runs_nothing_that_lies_beside_it(tmp_path: Path) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    plant(downloads)
    (downloads / "plan.csv").write_text("project_id,task_id,estimate\nP,1,4\n", encoding="utf-8")
    (downloads / "plan.mpp").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    for words in (["doctor"], ["check", "plan.csv"], ["check", "plan.mpp"]):
        with started(downloads, *words) as running:
            running.wait(120)
    assert [p.name for p in downloads.glob("ran-*")] == []
    with started(downloads, "projects") as running:  # the finder can fail: Python itself, started there without -P
        subprocess.run([sys.executable, "-c", "import yaml"], cwd=downloads, check=True)
        running.wait(120)
    assert [p.name for p in downloads.glob("ran-*")] == ["ran-yaml.py"]


def hostile_notebook() -> nbformat.NotebookNode:
    """Outputs that would act if a notebook from elsewhere were believed, and every mark by which it says that it may be."""
    live = f'<img src=x onerror="{ACT}"><script>{ACT}</script>'
    outputs = [
        v4.new_output("display_data", data={"text/html": live}, metadata={"trusted": True}),
        v4.new_output("display_data", data={"application/javascript": ACT}),
        v4.new_output("display_data", data={"image/svg+xml": f"<svg onload=\"{ACT}\" xmlns='http://www.w3.org/2000/svg'/>"}),
        v4.new_output("execute_result", data={"text/markdown": live, "text/plain": "x"}),
    ]
    made = v4.new_notebook(
        cells=[
            v4.new_markdown_cell(f"{live}\n\n[x](javascript:{ACT})", metadata={"trusted": True}),
            v4.new_code_cell("1", outputs=outputs, metadata={"trusted": True}, execution_count=1),
        ]
    )
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made.metadata["signature"] = "sha256:" + "0" * 64
    return made


@pytest.mark.slow
@pytest.mark.browser
def test_a_notebook_from_elsewhere_is_never_trusted(tmp_path: Path, tab: Any) -> None:
    """Not by its own marks, and not by signatures that came along in its folder; once its owner signs it, it is: the finder can fail."""
    from desk import Desk
    from lab import running_lab
    from playwright.sync_api import expect

    expect.set_options(timeout=90_000)
    with running_lab(tmp_path, tmp_path / "workbench.db") as lab:
        nbformat.write(hostile_notebook(), lab.folder / "theirs.ipynb")
        for theirs in (lab.folder, lab.folder / "share" / "jupyter", lab.folder / ".jupyter"):
            theirs.mkdir(parents=True, exist_ok=True)
            NotebookNotary(data_dir=str(theirs)).sign(hostile_notebook())
        desk = Desk(tab, lab.url, lab.token)
        tab.set_default_timeout(60_000)
        desk.enter("theirs")
        tab.wait_for_timeout(3000)
        assert desk.here.locator(".jp-OutputArea-output").count() >= 1  # scripts and drawings are not even tried
        assert not tab.evaluate(ACTED)
        assert tab.locator(".jp-NotebookPanel [onerror], .jp-NotebookPanel script, .jp-NotebookPanel [href^=javascript]").count() == 0
        NotebookNotary(data_dir=str(tmp_path / "data")).sign(nbformat.read(lab.folder / "theirs.ipynb", as_version=4))
        again = tab.context.browser.new_page()
        again.set_default_timeout(90_000)
        Desk(again, lab.url, lab.token).enter("theirs")
        again.wait_for_function(ACTED, timeout=90_000)


@pytest.mark.slow
@pytest.mark.browser
def test_no_text_of_the_library_acts_in_the_application(tmp_path: Path, tab: Any) -> None:
    """Every notebook of the application on a library in which every text attacks: lists, cards, forms, pictures, tables."""
    pytest.importorskip("voila", reason="Voilà is not installed")
    from served import running_app

    with store.open(tmp_path / "workbench.db") as library:
        for keep in ({*MEANING}, set()):
            made = armed(samples("CAT-1" if keep else "SHOP-1", rows=60), keep=keep)
            library.write(check(made).accepted, source=f"{ATTACK}.csv")
        loop.calibrate(library, label=ATTACK)
        names = library.projects()["project_id"].tolist()
    assert all("onerror" in name for name in names)
    seen = []
    with running_app(tmp_path, tmp_path / "workbench.db") as address:
        for notebook in sorted(p.name for p in (tmp_path / "notebooks").glob("*.ipynb")):
            tab.goto(address.replace("0_start_here.ipynb", notebook), timeout=90_000)
            tab.locator(".wbw-app").last.wait_for(timeout=90_000)
            tab.wait_for_timeout(4000)
            for button in tab.locator(".wbw-app .widget-toggle-button").all():  # the views of a page
                button.click()
                tab.wait_for_timeout(1500)
            assert tab.title() != PWNED, notebook
            assert tab.locator(".wbw-app :is([onerror], [onload], script, iframe, a[href^=javascript])").count() == 0, notebook
            assert not [line for line in tab.seen if PWNED in line or "evil.example" in line], notebook
            seen.append("onerror=" in tab.locator(".wbw-app").last.evaluate(WORDS))
    assert sum(seen) >= 4, "the attack is there, as words"
