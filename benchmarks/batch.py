"""How fast reports are made: five ways, in turn, round after round, on the sample portfolio.

    python benchmarks/batch.py --reports 6 --rounds 2
    python benchmarks/batch.py --memory 200
    python benchmarks/batch.py --cold --rounds 3

``cli`` starts the programs papermill and nbconvert for each report, as a shell script would; ``papermill`` calls both in one
process; ``ours-1`` and ``ours-2`` are `reports.issue` with one and two jobs; ``floor`` runs the template's bare code in a warm
process, with every figure drawn, the HTML of what it shows, and nothing else; what ours reads once for all, it reads once, too,
uncounted. Starting the tools of a way is not counted, except for ``cli``, which starts them for each report. Every timed report
is checked: it must hold as many pictures as the template makes. Read the ratios within a round; seconds depend on what else
the machine does.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import workbench
from workbench import loop, reports, store

TEMPLATE = "project_retrospective"
WAYS = ("cli", "papermill", "ours-1", "ours-2", "floor")


def prepare(folder: Path) -> tuple[Path, list[str]]:
    """A library with the sample portfolio, and its finished projects; the package compiled, as an installed one is."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(Path(workbench.__file__).parent), quiet=2)
    place = folder / "workbench.db"
    with store.open(place) as library:
        loop.load_samples(library)
        loop.calibrate(library, label="benchmark")
        library.record_import(store.ImportEntry("sample_data"))
        known = library.projects()
    return place, known.loc[known["finished"] >= 50, "project_id"].tolist()


def check(page: str, project: str, least: int) -> None:
    """Stop the benchmark when a report is not whole."""
    found = page.count("<img")
    if found < least:
        sys.exit(f"the report of {project} has {found} pictures, {least} expected")


def by_cli(projects: list[str], folder: Path, place: Path, least: int) -> float:
    """papermill and nbconvert as programs."""
    source = reports.template(TEMPLATE).path
    environment = {**os.environ, "WORKBENCH_STORE": str(place)}
    began = time.perf_counter()
    for project in projects:
        out = folder / f"{project}.ipynb"
        order = [sys.executable, "-m", "papermill", source, out, "-r", "project_id", project, "--no-progress-bar", "-k", "python3"]
        subprocess.run(order, check=True, env=environment, capture_output=True)
        subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", out], check=True, capture_output=True)
        check(out.with_suffix(".html").read_text(encoding="utf-8"), project, least)
    return time.perf_counter() - began


def by_papermill(projects: list[str], folder: Path, place: Path, least: int) -> float:
    """papermill and nbconvert in this process; the exporter is kept."""
    import nbformat
    import papermill
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(exclude_input=True)
    exporter.from_notebook_node(nbformat.v4.new_notebook())
    os.environ["WORKBENCH_STORE"] = str(place)
    source = str(reports.template(TEMPLATE).path)
    began = time.perf_counter()
    for project in projects:
        out = folder / f"{project}.ipynb"
        notebook = papermill.execute_notebook(source, str(out), {"project_id": project}, kernel_name="python3", progress_bar=False)
        page, _ = exporter.from_notebook_node(notebook)
        out.with_suffix(".html").write_text(page, encoding="utf-8")
        check(page, project, least)
    return time.perf_counter() - began


def by_us(jobs: int) -> Callable[[list[str], Path, Path, int], float]:
    """Our batch."""

    def run(projects: list[str], folder: Path, place: Path, least: int) -> float:
        template = reports.template(TEMPLATE)
        with store.open(place) as library, reports.Workshop([template]) as tools:
            if tools.engine != "workbench":
                sys.exit("notebooks cannot be forked here")
            orders = reports.plan(template, library=library, projects=projects)
            began = time.perf_counter()
            made = reports.issue(orders, library=library, out_dir=folder / "out", jobs=jobs, engine=tools)
            took = time.perf_counter() - began
        if made.count("done") != len(projects):
            sys.exit(str(made))
        for project, page in zip(made.reports["project_id"], made.reports["html"], strict=True):
            check(Path(page).read_text(encoding="utf-8"), project, least)
        return took

    return run


FLOOR = """
import ast, json, sys, time
cells = json.loads(sys.argv[1]); projects = json.loads(sys.argv[2])

def show(value):
    return value._repr_html_() if hasattr(value, "_repr_html_") else ""

def run(project, names, wanted):
    names, page = dict(names), ""
    for tagged, source in cells:
        if (tagged == "shared") != (wanted == "shared"):
            continue
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if tagged == "parameters":
            names["project_id"] = project
        if last is not None:
            page += show(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
    return page, names

began = time.perf_counter()
read = run("", {}, "shared")[1]
reading = time.perf_counter() - began
run(projects[0], read, "")
began = time.perf_counter()
pages = [run(p, read, "")[0] for p in projects]
print(json.dumps([time.perf_counter() - began, reading, [p.count("<img") for p in pages]]))
"""


def by_floor(projects: list[str], folder: Path, place: Path, least: int) -> float:
    """The template's bare code in a warm process with one thread; what is read once for all is not counted."""
    return floor(projects, place, least)[0]


