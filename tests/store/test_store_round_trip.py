"""Whatever the ground accepts comes back from the library as it went in, in every table and type."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from store_filled import fill

from workbench import store
from workbench.tables import TABLES, Column, Table, Tables, check
from workbench.tables.collection import dtype_of

PROJECT_NUMBER = itertools.count()
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20),
    st.sampled_from(
        ["O'Brien", 'say "done"', "007", "NA", "None", "null", "NaN", "a|b", "1e5", "ß", "line\nbreak", "2026-01-01", "ﬁ", "é", "é"]
    ),
)


def values(column: Column) -> st.SearchStrategy:
    numbers = st.floats(
        column.minimum if column.minimum is not None else -1e12, column.maximum if column.maximum is not None else 1e12, allow_nan=False
    )
    return {
        "number": numbers,
        "integer": st.integers(int(column.minimum or 0), int(column.maximum or 2**53 - 1)),
        "date": st.datetimes(pd.Timestamp("1950-01-01"), pd.Timestamp("2149-12-31")),
        "flag": st.booleans(),
        "choice": st.sampled_from(column.choices or ("",)),
        "facts": st.sampled_from(['{"a": 1}', '{"q": "it\'s \\"so\\""}', "{}"]),
    }.get(column.type, TEXTS)


@st.composite
def frames(draw: st.DrawFn, declared: Table) -> pd.DataFrame:
    n = draw(st.integers(2, 8))
    columns = {}
    for c in declared.columns:
        one = values(c) if c.required else st.none() | values(c)
        columns[c.name] = pd.Series(draw(st.lists(one, min_size=n, max_size=n)), dtype=dtype_of(c.type))
    project = f"P{next(PROJECT_NUMBER)}"
    return pd.DataFrame(columns).assign(project_id=pd.Series([project] * n, dtype="str"))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.Library]:
    """One library for all examples of this file; each example has a project of its own."""
    if request.param == "sqlite":
        address = str(tmp_path_factory.mktemp("shelf") / "reviews.db")
    else:
        server = request.getfixturevalue("postgres_server")
        address = server.render_as_string(hide_password=False)
    with store.open(address) as library:
        yield library


@pytest.mark.parametrize("name", TABLES)
def test_every_table_comes_back_as_it_went_in_and_a_second_write_changes_nothing(shelf: store.Library, name: str) -> None:
    declared = TABLES[name]

    @settings(max_examples=5, phases=[Phase.explicit, Phase.generate])  # shrinking through a database takes minutes
    @given(frames(declared))
    def holds(raw: pd.DataFrame) -> None:
        accepted = check({name: raw}).accepted[name]
        shelf.write(Tables({name: accepted}), source="test")
        if accepted.empty:
            return
        project = accepted["project_id"].iloc[0]
        got = shelf.read(project, only=[name])[name]
        by = list(declared.key) or declared.names
        expected = accepted.sort_values(by, ignore_index=True)
        if name == "reviews":
            expected["version"] = expected["version"].fillna(1)
        if not declared.key or name == "estimates":
            got = got.sort_values(by, ignore_index=True)
        if name == "estimates":
            expected = expected.drop_duplicates(by, ignore_index=True)
        pd.testing.assert_frame_equal(got, expected)
        again = shelf.write(Tables({name: accepted}), source="test").counts.set_index("table")
        assert again.loc[name, "unchanged"] == again["unchanged"].sum() == len(accepted)
        assert again[["inserted", "updated", "removed"]].to_numpy().sum() == 0
        pd.testing.assert_frame_equal(shelf.read(project, only=[name])[name].sort_values(by, ignore_index=True), expected)

    holds()


def test_the_declared_types_come_back_even_when_a_table_is_empty(tmp_path: Path) -> None:
    with store.open(tmp_path / "reviews.db") as library:
        for name, frame in library.read().items():
            assert {c: str(t) for c, t in frame.dtypes.items()} == {c.name: dtype_of(c.type) for c in TABLES[name].columns}


def test_all_tables_of_one_moment_can_be_read_and_written_together(shelf: store.Library) -> None:
    fill(shelf, "ana")
    everything = shelf.read()
    written = shelf.write(everything, source="itself").counts
    assert written[["inserted", "updated", "removed"]].to_numpy().sum() == 0
    assert written.set_index("table")["unchanged"].to_dict() == {n: len(f) for n, f in everything.items() if n != "projects" or len(f)}
