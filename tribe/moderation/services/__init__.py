"""The verbs of moderation: report, decide, undo, appeal, judge."""

from tribe.moderation.services.accounts import reopen_account, suspend_account
from tribe.moderation.services.appealing import appeal, appeal_as_guest, judge, tell_of_late
from tribe.moderation.services.deciding import (
    Ruling,
    decide,
    decide_apart,
    decide_beside,
    decide_on,
    end_due,
    end_early,
    hold_back,
    may_decide,
    may_undo,
    require_not_held_back,
    undo,
)
from tribe.moderation.services.finding import (
    appeal_of,
    case_of,
    decision_of,
    reads,
    reads_all,
    remains_of,
)
from tribe.moderation.services.forgetting import forget_guests
from tribe.moderation.services.handling import (
    ReasonDraft,
    keep_reason,
    leave,
    look,
    note,
    pass_on,
    remove_reason,
    take,
)
from tribe.moderation.services.judges import is_lay_judge, judges_of, may_judge
from tribe.moderation.services.reporting import (
    open_case,
    report,
    report_address,
    report_as_guest,
    report_automatically,
)
from tribe.moderation.services.several import decide_each

__all__ = [
    "ReasonDraft",
    "Ruling",
    "appeal",
    "appeal_as_guest",
    "appeal_of",
    "case_of",
    "decide",
    "decide_apart",
    "decide_beside",
    "decide_each",
    "decide_on",
    "decision_of",
    "end_due",
    "end_early",
    "forget_guests",
    "hold_back",
    "is_lay_judge",
    "judge",
    "judges_of",
    "keep_reason",
    "leave",
    "look",
    "may_decide",
    "may_judge",
    "may_undo",
    "note",
    "open_case",
    "pass_on",
    "reads",
    "reads_all",
    "remains_of",
    "remove_reason",
    "reopen_account",
    "report",
    "report_address",
    "report_as_guest",
    "report_automatically",
    "require_not_held_back",
    "suspend_account",
    "take",
    "tell_of_late",
    "undo",
]
