"""Reports: parameters from the template, refused when they do not fit, made with progress, failures with their reason."""

from pathlib import Path

import pytest
from looking import seen

from workbench import loop, reports, widgets
from workbench.reports import Parameter
from workbench.store import Library
from workbench.tables import ReportError
from workbench.widgets.parameter_form import ParameterField
from workbench.widgets.reports_page import ReportsPage


@pytest.fixture
def page(library: Library) -> ReportsPage:
    loop.calibrate(library, label="test")
    return widgets.reports(library)


@pytest.mark.parametrize("template", reports.templates(), ids=lambda t: t.name)
def test_every_parameter_of_every_template_has_a_control_with_its_own_value(page: ReportsPage, template: reports.Template) -> None:
    page.template.value = template.name
    assert [f.parameter.name for f in page.form.fields] == [p.name for p in template.parameters if p.name != "project_id"]
    assert page.form.given() == {}
    for field in page.form.fields:
        assert field.given() == field.parameter.default
        assert field.parameter.comment in seen(field)


def test_controls_follow_the_declared_type() -> None:
    choice = ParameterField(Parameter("level", "str", default="a", choices=("a", "b"), optional=True))
    choice.control.value = None
    assert choice.given() is None
    flag = ParameterField(Parameter("full", "bool", default=False))
    flag.control.value = True
    assert flag.given() is True
    listed = ParameterField(Parameter("names", "list", default=["a"], item="str"))
    assert listed.given() == ["a"]
    number = ParameterField(Parameter("share", "float", default=0.8))
    number.control.value = "high"
    with pytest.raises(ReportError):
        number.given()


def test_nothing_chosen_and_parameters_that_do_not_fit_are_refused_before_anything_runs(page: ReportsPage, library: Library) -> None:
    page.run.click()
    assert "No project is chosen" in page.message.said
    page.projects.value = ("PAY",)
    page.form.fields[0].control.value = "many"
    page.run.click()
    assert "'many'" in page.message.said
    assert "expected" in seen(page.form.fields[0])
    assert library.runs().empty


def test_a_report_is_made_linked_and_not_made_twice(page: ReportsPage, library: Library, tmp_path: Path) -> None:
    page.projects.value = ("PAY",)
    page.run.click()
    assert page.message.kind == "done", page.message.said
    assert "1 made" in page.message.said
    links = page.links.outputs[0]["data"]["text/plain"]
    assert "Open the report of PAY: reports/" in links
    assert list(tmp_path.glob("reports/*/report.html"))
    assert page.progress.value == page.progress.max == 1
    assert "The last runs" in seen(page.earlier)
    page.projects.value = ()
    assert page.result.is_stale
    page.projects.value = ("PAY",)
    page.run.click()
    assert "1 up to date already" in page.message.said


def test_a_failed_report_says_why(page: ReportsPage, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be", encoding="utf-8")
    page.projects.value = ("PAY",)
    page.run.click()
    assert page.message.kind == "error"
    assert "fault of the workbench" not in page.message.said
