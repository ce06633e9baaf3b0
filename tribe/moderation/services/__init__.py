"""The verbs of moderation: report, decide, undo, appeal, judge."""

from tribe.moderation.services.appealing import appeal, judge
from tribe.moderation.services.deciding import Ruling, decide, decide_on, end_due, undo
from tribe.moderation.services.finding import appeal_of, case_of, decision_of
from tribe.moderation.services.reporting import (
    open_case,
    report,
    report_address,
    report_as_guest,
    report_automatically,
)

__all__ = [
    "Ruling",
    "appeal",
    "appeal_of",
    "case_of",
    "decide",
    "decide_on",
    "decision_of",
    "end_due",
    "judge",
    "open_case",
    "report",
    "report_address",
    "report_as_guest",
    "report_automatically",
    "undo",
]
