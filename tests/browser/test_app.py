"""The application without code: on this computer only, with its token, from the first page to a report."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from served import running_app

from workbench import store

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def served(tmp_path: Path, sample_library_file: Path) -> Iterator[str]:
    """The address that `workbench app` tells, with the sample portfolio behind it."""
    pytest.importorskip("voila", reason="Voilà is not installed")
    with store.open(sample_library_file) as samples:
        samples.backup(tmp_path / "workbench.db")
    with running_app(tmp_path, tmp_path / "workbench.db") as address:
        yield address


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
