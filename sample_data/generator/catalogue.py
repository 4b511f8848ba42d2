"""Who works on what: six teams and their projects. The numbers here are the planted truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SEED = 20260116
AS_OF = date(2025, 12, 31)
FIRST_DAY = date(2023, 1, 9)

RATES = {"backend": 78, "frontend": 74, "qa": 62, "design": 72, "data": 84, "operations": 66, "analysis": 76}


@dataclass(frozen=True)
class Project:
    """One project as it was planned, and what will happen to it.

    Attributes
    ----------
    planned : int
        Planned length: sprints (scrum), weeks (kanban) or tasks in the first plan (stage-gate).
    shock : float
        Shared shock: added to the log ratio of every task of the project.
    growth : float
        Scope added after the start ÷ scope of the first plan, by estimate (aimed at; the exact share is in truth.json).
    """

    id: str
    name: str
    domain: str
    reference_class: str
    planned: int
    shock: float
    growth: float


@dataclass(frozen=True)
class Team:
    """One team: its people, its way of working, its habits.

    Attributes
    ----------
    people : tuple of (str, str, float)
        Pseudonym, role, and the log effect on the ratio of the tasks that the person estimated.
    pace : float
        Mean work finished per sprint in the unit of the estimates (scrum), tasks per week (kanban),
        or hours of work per person and day (stage-gate).
    say_do, added, removed : float
        Aims per sprint, as shares of what was committed.
    ranges : float
        Share of tasks estimated with a range.
    offset : float
        Added to the log ratio of every task of the team.
    """

    name: str
    method: str
    zone: str
    currency: str
    people: tuple[tuple[str, str, float], ...]
    projects: tuple[Project, ...]
    unit: str = "hours"
    pace: float = 0.0
    say_do: float = 0.8
    added: float = 0.12
    removed: float = 0.05
    blocked: float = 0.12
    ranges: float = 0.0
    offset: float = 0.0


AMBER = Team(
    "Amber",
    "scrum",
    "Europe/Madrid",
    "EUR",
    (("p01", "backend", 0.05), ("p02", "backend", -0.05), ("p03", "frontend", 0.08), ("p04", "qa", -0.08)),
    (
        Project("PAY-1", "Payments 1", "payments", "web application", 13, 0.11, 0.17),
        Project("PAY-2", "Payments 2", "payments", "web application", 11, -0.06, 0.22),
        Project("POUT-1", "Payouts", "payments", "web application", 12, 0.05, 0.10),
        Project("REF-1", "Refund portal", "payments", "web application", 10, -0.14, 0.14),
        Project("PAY-3", "Payments 3", "payments", "web application", 12, 0.09, 0.29),
    ),
    pace=138.0,
    say_do=0.82,
    added=0.12,
    removed=0.05,
    offset=-0.05,
)
COBALT = Team(
    "Cobalt",
    "scrum",
    "Europe/Berlin",
    "EUR",
    (("p05", "frontend", 0.0), ("p06", "frontend", 0.0), ("p07", "backend", 0.0), ("p08", "design", 0.0), ("p09", "qa", 0.0)),
    (
        Project("APP-1", "Mobile app 1", "app", "mobile app", 13, 0.07, 0.18),
        Project("APP-2", "Mobile app 2", "app", "mobile app", 13, -0.12, 0.12),
        Project("LOY-1", "Loyalty wallet", "app", "mobile app", 10, 0.18, 0.26),
        Project("ONB-1", "Mobile onboarding", "app", "mobile app", 10, -0.02, 0.09),
        Project("APP-3", "Mobile app 3", "app", "mobile app", 12, -0.11, 0.20),
    ),
    unit="points",
    pace=52.0,
    say_do=0.88,
    added=0.08,
    removed=0.04,
    blocked=0.09,
)
FERN = Team(
    "Fern",
    "scrum",
    "Europe/Madrid",
    "EUR",
    (("p10", "backend", 0.06), ("p11", "frontend", -0.06), ("p12", "frontend", 0.04), ("p13", "qa", -0.04)),
    (
        Project("SRCH-1", "Search revamp", "shop", "web application", 13, 0.06, 0.15),
        Project("CAT-1", "Catalogue 1", "shop", "web application", 12, -0.10, 0.24),
        Project("CAT-2", "Catalogue 2", "shop", "web application", 11, 0.07, 0.12),
        Project("RECO-1", "Recommendations", "shop", "web application", 11, -0.07, 0.19),
        Project("SHOP-1", "Storefront", "shop", "web application", 15, 0.02, 0.16),
    ),
    pace=124.0,
    say_do=0.74,
    added=0.17,
    removed=0.09,
    blocked=0.14,
    ranges=0.6,
    offset=0.02,
)
HERON = Team(
    "Heron",
    "kanban",
    "Europe/Lisbon",
    "EUR",
    (("p14", "data", 0.07), ("p15", "data", -0.07), ("p16", "backend", 0.03), ("p17", "operations", -0.03)),
    (
        Project("DATA-1", "Data platform 1", "data", "data platform", 40, 0.11, 0.20),
        Project("REP-1", "Reporting hub", "data", "data platform", 34, -0.17, 0.15),
        Project("DATA-2", "Data platform 2", "data", "data platform", 42, 0.04, 0.28),
        Project("INS-1", "Customer insights", "data", "data platform", 36, -0.01, 0.11),
    ),
    pace=7.4,
    ranges=0.45,
    offset=-0.06,
    blocked=0.14,
)
INDIGO = Team(
    "Indigo",
    "kanban",
    "Europe/London",
    "GBP",
    (("p18", "operations", 0.04), ("p19", "operations", -0.04), ("p20", "backend", 0.06), ("p21", "backend", -0.06)),
    (
        Project("IDM-1", "Identity 1", "identity", "internal service", 38, 0.06, 0.18),
        Project("ACC-1", "Access review", "identity", "internal service", 38, -0.06, 0.25),
        Project("IDM-2", "Identity 2", "identity", "internal service", 40, 0.08, 0.13),
        Project("DESK-1", "Service desk tools", "identity", "internal service", 44, -0.08, 0.30),
    ),
    pace=6.3,
    blocked=0.27,
    offset=0.04,
)
JUNIPER = Team(
    "Juniper",
    "stage-gate",
    "Europe/Warsaw",
    "EUR",
    (
        ("p22", "analysis", 0.05),
        ("p23", "backend", -0.05),
        ("p24", "backend", 0.05),
        ("p25", "operations", -0.05),
        ("p26", "qa", 0.0),
    ),
    (
        Project("WMS-1", "Warehouse move", "logistics", "migration", 185, 0.13, 0.16),
        Project("SCAN-1", "Scanner rollout", "logistics", "migration", 150, -0.16, 0.08),
        Project("BILL-1", "Billing migration", "logistics", "migration", 175, 0.11, 0.21),
        Project("ERP-1", "ERP interface", "logistics", "migration", 165, -0.04, 0.12),
    ),
    pace=6.2,
    ranges=0.7,
    offset=-0.04,
    blocked=0.10,
)
TEAMS = (AMBER, COBALT, FERN, HERON, INDIGO, JUNIPER)


@dataclass(frozen=True)
class Change:
    """A lasting change of one team's ratios, from one of its projects on.

    Attributes
    ----------
    factor : float
        The typical ratio is multiplied by it; 1 where the change changes nothing.
    kind : str, optional
        The kind of work that it touches; all kinds where not given.
    agreed_in : str, optional
        The project whose retrospective agreed on it, as an action.
    card : str
        What the team says of it in the retrospective of the first project that felt it.
    """

    team: str
    from_project: str
    factor: float
    kind: str | None = None
    agreed_in: str | None = None
    text: str = ""
    card: str = ""


CHANGES = {
    "action_that_worked": Change(
        "Fern",
        "CAT-2",
        0.78,
        "feature",
        "CAT-1",
        "Split features above 16 hours before estimating them",
        "Split features held no surprises",
    ),
    "action_without_effect": Change(
        "Amber", "POUT-1", 1.0, "feature", "PAY-2", "Estimate every feature twice, a day apart", "Second estimates gave more confidence"
    ),
    "latest_action_that_worked": Change(
        "Amber",
        "PAY-3",
        0.68,
        "support",
        "REF-1",
        "One person a week answers all support requests",
        "One person for support: fewer surprises",
    ),
    "drift": Change("Indigo", "IDM-2", 0.83),
}
# An action on the sprints that changes nothing: what the team does in sprints stays as it was.
SAY_DO_ACTION = ("REF-1", "Plan sprints at the average of the last five")

# What the demo shows: the project to review, and the project of backlog.csv.
DEMO = {"review": "PAY-3", "estimate": "NEXT"}

# Weeks (their Mondays) in which team Heron finished unusually many or few tasks, and why.
THROUGHPUT_SIGNALS = {
    date(2023, 12, 25): (1, "Christmas week"),
    date(2024, 5, 13): (17, "closing week for small open items before an audit"),
    date(2024, 12, 23): (1, "Christmas week"),
    date(2025, 3, 10): (1, "test environment down"),
}
# Indigo's Christmas weeks are quiet too.
QUIET_WEEKS = {date(2023, 12, 25): 2, date(2024, 12, 23): 2, date(2025, 12, 22): 2}

DEBT_TEAM = "Amber"
DEBT_SHARE = 0.12  # at least this share of a sprint's finished work carries the label "debt" …
DEBT_FACTOR = 1.15  # … then the next sprint's pace is multiplied by this

HOURS_PER_POINT = 3.4

# Risks: stated probability → the odds with which it really happens.
RISK_ODDS = {0.1: 0.12, 0.2: 0.26, 0.3: 0.40, 0.5: 0.58, 0.7: 0.72}
