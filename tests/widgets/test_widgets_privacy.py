"""Nobody who estimated or did a task is ever seen, in no page, no view and no download."""

import base64
import re

import pytest
from looking import PERSON, seen, walk

from workbench import loop, widgets
from workbench.store import Library


def everything(widget: object) -> str:
    """All that a widget holds, downloads and pictures decoded."""
    raw = " ".join(str(getattr(w, name, "")) for w in walk(widget) for name in ("value", "options", "description", "outputs"))
    return raw + "".join(base64.b64decode(found).decode("utf-8", "replace") for found in re.findall(r"base64,([A-Za-z0-9+/=]+)", raw))


def test_the_canary_is_in_the_library(library: Library) -> None:
    assert (library.read().tasks["assignee"] == PERSON).all()


@pytest.mark.parametrize("name", ["start", "record_review", "estimate_next"])
def test_no_page_names_a_person(library: Library, name: str) -> None:
    loop.calibrate(library, label="test")
    page = getattr(widgets, name)(library)
    assert seen(page)
    assert PERSON not in everything(page)


def test_no_view_of_the_exploration_names_a_person(library: Library) -> None:
    loop.calibrate(library, label="test")
    page = widgets.explore(library, project_id="PAY")
    for view in page.view.options:
        page.view.value = view
        assert PERSON not in everything(page), view


def test_an_import_shows_rows_without_their_people(empty_library: Library) -> None:
    from looking import upload

    panel = widgets.start(empty_library).upload
    rows = f"Issue,Summary,Assignee,Estimate (h),Time spent (h),Status\nA-1,Login,{PERSON},8,11,Done\nA-2,Typo,{PERSON},bad,1,Done\n"
    panel.file.value = upload("export.csv", rows.encode())
    assert "Login" in seen(panel)
    assert PERSON not in everything(panel)


def test_an_estimate_shows_ranges_without_people(library: Library) -> None:
    page = widgets.estimate_next(library)
    page.given.way.value = "Paste"
    page.given.pasted.value = f"title,kind,estimate,assignee\nLogin,feature,8,{PERSON}\nTypo,bug,2,{PERSON}\n"
    page.estimate.click()
    page.given.pasted.value = ""
    assert "Plan with" in seen(page.answer)
    assert PERSON not in everything(page)
