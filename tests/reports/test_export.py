"""The page of a report: self-contained, without code, alike for alike input, and harmless whatever the data say."""

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hostile import NOTE, hostile_library, notebook_of, shown
from live import PAYLOADS, live_parts, tags

from workbench import page, reports, store
from workbench.page.listing import listing_script
from workbench.reports.export import to_html

v4 = nbformat.v4


def test_code_streams_and_plain_texts_stay_out() -> None:
    page = to_html(
        notebook_of(
            v4.new_output("stream", name="stderr", text="FutureWarning"),
            v4.new_output("stream", name="stdout", text="printed"),
            v4.new_output("execute_result", data={"text/plain": "plain"}, execution_count=1),
            v4.new_output("error", ename="E", evalue="traceback", traceback=["traceback"]),
            v4.new_output(
                "display_data", data={"application/javascript": "run()", "application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
            ),
            shown(text_html="<p>shown</p>", text_plain="instead"),
        ),
        title="T",
    ).html
    assert "<p>shown</p>" in page
    for word in ("secret_code", "FutureWarning", "printed", "plain", "traceback", "run()", "model_id", "instead"):
        assert word not in page.split("</style>")[-1], word


def test_markdown_is_rendered_and_its_html_is_text() -> None:
    page = to_html(notebook_of(markdown="## Head\n\n*soft* <script>x</script> [a](javascript:x)\n\n|a|\n|-|\n|1|"), title="T").html
    assert "<h2>Head</h2>" in page
    assert "<em>soft</em> &lt;script&gt;" in page
    assert "<td>1</td>" in page
    assert not live_parts(page)


def test_pictures_of_every_kind_are_images() -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script>x()</script></svg>"
    page = to_html(
        notebook_of(
            v4.new_output("display_data", data={"image/svg+xml": svg}), v4.new_output("display_data", data={"image/png": "aGk=\n"})
        ),
        title="T",
    )
    assert page.html.count('<img src="data:image/') == 2
    assert not live_parts(page.html)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_output_is_harmless(payload: str) -> None:
    outputs = [shown(text_html=payload), shown(text_markdown=payload), v4.new_output("display_data", data={"image/png": payload})]
    page = to_html(notebook_of(*outputs, markdown=payload), title=payload)
    assert not live_parts(page.html)
    assert page.html.index("</main>") > page.html.index("<main")
    assert tags(page.html)["title"] == 1
    assert page.html.rstrip().endswith("</html>")


def test_widget_state_is_left_out() -> None:
    notebook = notebook_of(shown(text_html="<p>x</p>"))
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"x": {"state": {"value": "</script><script>x"}}}}
    }
    assert "widget" not in to_html(notebook, title="T").html


def test_hostile_names_in_a_library_are_harmless_on_the_page(shop: reports.Workshop, tmp_path: Path) -> None:
    with store.open(hostile_library(tmp_path)) as library:
        run = reports.run(NOTE, project_id="P", library=library, out_dir=tmp_path / "out", engine=shop)
    assert run.status == "done", run.reason
    assert run.html is not None
    page = run.html.read_text(encoding="utf-8")
    assert not live_parts(page)
    assert "&lt;script&gt;" in page
    assert tags(page)["img"] == 1
    assert "Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'sha256-" in html.unescape(page)
    assert '<html lang="en">' in page
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert not live_parts(index, script=listing_script())
    entry = json.loads((tmp_path / "out" / "index.json").read_text(encoding="utf-8"))[0]
    assert (entry["status"], entry["project_id"]) == ("done", "P")
    assert entry["headline"].endswith(f"has {len(PAYLOADS)} tasks.")


