"""The map of threats in README.md names tests that exist, and a threat that the map names has a test."""

import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MAP, _, _ = (TESTS / "hostile" / "README.md").read_text(encoding="utf-8").partition("\n## ")
ROWS = [line for line in MAP.splitlines() if line.startswith("| ")][1:]
EVALUATES = re.compile(
    r"^(import|from) (pickle|dill|joblib|marshal|shelve)\b|\.eval\(|\bread_pickle\(|allow_pickle=True|yaml\.(unsafe|full)_load"
)
QUERY = re.compile(r"""\.query\((?!["'])""")


@cache
def named_in(file: str) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", (TESTS / file).read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_every_threat_has_tests_that_exist() -> None:
    assert len(ROWS) >= 18
    for row in ROWS:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", row)
        assert named, row[:60]
        assert [f"{file}::{name}" for file, name in named if name not in named_in(file)] == []


def test_no_text_is_evaluated_and_nothing_is_unpickled() -> None:
    """What the linter does not see: expressions of pandas made of texts, and every library that unpacks objects."""
    for path in (TESTS.parent / "workbench").rglob("*.py"):
        code = re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        lines = [line.strip() for line in code.splitlines()]
        assert [line for line in lines if EVALUATES.search(line) or QUERY.search(line)] == [], path
