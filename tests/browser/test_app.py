"""The application without code: on this computer only, with its token, from the first page to a report."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from workbench import store

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def served(tmp_path: Path, sample_library_file: Path) -> Iterator[str]:
    """The address that `workbench app` tells, with the sample portfolio behind it."""
    pytest.importorskip("voila", reason="Voilà is not installed")
    notebooks, library = tmp_path / "notebooks", tmp_path / "workbench.db"
    shutil.copytree(ROOT / "notebooks", notebooks)
    with store.open(sample_library_file) as samples:
        samples.backup(library)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["app", "--store", str(library), "--folder", str(notebooks), "--port", str(port), "--no-browser"]
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    told = tmp_path / "told.txt"
    with told.open("wb") as out:
        command = [sys.executable, "-m", "workbench", *words]
        server = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT)
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


def test_the_application_opens_without_code_and_only_with_its_token(served: str, chromium: Browser) -> None:
    without = served.split("?")[0]
    with urllib.request.urlopen(without, timeout=30) as answer:  # noqa: S310  loopback
        assert "/login" in answer.url
    blocked: list[str] = []
    errors: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    base = "/".join(served.split("/")[:3])
    context.route(
        "**/*",
        lambda r: r.continue_() if r.request.url.startswith((base, "data:", "blob:")) else (blocked.append(r.request.url), r.abort()),
    )
    page = context.new_page()
    page.on("console", lambda m: errors.append(f"{m.text} {m.location}") if m.type == "error" else None)
    page.goto(served, timeout=90_000)
    expect(page.locator(".wbw-app")).to_contain_text("All projects", timeout=90_000)
    text = page.locator("body").inner_text()
    assert "from workbench import widgets" not in text
    assert "Run All Cells" not in text
    page.get_by_role("link", name="2 Explore a project").click()
    expect(page.locator(".wbw-app")).to_contain_text("Finished work took", timeout=90_000)
    page.get_by_text(re.compile(r"^Why\? The \d+ tasks behind these numbers$")).click()
    expect(page.locator(".wb-why[open] table")).to_be_visible()
    assert blocked == []
    # Voilà's own goodbye to the kernel of the page that was left is refused by the server's guard; idle kernels are ended after a while
    assert [e for e in errors if "/voila/api/shutdown/" not in e] == []
    context.close()
