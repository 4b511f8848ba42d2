"""The tables of the review library: the canonical ones straight from their declarations, and the library's own."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from workbench import tables

VERSION_TABLE = "workbench_version"
KEYLESS_ID = "row_id"

# Texts compare byte by byte on both databases, so that rows come back in the same order everywhere.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER_ID = BigInteger().with_variant(Integer(), "sqlite")
_TYPES: dict[str, TypeEngine] = {"number": Double(), "integer": BigInteger(), "flag": Boolean()}

METADATA = MetaData()


def storage_type(kind: str) -> TypeEngine:
    """The database type of a declared column type; dates are ISO texts, which sort and compare as dates do.

    Examples
    --------
    >>> storage_type("number"), storage_type("date")
    (Double(), Text())
    """
    return _TYPES.get(kind, TEXT)


def _canonical(declared: tables.Table) -> Table:
    surrogate = not declared.key or declared.name == "estimates"  # a log keeps the order in which it was written
    columns = [Column(KEYLESS_ID, NUMBER_ID, primary_key=True, autoincrement=True)] if surrogate else []
    for c in declared.columns:
        parent = [ForeignKey("projects.project_id")] if c.name == "project_id" and declared.name != "projects" else []
        in_key = c.name in declared.key and not surrogate
        columns.append(Column(c.name, storage_type(c.type), *parent, primary_key=in_key, nullable=not (c.required or in_key)))
    indexes = [Index(f"ix_{declared.name}_task", "project_id", "task_id")] if surrogate else []
    return Table(declared.name, METADATA, *columns, *indexes)


CANONICAL: dict[str, Table] = {name: _canonical(declared) for name, declared in tables.TABLES.items()}

REVIEW_VERSIONS = Table(
    "review_versions",
    METADATA,
    Column("project_id", TEXT, primary_key=True),
    Column("reviewed_on", TEXT, primary_key=True),
    Column("version", BigInteger(), primary_key=True, autoincrement=False),
    Column("reviewer", TEXT),
    Column("facts", TEXT),
    Column("saved_at", TEXT, nullable=False),
)

IMPORTS = Table(
    "imports",
    METADATA,
    Column("import_id", NUMBER_ID, primary_key=True, autoincrement=True),
    Column("at", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("profile", TEXT),
    Column("project_ids", TEXT, nullable=False),
    Column("read", BigInteger(), nullable=False),
    Column("accepted", BigInteger(), nullable=False),
    Column("quarantined", BigInteger(), nullable=False),
    Column("details", TEXT, nullable=False),
)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("quarantine_id", NUMBER_ID, primary_key=True, autoincrement=True),
    Column("import_id", NUMBER_ID, ForeignKey("imports.import_id"), nullable=False, index=True),
    Column("table", TEXT, nullable=False),
    Column("row", TEXT, nullable=False),
    Column("values", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
)

CALIBRATIONS = Table(
    "calibrations",
    METADATA,
    Column("number", NUMBER_ID, primary_key=True, autoincrement=True),
    Column("label", TEXT, nullable=False),
    Column("made_at", TEXT, nullable=False),
    Column("document", TEXT, nullable=False),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("run_id", NUMBER_ID, primary_key=True, autoincrement=True),
    Column("template", TEXT, nullable=False),
    Column("project_id", TEXT, index=True),
    Column("parameters", TEXT, nullable=False),
    Column("key", TEXT, nullable=False, index=True),
    Column("status", TEXT, nullable=False),
    Column("attempts", BigInteger(), nullable=False),
    Column("queued_at", TEXT),
    Column("started_at", TEXT),
    Column("finished_at", TEXT),
    Column("seconds", Double()),
    Column("reason", TEXT),
    Column("cell", BigInteger()),
    Column("output", TEXT),
)

META = Table("meta", METADATA, Column("name", TEXT, primary_key=True), Column("value", TEXT, nullable=False))
