"""The first version of the library."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TYPES: dict[str, Any] = {"text": TEXT, "id": NUMBER_ID, "number": sa.Double(), "integer": sa.BigInteger(), "flag": sa.Boolean()}

# Per table its columns in order: "name" or "name:type"; ! marks the key, * a value that must be there.
CANONICAL = {
    "projects": "project_id! name reference_class team method zone started_on planned_finish_on finished_on budget:number currency",
    "tasks": """project_id! task_id! title kind component parent_id is_rollup:flag estimator assignee role estimate_unit actual_unit
        estimate:number estimate_low:number estimate_high:number level:number actual:number status status_class estimated_on created_on
        started_on finished_on due_on baseline_finish_on added_on blocked_hours:number cost:number labels""",
    "estimates": """row_id:id! project_id* task_id* estimated_on* estimator low:number mid:number* high:number level:number unit basis
        scope_version""",
    "transitions": "project_id! task_id! at! from_status to_status!",
    "worklogs": "row_id:id! project_id* task_id* day* role hours:number* note",
    "sprints": """project_id! sprint! started_on ended_on capacity:number unit committed:number added:number removed:number
        completed:number""",
    "task_sprints": "project_id! task_id! sprint! added_on removed_on committed:flag done:flag",
    "dependencies": "project_id! task_id! needs_task_id! kind lag_days:number",
    "changes": """project_id! change_id! requested_on decided_on decision effort:number cost:number days:number reason approved_by
        affects""",
    "periods": "project_id! period_end! planned_value:number earned_value:number actual_cost:number",
    "milestones": "project_id! milestone! recorded_on! baseline_on forecast_on actual_on",
    "allocations": "project_id! role! period_end! capacity_hours:number booked_hours:number spent_hours:number",
    "risks": """project_id! risk_id! recorded_on text probability:number impact:number unit response occurred:flag occurred_on
        cost:number""",
    "lessons": "project_id! lesson_id! column text* theme votes:integer driver",
    "actions": "project_id! action_id! lesson_id text* owner due_on status closed_on measure direction",
    "reviews": "project_id! reviewed_on! reviewer facts version:integer",
}
OWN = {
    "review_versions": "project_id! reviewed_on! version:integer! reviewer facts saved_at*",
    "imports": "import_id:id! at* source* profile project_ids* read:integer* accepted:integer* quarantined:integer* details*",
    "quarantine": "quarantine_id:id! import_id:id* table* row* values* reason*",
    "calibrations": "number:id! label* made_at* document*",
    "runs": """run_id:id! template* project_id parameters* key* status* attempts:integer* queued_at started_at finished_at seconds:number
        reason cell:integer output""",
    "meta": "name! value*",
}
PARENTS = {"quarantine": ("import_id", "imports.import_id")} | {
    name: ("project_id", "projects.project_id") for name in CANONICAL if name != "projects"
}
INDEXES = {
    "ix_estimates_task": ("estimates", ["project_id", "task_id"]),
    "ix_worklogs_task": ("worklogs", ["project_id", "task_id"]),
    "ix_quarantine_import_id": ("quarantine", ["import_id"]),
    "ix_runs_project_id": ("runs", ["project_id"]),
    "ix_runs_key": ("runs", ["key"]),
}


def columns(table: str, spec: str) -> list[sa.Column]:
    """The columns of one table, from its line above."""
    made: list[sa.Column] = []
    for word in spec.split():
        name, _, kind = word.rstrip("!*").partition(":")
        parent = [sa.ForeignKey(PARENTS[table][1])] if PARENTS.get(table, ("", ""))[0] == name else []
        in_key = word.endswith("!")
        made.append(
            sa.Column(
                name,
                TYPES[kind or "text"],
                *parent,
                primary_key=in_key,
                nullable=not word.endswith(("!", "*")),
                autoincrement=in_key and kind == "id",
            )
        )
    return made


def upgrade() -> None:
    """Make every table."""
    for table, spec in (CANONICAL | OWN).items():
        op.create_table(table, *columns(table, spec))
    for index, (table, names) in INDEXES.items():
        op.create_index(index, table, names)
