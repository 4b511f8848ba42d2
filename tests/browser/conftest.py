"""A JupyterLab on loopback with a token, and a Chromium that can reach nothing else."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from desk import Desk
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
]

expect.set_options(timeout=60_000)


@dataclass
class Lab:
    """A running JupyterLab."""

    url: str
    token: str
    folder: Path
    library: Path
    log: Path


@dataclass
class Heard:
    """What a page said and asked for beside what is on it."""

    errors: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """JupyterLab on copies of the notebooks, with settings of its own and a library that is not there yet."""
    folder = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder)
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, library, log = secrets.token_hex(16), tmp_path / "workbench.db", tmp_path / "jupyter.log"
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
        "PYTHONPATH": str(ROOT),
        "WORKBENCH_STORE": str(library),
        "WORKBENCH_TRAINING_LOG": str(tmp_path / ".workbench" / "training-log.jsonl"),
        "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", str(tmp_path / "matplotlib")),
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait_for(port, server, log)
            yield Lab(f"http://127.0.0.1:{port}", token, folder, library, log)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(errors="replace")[-2000:]
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not answer: " + log.read_text(errors="replace")[-2000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium, the system's own where there is one."""
    found = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    flags = [*FLAGS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else FLAGS
    with sync_playwright() as tool:
        if found is None and not Path(tool.chromium.executable_path).exists():
            if os.environ.get("CI"):
                pytest.fail("CI lacks a Chromium")
            pytest.skip("no Chromium is installed")
        browser = tool.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def heard() -> Heard:
    """What goes wrong in the browser during one test."""
    return Heard()


@pytest.fixture
def page(chromium: Browser, lab: Lab, heard: Heard) -> Iterator[Page]:
    """A page of 1280 × 800 that reaches the lab only."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)

    def gate(route: Route) -> None:
        address = route.request.url
        if address.startswith((lab.url, "data:", "blob:", "about:")):
            route.continue_()
        else:
            heard.blocked.append(address)
            route.abort()

    context.route("**/*", gate)
    made = context.new_page()
    made.set_default_timeout(60_000)
    made.on("console", lambda m: heard.errors.append(_told(m)) if m.type == "error" and not _of_jupyterlab(m) else None)
    made.on("pageerror", lambda e: heard.errors.append(str(e)))
    yield made
    context.close()


@pytest.fixture
def desk(page: Page, lab: Lab) -> Desk:
    """One person at that page."""
    return Desk(page, lab.url, lab.token)


def _told(message: ConsoleMessage) -> str:
    return f"{message.text} {message.location['url']}"


def _of_jupyterlab(message: ConsoleMessage) -> bool:
    """What JupyterLab causes itself: a style of its own that a report's policy rightly refuses, and a look for language servers."""
    viewer = message.text.startswith("Applying inline style") and message.location["url"].startswith("blob:")
    return viewer or "/lsp/status" in message.location["url"]
