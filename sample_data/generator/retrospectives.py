"""Retrospectives: cards, actions, reviews. What the cards say fits what happened in the project."""

from __future__ import annotations

import json
from datetime import date, timedelta

from .catalogue import AS_OF, CHANGES, SAY_DO_ACTION
from .course import Course
from .ratios import KINDS
from .steering import hours_of
from .work import stream
from .workdays import forward, shift

WELL, CHANGE, PUZZLE = "went well", "to change", "puzzle"

# theme → (column, text, driver)
CARDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "estimates": (
        (CHANGE, "Features took longer than we said, again", "features: actual ÷ estimate"),
        (CHANGE, "Support requests were always bigger than they looked", "support: actual ÷ estimate"),
        (CHANGE, "We gave one number where we meant a range", "hit rate of ranges"),
        (WELL, "Small bugs were estimated well", "bugs: actual ÷ estimate"),
        (WELL, "Estimating in a group showed what we had forgotten", ""),
        (PUZZLE, "Why are so many tasks booked exactly as estimated?", "share booked exactly as estimated"),
    ),
    "scope": (
        (CHANGE, "New wishes came in every week and nobody said what they cost", "scope added ÷ first plan"),
        (CHANGE, "Two change requests were built before they were approved", "change requests"),
        (CHANGE, "We started to build before the requirements were settled", "scope added ÷ first plan"),
        (WELL, "The change board decided within days", "change requests"),
        (WELL, "The sponsor dropped what nobody needed", ""),
    ),
    "waiting": (
        (CHANGE, "We waited for the partner's test system", "blocked hours"),
        (CHANGE, "Approvals took days and blocked half the board", "blocked hours"),
        (CHANGE, "Questions to the business stayed open for a week", "blocked hours"),
        (WELL, "Blocked cards were raised the same morning", "blocked hours"),
    ),
    "testing": (
        (CHANGE, "Testing was squeezed into the last two weeks", ""),
        (CHANGE, "The same bug came back twice", "tasks opened again"),
        (WELL, "Automated tests caught the rounding error before the release", ""),
        (WELL, "Testers joined the planning and asked the right questions", ""),
        (PUZZLE, "Should the pilot group test earlier?", ""),
    ),
    "planning": (
        (CHANGE, "We took in too much and carried the rest over", "say/do"),
        (CHANGE, "Urgent work broke the plan in the middle of the sprint", "scope churn"),
        (CHANGE, "The plan had no room for holidays", "say/do"),
        (WELL, "Half-way checks kept the plan honest", "say/do"),
        (WELL, "We finished what we promised in the last sprints", "say/do"),
    ),
    "technical debt": (
        (WELL, "After the clean-up we were clearly faster", "velocity"),
        (CHANGE, "The old module slowed down every change", "velocity"),
        (PUZZLE, "How much clean-up is enough?", "share of work on debt"),
    ),
    "working together": (
        (WELL, "Pairing helped new colleagues a lot", ""),
        (WELL, "Short daily talks were enough", ""),
        (CHANGE, "Too many meetings on the same day", ""),
        (CHANGE, "Only one person knew the interface", ""),
        (PUZZLE, "Who decides when design and engineering disagree?", ""),
    ),
}
# text, theme, measure, direction
ACTIONS: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("Give a range with every estimate above 8 hours", "estimates", "hit_rate", "up"),
    ("Compare each feature with three finished ones before estimating", "estimates", "ratio:kind=feature", "down"),
    ("Every new wish gets a number and a price before work starts", "scope", "scope_added", "down"),
    ("Raise a blocked card within a day and name who can help", "waiting", "blocked_share", "down"),
    ("Plan sprints at the average of the last five", "planning", "say_do", "up"),
    ("Keep a tenth of each sprint free for urgent work", "planning", "churn", "down"),
    ("One clean-up task every fortnight", "technical debt", None, None),
    ("Testers join the refinement", "testing", None, None),
    ("Move meetings to two fixed afternoons", "working together", None, None),
    ("Write down what only one person knows", "working together", None, None),
    ("Book the partner's test system a month ahead", "waiting", "blocked_share", "down"),
)
_SURPRISES = (
    "how long approvals took", "that support was a third of our days in May", "the late change of the tax rule",
    "how well the pilot went", "that the old data was cleaner than feared", "the partner's interface changed twice",
    "how much the new tests helped", "that nobody missed the feature we dropped",
)  # fmt: skip
_KEEP = ("half-way checks", "pairing on interfaces", "the change board", "testers in the planning", "short daily talks", "early pilot")
_STOP = ("estimating alone", "taking in work without a number", "releases on Fridays", "meetings without notes", "starting before the gate")


