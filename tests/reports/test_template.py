"""Where templates are found, and what is read from them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench import reports, shipped
from workbench.tables import InputError


def test_the_templates_that_come_along_can_all_be_read() -> None:
    found = reports.templates()
    assert {"project_retrospective", "next_estimate"} <= {t.name for t in found}
    for template in found:
        assert template == reports.template(template.name)
        assert all(p.comment for p in template.parameters), template.name


def test_they_are_found_in_a_checkout_and_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "workbench"
    package.mkdir(parents=True)
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    with pytest.raises(InputError, match="this installation has no templates"):
        shipped.folder("templates")
    (tmp_path / "site" / "templates").mkdir()
    assert shipped.folder("templates") == tmp_path / "site" / "templates"
    (package / "_shipped" / "templates").mkdir(parents=True)
    assert shipped.folder("templates") == package / "_shipped" / "templates"


def test_title_metadata_and_modules_are_read(notebook: Callable[..., Path]) -> None:
    path = notebook(
        "# The title\n\nwords", "import pandas as pd\nfrom workbench import store, page", "%magic", expects={"pictures": 2}, reads="project"
    )
    template = reports.template(path)
    assert (template.title, template.name, template.reads, template.expects) == ("The title", "small", "project", {"pictures": 2})
    assert template.takes_project
    assert template.modules() == ["pandas", "workbench", "workbench.store", "workbench.page"]
    bare = json.loads(path.read_text())
    bare["cells"] = bare["cells"][2:]
    path.write_text(json.dumps(bare))
    assert (reports.template(path).title, reports.template(path).parameters) == ("Small", ())


def test_words_are_read_by_the_types_of_a_template(notebook: Callable[..., Path]) -> None:
    assert reports.parse_words(notebook("1"), ["project_id=007", "weeks=007"]) == {"project_id": "007", "weeks": 7}
