"""The application without code on loopback, as `workbench app` starts it, on a library of choice."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_app(home: Path, library: Path) -> Iterator[str]:
    """The address that `workbench app` tells, on copies of the notebooks; it is started in `home`."""
    notebooks = home / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["app", "--store", str(library), "--folder", str(notebooks), "--port", str(port), "--no-browser"]
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT), "JUPYTER_RUNTIME_DIR": str(home / "runtime")}
    told = home / "told.txt"
    with told.open("wb") as out:
        command = [sys.executable, "-P", "-m", "workbench", *words]
        server = subprocess.Popen(command, env=environment, cwd=home, stdout=out, stderr=subprocess.STDOUT)
        try:
            until = time.monotonic() + 90
            while "is running at" not in told.read_text(errors="replace"):
                assert server.poll() is None, told.read_text(errors="replace")
                assert time.monotonic() < until, told.read_text(errors="replace")
                time.sleep(0.3)
            found = re.search(r"http://127\.0\.0\.1:\S+", told.read_text())
            assert found is not None
            yield found.group()
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