def reviewed(course: Course) -> bool:
    """Whether the project has had its retrospective: all finished ones but the latest three."""
    return not course.running(AS_OF) and course.finished < date(2025, 10, 15)


def themes_of(course: Course) -> dict[str, float]:
    """How loudly each theme is felt in the project, from what happened in it."""
    done = [t for t in course.tasks if t.finished and t.estimate]
    over = sum(t.actual for t in done) / sum(hours_of(t) * (1.22 if t.unit == "points" else 1.0) for t in done)
    blocked = sum(t.blocked is not None for t in done) / len(done)
    late = (course.finished - course.planned_finish).days / max(30, (course.planned_finish - course.started).days)
    return {
        "estimates": 0.5 + 4.0 * max(0.0, over - 1.1),
        "scope": 0.3 + 6.0 * max(0.0, course.project.growth - 0.08),
        "waiting": 0.3 + 8.0 * max(0.0, blocked - 0.10),
        "testing": 0.8,
        "planning": 0.5 + 3.0 * max(0.0, late) + (1.2 * (1 - course.team.say_do) * 3 if course.sprints else 0.0),
        "technical debt": 0.9 if course.team.name == "Amber" else 0.35,
        "working together": 0.8,
    }


def _tells_of_change(card: tuple[str, str, str, str]) -> bool:
    return any(card[2] == c.card for c in CHANGES.values())


def _asks_for_change(card: tuple[str, str, str, str], course: Course) -> bool:
    mine = [str(c.kind) for c in CHANGES.values() if c.agreed_in == course.project.id]
    return card[1] == CHANGE and any(card[3].startswith(kind) for kind in mine)


def lessons(course: Course) -> list[dict[str, object]]:
    """The cards of the retrospective, with their votes."""
    rng = stream("lessons", course.project.id)
    felt = themes_of(course)
    fits = [(theme, *card) for theme, many in CARDS.items() for card in many if course.sprints or "sprint" not in card[1]]
    for change in (c for c in CHANGES.values() if c.agreed_in and c.from_project == course.project.id):
        if change.factor < 1:  # nobody complains about it any more
            fits = [f for f in fits if not (f[1] == CHANGE and f[3].startswith(f"{change.kind}"))]
        fits.append(("estimates", WELL, change.card, f"{change.kind}: actual ÷ estimate"))
    turn = [float(rng.exponential()) / felt[f[0]] for f in fits]
    order: list[int] = []
    for column, most in ((CHANGE, 5 + int(rng.integers(3))), (WELL, 3 + int(rng.integers(2))), (PUZZLE, int(rng.integers(3)))):
        order += sorted((i for i, f in enumerate(fits) if f[1] == column), key=lambda i: turn[i])[:most]
    order += [i for i, f in enumerate(fits) if i not in order and (_tells_of_change(f) or _asks_for_change(f, course))]
    rows: list[dict[str, object]] = []
    for n, i in enumerate(sorted(order, key=lambda i: (list(CARDS).index(fits[i][0]), i)), start=1):
        theme, column, text, driver = fits[i]
        votes = int(rng.poisson(1.0 + 1.6 * felt[theme])) if column != WELL else int(rng.poisson(1.3)) + 2 * _tells_of_change(fits[i])
        rows.append(
            {
                "project_id": course.project.id,
                "lesson_id": f"L-{n}",
                "column": column,
                "text": text,
                "theme": theme,
                "votes": min(votes, 2 * len(course.team.people)),
                "driver": driver or None,
            }
        )
    return rows


