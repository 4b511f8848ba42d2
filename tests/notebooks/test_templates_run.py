"""The templates run on the sample library, for every way of working; some of them in a kernel and as a page."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from workbench import reports, store
from workbench.analysis import floor

ROOT = Path(__file__).resolve().parents[2]
WAYS = ("PAY-3", "SHOP-1", "INS-1", "DESK-1", "ERP-1")
"""A finished and a running project with sprints, the same without, and one run by stages."""


def shown(template: str, library: Path, monkeypatch: pytest.MonkeyPatch, **parameters: object) -> str:
    """What the cells of a template show, without a kernel."""
    monkeypatch.setenv("WORKBENCH_STORE", str(library))
    names: dict[str, object] = {}
    parts = []
    for cell in nbformat.read(ROOT / "templates" / f"{template}.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if "parameters" in cell.metadata.get("tags", []):
            names |= {k: v for k, v in parameters.items()}
            defaults: dict[str, object] = {}
            exec(cell.source, defaults)  # noqa: S102  our own template
            names = defaults | names
            continue
        *before, last = cell.source.strip().split("\n")
        if last.startswith((" ", "with", "import", "from")) or re.match(r"\w+ = ", last):
            exec(cell.source, names)  # noqa: S102
        else:
            exec("\n".join(before), names)  # noqa: S102
            found = eval(last, names)  # noqa: S307
            if found is not None:  # a notebook shows nothing for it either
                parts.append(found._repr_html_())
    return "\n".join(parts)


@pytest.mark.parametrize("project_id", WAYS)
def test_a_sprint_retrospective_for_every_way_of_working(project_id: str, sample_library_file: Path, monkeypatch) -> None:
    html = shown("sprint_retrospective", sample_library_file, monkeypatch, project_id=project_id)
    assert "NaN" not in html
    assert not re.search(r"\bnan\b", re.sub(r'"[^"]*"', "", html))  # mainteNANce is a word
    assert not re.search(r">None<|None of <", html)
    weeks = project_id in ("INS-1", "DESK-1", "ERP-1")
    assert ("In the week from" in html) == weeks
    assert ("has no sprints, so its weeks stand in" in html) == weeks
    assert html.count("<img") >= (3 if weeks else 5)
    assert all(alt.strip() for alt in re.findall(r'<img[^>]*alt="([^"]*)"', html))


@pytest.mark.slow
@pytest.mark.parametrize("project_id", pd.read_csv(ROOT / "sample_data" / "projects.csv", dtype=str)["project_id"].tolist())
def test_every_sample_project_gets_its_retrospective(project_id: str, sample_library_file: Path, monkeypatch) -> None:
    html = shown("project_retrospective", sample_library_file, monkeypatch, project_id=project_id)
    assert html.count("<img") >= 2
    assert not re.search(r"\bnan\b|NaN|>None<|None of <", re.sub(r'"[^"]*"', "", html))


@pytest.mark.slow
def test_a_chosen_sprint_is_told_as_it_stood_then(sample_library_file: Path, monkeypatch) -> None:
    with store.open(sample_library_file) as library:
        names = library.read(only=["sprints"]).sprints.query("project_id == 'PAY-3'")["sprint"].tolist()
    html = shown("sprint_retrospective", sample_library_file, monkeypatch, project_id="PAY-3", sprint=names[6])
    assert f"{names[6]} finished" in html
    assert names[7] not in re.sub(r'"[^"]*"', "", html)


@pytest.mark.slow
def test_the_calibration_of_a_portfolio_proves_running_forecasts_too(sample_library_file: Path, monkeypatch) -> None:
    html = shown("portfolio_calibration", sample_library_file, monkeypatch, latest_projects=6)
    assert "Did forecasts of running projects hold?" in html
    assert "each forecast at a quarter, half and three quarters" in html
    assert "NaN" not in html


@pytest.mark.slow
def test_a_portfolio_review_shows_small_teams_only_as_a_reason(sample_library_file: Path, monkeypatch) -> None:
    html = shown("portfolio_review", sample_library_file, monkeypatch)
    with store.open(sample_library_file) as library:
        everything = library.read(only=["tasks", "projects"])
    sizes = floor.large_enough(everything).set_index("group")["shown"]
    assert 0 < sizes.sum() < len(sizes)
    told = re.search(r"Not shown by themselves: ([^<]*)", html)
    assert told
    for team, enough in sizes.items():
        assert bool(re.search(rf"<td[^>]*>{team}</td>", html)) == enough
        assert (str(team) in told[1]) != enough
    assert not re.search(r"\bnan\b", re.sub(r'"[^"]*"', "", html))  # mainteNANce is a word
    assert "Not enough evidence" not in html
    assert html.count("<img") >= 5


@pytest.mark.slow
@pytest.mark.parametrize(("project_id", "as_of"), [("SHOP-1", ""), ("DESK-1", ""), ("PAY-3", "2025-08-31")])
def test_the_health_of_a_running_project(project_id: str, as_of: str, sample_library_file: Path, monkeypatch) -> None:
    html = shown("project_health", sample_library_file, monkeypatch, project_id=project_id, as_of=as_of)
    assert not re.search(r"\bnan\b", re.sub(r'"[^"]*"', "", html))  # mainteNANce is a word
    assert "How large it gets" in html
    assert html.count("<img") >= 4


@pytest.mark.parametrize(
    "template",
    [
        "sprint_retrospective",
        pytest.param("figure_gallery", marks=pytest.mark.slow),
        "portfolio_calibration",
        "portfolio_review",
        "project_health",
    ],
)
def test_an_empty_library_gets_notes_not_a_crash(template: str, tmp_path: Path, monkeypatch) -> None:
    with store.open(tmp_path / "empty.db"):
        pass
    html = shown(template, tmp_path / "empty.db", monkeypatch, project_id="NONE")
    assert "Traceback" not in html
    assert len(html) > 500


@pytest.mark.slow
def test_the_gallery_shows_every_figure(sample_library_file: Path, monkeypatch) -> None:
    html = shown("figure_gallery", sample_library_file, monkeypatch)
    assert html.count("<img") >= 30
    assert "nothing to draw yet" not in html
    assert all(alt.strip() for alt in re.findall(r'<img[^>]*alt="([^"]*)"', html))


@pytest.mark.slow
@pytest.mark.parametrize("project_id", ["PAY-3", "INS-1"])
def test_a_sprint_retrospective_in_a_kernel(project_id: str, sample_library: Path, tmp_path: Path) -> None:
    with store.open(sample_library) as library:
        run = reports.run("sprint_retrospective", project_id=project_id, library=library, out_dir=tmp_path / "out")
    pages = list((tmp_path / "out").rglob("*.html"))
    assert pages, run
    assert all(page.stat().st_size < 1_000_000 for page in pages)
