"""The engine that forks gives what a Jupyter kernel gives, and survives what notebooks do to it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workbench import reports
from workbench.reports.fork import Driver, possible
from workbench.tables import ReportError

pytestmark = pytest.mark.skipif(not possible(), reason="notebooks cannot be forked on this system")

OUTPUTS = (
    "import pandas as pd\nfrom IPython.display import HTML, Image, clear_output, display",
    "print('one')\nprint('two')\nimport sys\nprint('a warning', file=sys.stderr)\nprint('three')",
    "pd.DataFrame({'a': [1, 2], 'b': ['x', 'ü']})",
    "handle = display(HTML('<b>first</b>'), display_id='shown')",
    "handle.update(HTML('<b>second</b>'))",
    "print('gone')\nclear_output()\nprint('stays')",
    "_",
    "import matplotlib.pyplot as plt\nfigure, ax = plt.subplots(figsize=(3, 2))\nax.plot([1, 2, 3])",
    "figure",
    "%matplotlib inline\nplt.plot([3, 1]);",
    "x = 5\nx;",
    "await __import__('asyncio').sleep(0)\nx",
    "",
)


def _outputs(run: reports.Run) -> list:
    assert run.status == "done", run.reason
    assert run.notebook is not None
    cells = json.loads(run.notebook.read_text(encoding="utf-8"))["cells"]
    return [("".join(c["source"]), c.get("execution_count"), c.get("outputs")) for c in cells if c["cell_type"] == "code"]


def test_outputs_equal_those_of_a_kernel(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    path = notebook(*OUTPUTS)
    slow = _outputs(reports.run(path, library=None, out_dir=tmp_path / "slow", engine="nbclient"))
    fast = _outputs(reports.run(path, library=None, out_dir=tmp_path / "fast", engine=shop))
    for (source, number, expected), (_, other, found) in zip(slow, fast, strict=True):
        assert number == other, source
        if "plot(" in source:  # the repr holds an address in memory
            expected, found = ([o for o in side if "image/png" in o.get("data", {})] for side in (expected, found))
            assert len(found) == 1, source
        if "a warning" in source:  # a kernel's two streams are not in step
            expected, found = _joined(expected), _joined(found)
        assert found == expected, source


def _joined(outputs: list) -> list:
    text: dict = {}
    for o in outputs:
        text[o["name"]] = text.get(o["name"], "") + "".join(o["text"])
    return sorted(text.items())


def test_a_child_starts_afresh(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    """Nothing of one report reaches the next, and the random state is the report's own."""
    first = notebook("import builtins, os, random\nbuiltins.leak = 1\nos.environ['LEAK'] = '1'\nrandom.random()", name="first")
    second = notebook(
        "import builtins, os, random\nassert not hasattr(builtins, 'leak') and 'LEAK' not in os.environ\nrandom.random()", name="second"
    )
    one, again = (_outputs(reports.run(first, library=None, out_dir=tmp_path / d, engine=shop))[-1] for d in "ab")
    other = _outputs(reports.run(second, library=None, out_dir=tmp_path, engine=shop))[-1]
    assert one == again
    assert one[2] != other[2]


