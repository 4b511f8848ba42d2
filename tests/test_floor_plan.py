"""The plan of the house: who may import whom, and which libraries may be used where."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "workbench"
FLOORS = {
    "tables": 0,
    "importers": 1,
    "store": 1,
    "analysis": 1.1,
    "calibration": 1.2,
    "forecast": 1.3,
    "outlook": 1.4,
    "practice": 1.4,
    "wording": 2.0,
    "figures": 2.1,
    "page": 2.2,
    "sections": 2.3,
    "reports": 3.0,
    "loop": 3.1,
    "widgets": 4.0,
    "cli": 4.0,
}
HOLDING = {"importers", "store"}
THINKING = {"analysis", "calibration", "forecast", "outlook", "practice"}
ONLY_IN = {
    "ipywidgets": {"widgets"},
    "matplotlib": {"figures", "page"},  # a Picture draws the Axes that it is given
    "seaborn": {"figures"},
    "papermill": {"reports"},
    "nbclient": {"reports"},
    "nbconvert": {"reports"},
    "nh3": {"reports"},
    "playwright": {"reports"},
    "markdownify": {"reports"},
    "atlassian": {"reports"},
    "mpxj": {"importers"},
    "jpype": {"importers"},
    "dask": {"reports"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "typer": {"cli"},
    "rich": {"cli"},
    "statsmodels": THINKING,
    "ruptures": THINKING,
    "holidays": THINKING,
    "python_calamine": {"importers"},
    "defusedxml": {"importers"},
}
FORBIDDEN_WHEN_THINKING = {"os", "io", "sqlite3", "pathlib", "time", "random", "shutil", "tempfile", "matplotlib", "seaborn"}
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "_shipped" not in p.parts)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Absolute names of all that a file imports, wherever in it the import stands."""
    package = ["workbench", *path.relative_to(PACKAGE).parent.parts]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, node.module] if node.module else base)
            names |= {module} | {f"{module}.{a.name}" for a in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    if room not in FLOORS:
        assert path.parent == PACKAGE, f"{room} is a room that the plan does not know"
        return
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "workbench" and len(parts) > 1 and parts[1] in FLOORS:
            other = parts[1]
            assert FLOORS[other] <= FLOORS[room], f"{room} imports {other}, which stands above it"
            if FLOORS[other] == FLOORS[room]:
                assert other == room, f"{room} imports its neighbour {other}"
            assert not (room in THINKING and other in HOLDING), f"{room} imports {other}: the wings of floor 1 are apart"
            assert not (room in HOLDING and other in THINKING), f"{room} imports {other}: the wings of floor 1 are apart"
        elif parts[0] in ONLY_IN:
            assert room in ONLY_IN[parts[0]], f"{parts[0]} belongs in {', '.join(sorted(ONLY_IN[parts[0]]))}, not in {room}"
        if room in THINKING:
            assert parts[0] not in FORBIDDEN_WHEN_THINKING, f"{room} thinks; it must not touch {parts[0]}"


def test_only_the_doors_print() -> None:
    for path in FILES:
        if room_of(path) in {"cli", "__main__"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            assert not called, f"{path.relative_to(PACKAGE)} prints on line {node.lineno}"