@pytest.mark.parametrize("project", ["../../escaped", "a/b", "{0.__class__}", "x" * 300, "<img src=x onerror=y>", "Ünï 漢字"])
def test_any_project_id_gives_a_report_in_its_place(
    project: str, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path
) -> None:
    path = notebook("from IPython.display import HTML\nimport html\nHTML(f'<p>{html.escape(project_id)}</p>')")
    run = reports.run(path, project_id=project, library=None, out_dir=tmp_path / "out", engine=shop)
    assert run.status == "done", run.reason
    assert run.html is not None
    assert run.html.resolve().parent.parent == (tmp_path / "out").resolve()
    assert not live_parts(run.html.read_text(encoding="utf-8"))
    assert {p.name for p in tmp_path.iterdir()} == {"notebooks", "out"}


def test_a_report_that_is_too_large_is_refused(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    path = notebook("from IPython.display import HTML\nHTML('x' * 1_100_000 * (weeks > 6))")
    good = reports.run(path, library=None, out_dir=tmp_path, engine=shop)
    run = reports.run(path, parameters={"weeks": 7}, library=None, out_dir=tmp_path, engine=shop)
    assert good.status == "done"
    assert run.status == "failed"
    assert run.reason is not None
    assert run.reason.startswith("the report is 1.1 MB large. Expected: at most 1 MB.")


def test_both_engines_give_the_same_page(shop: reports.Workshop, tmp_path: Path) -> None:
    with store.open(hostile_library(tmp_path)) as library:
        runs = [reports.run(NOTE, project_id="P", library=library, out_dir=tmp_path / str(e), engine=e) for e in (shop, shop, "nbclient")]
    assert [r.status for r in runs] == ["done"] * 3
    one, again, other = (r.html.read_text(encoding="utf-8").splitlines() for r in runs if r.html)
    assert one == again
    assert one == other


SCRIPT = """
import sys
from workbench import page, reports, store
with store.open(sys.argv[1]) as library:
    run = reports.run(sys.argv[2], project_id="P", library=library, out_dir=sys.argv[3], engine=sys.argv[4])
assert run.status == "done", run.reason
"""
PLACES = [("auto", "1", "UTC", "C.UTF-8"), ("nbclient", "2", "Asia/Kathmandu", "C.UTF-8"), ("auto", "3", "America/New_York", "C")]


@pytest.mark.slow
def test_equal_input_gives_an_equal_page_everywhere(tmp_path: Path) -> None:
    """Whatever the engine, the hash seed, the time zone and the language of the system."""
    place = hostile_library(tmp_path)
    pages, outputs = [], []
    for engine, seed, zone, language in PLACES:
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        subprocess.run([sys.executable, "-c", SCRIPT, str(place), str(NOTE), str(out), engine], check=True, env=environment)
        pages.append(next(out.glob("*/report.html")).read_text(encoding="utf-8").splitlines())
        cells = json.loads(next(out.glob("*/report.ipynb")).read_text(encoding="utf-8"))["cells"]
        outputs.append([c.get("outputs") for c in cells])
    assert pages[0] == pages[1] == pages[2]
    assert outputs[0] == outputs[1] == outputs[2]


def test_asides_are_for_readers_of_the_notebook() -> None:
    notebook = notebook_of(markdown="An aside")
    assert "An aside" in to_html(notebook, title="T").html
    notebook.cells[0].metadata["tags"] = ["aside"]
    assert "An aside" not in to_html(notebook, title="T").html


def test_a_page_of_many_sections_has_contents_that_lead_to_them() -> None:
    headline = shown(text_html=page.Stack(page.Headline("Yes."), page.Text("x"))._repr_html_())
    sections = [shown(text_html=page.Section(f"Part & {k}", page.Text("words"))._repr_html_()) for k in range(5)]
    made = to_html(notebook_of(headline, *sections), title="T").html
    links = re.findall(r'<li><a href="#(part-\d)">Part &amp; \d</a></li>', made)
    assert links == [f"part-{k}" for k in range(1, 6)]
    assert all(made.count(f'id="{link}"') == 1 for link in links)
    assert made.index("Yes.") < made.index('wb-contents" aria') < made.index('id="part-1"')
    assert not live_parts(made)
    assert 'wb-contents"' not in to_html(notebook_of(headline, *sections[:3]), title="T").html