def floor(projects: list[str], place: Path, least: int) -> tuple[float, float]:
    """Seconds for the projects, and for what is read once for all of them."""
    document = json.loads(reports.template(TEMPLATE).source)
    cells = [(" ".join(c["metadata"].get("tags", [])), "".join(c["source"])) for c in document["cells"] if c["cell_type"] == "code"]
    for _, source in cells:
        ast.parse(source)
    environment = {**os.environ, "WORKBENCH_STORE": str(place), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    order = [sys.executable, "-c", FLOOR, json.dumps(cells), json.dumps(projects)]
    seconds, reading, pictures = json.loads(subprocess.run(order, check=True, env=environment, capture_output=True, text=True).stdout)
    if min(pictures) < least:
        sys.exit("the floor lost pictures")
    return float(seconds), float(reading)


RUN = {"cli": by_cli, "papermill": by_papermill, "ours-1": by_us(1), "ours-2": by_us(2), "floor": by_floor}


# All that a review loads in its two processes, and no more: see `workbench.__main__` and `reports.driver`.
IMPORTS = """import sys
sys.modules["rfc3987_syntax"] = None
import workbench.__main__, workbench.cli.app, workbench.loop, workbench.sections, workbench.reports.export, papermill, nbformat
import scipy.stats, scipy.signal, statsmodels.stats.proportion, statsmodels.regression.linear_model, statsmodels.duration.survfunc
"""


def cold(rounds: int, folder: Path) -> None:
    """`workbench review` of one project from nothing, beside its imports and its floor, in turn."""
    place, projects = prepare(folder)
    least = reports.template(TEMPLATE).expects.get("pictures", 4)
    environment = {**os.environ, "WORKBENCH_STORE": str(place)}
    for number in range(rounds):
        seconds = {}
        for name, words in {
            "imports": ["-c", IMPORTS],
            "review": ["-m", "workbench", "review", projects[number % len(projects)], "--out", str(folder / f"out-{number}"), "--json"],
        }.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, *words], check=True, env=environment, capture_output=True)
            seconds[name] = time.perf_counter() - began
        own, reading = floor([projects[number % len(projects)]], place, least)
        allowed = seconds["imports"] + 1.6 * (own + reading)
        told = f"review {seconds['review']:.2f} s  imports {seconds['imports']:.2f} s  floor {own + reading:.2f} s"
        print(f"round {number + 1}  {told}  review ÷ (imports + 1.6 × floor) {seconds['review'] / allowed:.2f}", flush=True)


def memory(count: int, folder: Path) -> None:
    """Whether memory grows over many reports: what this process and the one that forks hold, every fifty reports."""
    place, projects = prepare(folder)
    template = reports.template(TEMPLATE)
    seen = 0

    def tell(run: reports.Run) -> None:
        nonlocal seen
        seen += 1
        if seen % 50 == 0 or seen == count:
            ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{seen:>6} reports  this process at most {ours} MB  the one that forks {_holds(tools)} MB", flush=True)

    with store.open(place) as library, reports.Workshop([template]) as tools:
        parameters = [{"minimum": 5 + i // len(projects)} for i in range(count)]
        orders = [reports.order(template, project_id=projects[i % len(projects)], parameters=parameters[i]) for i in range(count)]
        made = reports.issue(orders, library=library, out_dir=folder / "out", jobs=2, engine=tools, tell=tell)
    print(made)


def _holds(tools: reports.Workshop) -> int:
    lines = Path(f"/proc/{tools.driver.pid}/status").read_text().splitlines() if tools.driver else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def main() -> None:
    """Run the ways in turn and print seconds per report and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=6, help="reports per way and round; cli makes one")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="instead: make N reports and watch the memory")
    parser.add_argument("--cold", action="store_true", help="instead: one review from nothing, against its imports and floor")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.memory:
            memory(asked.memory, folder)
            return
        if asked.cold:
            cold(asked.rounds, folder)
            return
        place, projects = prepare(folder)
        template = reports.template(TEMPLATE)
        least = template.expects.get("pictures", 4)
        per_round: dict[str, list[float]] = {way: [] for way in asked.ways}
        for number in range(asked.rounds):
            for way in asked.ways:
                part = folder / f"{way}-{number}"
                part.mkdir()
                chosen = projects[:1] if way == "cli" else projects[: asked.reports]
                per_round[way].append(RUN[way](chosen, part, place, least) / len(chosen))
                print(f"round {number + 1}  {way:<10} {per_round[way][-1]:6.2f} s per report", flush=True)
                shutil.rmtree(part)
    print(f"\n{'way':<10} {'s per report':>13} {'a minute':>9}  times faster than cli, per round; time ÷ the floor's")
    for way, seconds in per_round.items():
        ratios = [f"{c / s:.1f}" for c, s in zip(per_round.get("cli", []), seconds, strict=False)]
        middle = statistics.median(seconds)
        above = [f"{s / f:.2f}" for f, s in zip(per_round.get("floor", []), seconds, strict=False)]
        print(f"{way:<10} {middle:13.2f} {60 / middle:9.1f}  {', '.join(ratios)}; {', '.join(above)}")


if __name__ == "__main__":
    main()
