"""The questions of a post-project review: what ``reviews.facts`` holds, one named answer each."""

from __future__ import annotations

from .declare import Column

QUESTIONS: tuple[Column, ...] = (
    Column("biggest surprise", "text", "what nobody had foreseen, good or bad", example="how long approvals took"),
    Column("keep", "text", "what to do again next time", example="half-way checks"),
    Column("stop", "text", "what to leave out next time", example="starting before the requirements were settled"),
    Column("most underestimated", "text", "kind of work that took most beyond its estimate", example="support"),
    Column("days late", "number", "days from the promised finish to the real one; less than 0 means early", unit="days", example="14"),
    Column("customer satisfied", "choice", "how the customer sees the result", choices=("yes", "mostly", "partly", "no"), example="mostly"),
)
"""Each one's name is the key of the answer in ``facts``; any further answers that an import brought are kept as they are."""
