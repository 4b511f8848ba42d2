"""The verbs of the one loop: bring data in, calibrate, review, estimate, hand out; doors and notebooks call these."""

from .accept import keep_estimate, odds_per_task
from .bring import Brought, check_file, import_file, load_samples
from .certify import write_certificate
from .cohort import Cohort, cohort
from .doctor import Finding, examine
from .estimate import Estimated, budget_of, estimate, first_tasks, forecast_backlog, forecast_cost, forecast_finish, name_of
from .hand_out import actions_for_jira, calibrated_estimates, export_rows, export_table, hand_out_report, storage_of
from .learn import calibrate, current_knowledge, export_calibration, import_calibration, knowledge
from .portfolio import portfolio
from .review import Reviewed, review
from .sealed import SealedDesk
from .share import read_shares, write_share
from .team import team_work
from .train import Desk, Outcome, Question, names_in, training_desk, training_pool
from .workbook import hand_out_workbook
from .workspace import Workspace, make_workspace, update_workspace

__all__ = [
    "Brought",
    "Cohort",
    "Desk",
    "Estimated",
    "Finding",
    "Outcome",
    "Question",
    "Reviewed",
    "SealedDesk",
    "Workspace",
    "actions_for_jira",
    "budget_of",
    "calibrate",
    "calibrated_estimates",
    "check_file",
    "cohort",
    "current_knowledge",
    "estimate",
    "examine",
    "export_calibration",
    "export_rows",
    "export_table",
    "first_tasks",
    "forecast_backlog",
    "forecast_cost",
    "forecast_finish",
    "hand_out_report",
    "hand_out_workbook",
    "import_calibration",
    "import_file",
    "keep_estimate",
    "knowledge",
    "load_samples",
    "make_workspace",
    "name_of",
    "names_in",
    "odds_per_task",
    "portfolio",
    "read_shares",
    "review",
    "storage_of",
    "team_work",
    "training_desk",
    "training_pool",
    "update_workspace",
    "write_certificate",
    "write_share",
]
