"""Outlook: cost and finish at completion as ranges, alerts, milestones, risks and contingency, each proved on closed projects."""

from .alert import Alert, AlertRecord, backtest_alert, overrun_alert
from .closed import FORMS
from .completion import Completion, compared, completion, completions, standings
from .milestone_proof import MilestoneProof, backtest_milestones
from .milestones import MilestoneOdds, milestone_odds
from .proof import CompletionProof, backtest_completion
from .ranks import Outcomes
from .risks import RiskedForecast, RiskOdds, risk_odds, with_risks
from .scope_growth import ScopeGrowth, ScopeProof, backtest_scope, scope_growth, scope_growths
from .uplift_proof import UpliftProof, backtest_uplifts
from .uplifts import Uplifts, uplifts

__all__ = [
    "FORMS",
    "Alert",
    "AlertRecord",
    "Completion",
    "CompletionProof",
    "MilestoneOdds",
    "MilestoneProof",
    "Outcomes",
    "RiskOdds",
    "RiskedForecast",
    "ScopeGrowth",
    "ScopeProof",
    "UpliftProof",
    "Uplifts",
    "backtest_alert",
    "backtest_completion",
    "backtest_milestones",
    "backtest_scope",
    "backtest_uplifts",
    "compared",
    "completion",
    "completions",
    "milestone_odds",
    "overrun_alert",
    "risk_odds",
    "scope_growth",
    "scope_growths",
    "standings",
    "uplifts",
    "with_risks",
]