def test_a_child_finds_loaded_what_analyses_load_late(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    late = "'scipy.stats', 'statsmodels.regression.linear_model', 'statsmodels.duration.survfunc', 'matplotlib.backends.backend_svg'"
    path = notebook(f"import sys\n[name for name in ({late}) if name not in sys.modules]")
    assert _outputs(reports.run(path, library=None, out_dir=tmp_path, engine=shop))[-1][2][0]["data"]["text/plain"] == ["[]"]


def test_a_killed_notebook_keeps_what_it_had_shown(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    path = notebook("print('first')", "print('half')\nimport os\nos.write(2, b'said by C')\nos.abort()")
    run = reports.run(path, library=None, out_dir=tmp_path, engine=shop)
    assert (run.status, run.cell) == ("failed", 3)
    assert run.notebook is not None
    cells = json.loads(run.notebook.read_text(encoding="utf-8"))["cells"]
    assert ["".join(c["outputs"][0]["text"]) for c in cells if c.get("outputs")] == ["first\n", "half\n"]
    detail = (run.folder / "failed.txt").read_text(encoding="utf-8")
    assert "said by C" in detail
    assert "signal 6" in detail


def test_nothing_that_leaves_its_group_lives_on(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    mark = f"7{time.time_ns() % 10**8:08d}"
    code = f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'], start_new_session=True).pid"
    run = reports.run(notebook(code), library=None, out_dir=tmp_path, engine=shop)
    assert run.status == "done"
    assert subprocess.run(["pgrep", "-f", f"sleep {mark}"], capture_output=True, check=False).returncode == 1


def test_reports_run_side_by_side(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    path = notebook("import time\ntime.sleep(0.2)\nprint(project_id)")
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda p: reports.run(path, project_id=p, library=None, out_dir=tmp_path, engine=shop), "ABCDEFGH"))
    assert ["".join(_outputs(r)[-1][2][0]["text"]).strip() for r in runs] == list("ABCDEFGH")


def test_the_limit_holds_while_others_run(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    path = notebook("import time\ntime.sleep(600 if project_id == 'hangs' else 0.1)")
    with ThreadPoolExecutor(3) as pool:
        make = lambda p: reports.run(path, project_id=p, library=None, out_dir=tmp_path, engine=shop, time_limit=2)  # noqa: E731
        hangs, *fine = pool.map(make, ["hangs", "a", "b", "c"])
    assert hangs.status == "failed"
    assert "time limit" in str(hangs.reason)
    assert {r.status for r in fine} == {"done"}


def test_a_killed_driver_fails_its_reports_and_no_child_lives_on(notebook: Callable[..., Path], tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    path = notebook(f"import os, pathlib, time\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\ntime.sleep(600)")
    with reports.Workshop(engine="workbench") as own, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(reports.run, path, library=None, out_dir=tmp_path / "out", engine=own)
        while not (mark.exists() and mark.read_text()):
            assert not waiting.done(), waiting.result()
            time.sleep(0.02)
        assert own.driver is not None
        os.kill(own.driver.pid, signal.SIGKILL)
        run = waiting.result(20)
        assert run.status == "failed"
        assert "is gone" in str(run.reason)
        assert not own.driver.alive
    for _ in range(100):
        if not Path(f"/proc/{mark.read_text()}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{mark.read_text()}").exists()


@pytest.mark.slow
def test_when_the_caller_is_killed_all_ends(notebook: Callable[..., Path], tmp_path: Path) -> None:
    mark = tmp_path / "pids"
    path = notebook(
        f"import os, pathlib, time\npathlib.Path({str(mark)!r}).write_text(f'{{os.getpid()}} {{os.getppid()}}')\ntime.sleep(600)"
    )
    code = f"from workbench import reports; reports.run({str(path)!r}, library=None, out_dir={str(tmp_path / 'out')!r}, engine='workbench')"
    caller = subprocess.Popen([sys.executable, "-c", code])
    while not (mark.exists() and len(mark.read_text().split()) == 2):
        assert caller.poll() is None
        time.sleep(0.02)
    caller.kill()
    caller.wait()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in mark.read_text().split()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in mark.read_text().split())
    assert not list((tmp_path / "out").rglob("report.*"))


def test_a_driver_with_threads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "starts_a_thread.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ReportError, match="it has 2 threads"):
        Driver(["starts_a_thread"]).ready()


def test_too_much_output_is_stopped(
    notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.reports.fork._MOST_BYTES", 3_000_000)
    run = reports.run(notebook("while True: print('x' * 100_000)"), library=None, out_dir=tmp_path, engine=shop, time_limit=60)
    assert run.status == "failed"
    assert "came out" in str(run.reason)


def test_papermill_alone_can_use_the_engine(notebook: Callable[..., Path], tmp_path: Path) -> None:
    import papermill

    from workbench.reports import engine

    engine.register()
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        str(notebook("print(weeks)")), str(out), {"weeks": 8}, engine_name="workbench", kernel_name="python3", language="python"
    )
    assert "8\\n" in out.read_text(encoding="utf-8")