def actions(course: Course, cards: list[dict[str, object]]) -> list[dict[str, object]]:
    """The actions of the retrospective; two of them are planted with a known effect."""
    rng = stream("actions", course.project.id)
    meeting = review_day(course)
    top = sorted((c for c in cards if c["column"] == CHANGE), key=lambda c: (-int(str(c["votes"])), str(c["lesson_id"])))
    rows: list[dict[str, object]] = []

    def put(text: str, theme: str, measure: str | None, direction: str | None, closed: date | None, status: str, due: date) -> None:
        answers = next((c["lesson_id"] for c in top if c["theme"] == theme), None)
        rows.append(
            {
                "project_id": course.project.id,
                "action_id": f"A-{len(rows) + 1}",
                "lesson_id": answers,
                "text": text,
                "owner": course.team.people[int(rng.integers(len(course.team.people)))][0],
                "due_on": due,
                "status": status,
                "closed_on": closed,
                "measure": measure,
                "direction": direction,
            }
        )

    for change in (c for c in CHANGES.values() if c.agreed_in == course.project.id):
        day = shift(meeting, 4)
        put(change.text, "estimates", f"ratio:kind={change.kind}", "down", day, "done", shift(day, 3))
    if course.project.id == SAY_DO_ACTION[0]:
        day = shift(meeting, 3)
        put(SAY_DO_ACTION[1], "planning", "say_do", "up", day, "done", shift(day, 2))
    themes = [str(c["theme"]) for c in top]
    fits = [a for a in ACTIONS if a[1] in themes and (course.sprints or a[2] not in ("say_do", "churn"))]
    if any(c.team == course.team.name for c in CHANGES.values()):  # nothing else may explain the planted effects
        fits = [a for a in fits if a[2] != "ratio:kind=feature"]
    if course.project.id == SAY_DO_ACTION[0]:
        fits = [a for a in fits if a[2] != "say_do"]
    if not course.team.ranges:
        fits = [a for a in fits if a[2] != "hit_rate"]
    order = sorted(range(len(fits)), key=lambda i: themes.index(fits[i][1]) + float(rng.uniform(0, 2.5)))
    for i in order[: int(rng.integers(2, 4))]:
        text, theme, measure, direction = fits[i]
        due = forward(meeting + timedelta(days=int(rng.integers(20, 75))))
        closed = shift(due, int(rng.integers(-10, 12)))
        luck = float(rng.random())
        status = "done" if luck < 0.68 else "dropped" if luck < 0.80 else "doing" if luck < 0.9 else "open"
        if closed > AS_OF or status in ("open", "doing"):
            status = "doing" if status == "doing" else "open"
        put(text, theme, measure, direction, closed if status in ("done", "dropped") else None, status, due)
    return rows


def review_day(course: Course) -> date:
    """The day of the retrospective: about a week after the finish."""
    return shift(course.finished, 5 + len(course.project.id) % 3)


def review(course: Course) -> dict[str, object]:
    """The review's named answers."""
    rng = stream("reviews", course.project.id)
    done = [t for t in course.tasks if t.finished and t.estimate and t.kind in KINDS]
    over = {k: [t.actual / hours_of(t) for t in done if t.kind == k] for k in ("feature", "bug", "support")}
    worst = max(over, key=lambda k: sorted(over[k])[len(over[k]) // 2])
    late = (course.finished - course.planned_finish).days
    facts = {
        "biggest surprise": _SURPRISES[int(rng.integers(len(_SURPRISES)))],
        "keep": _KEEP[int(rng.integers(len(_KEEP)))],
        "stop": _STOP[int(rng.integers(len(_STOP)))],
        "most underestimated": worst,
        "days late": late,
        "customer satisfied": ["yes", "mostly", "yes", "partly"][int(rng.integers(4))],
    }
    return {
        "project_id": course.project.id,
        "reviewed_on": review_day(course),
        "reviewer": course.team.people[0][0],
        "facts": json.dumps(facts, ensure_ascii=False),
        "version": int(rng.integers(1, 4)),
    }
