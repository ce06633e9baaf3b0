"""What happens in moderation; no row of it has a word of anybody."""

from tribe.activity import ActivityKind, Audience
from tribe.speech import Message

REPORTED = ActivityKind(
    "moderation.report.made",
    "moderation_case",
    words=Message("something reported"),
    facts=("report_kind",),
    audience=Audience.OWN,
    told="the weighing of reports, which may take the thing from view",
)
REPORT_ANSWERED = ActivityKind(
    "moderation.report.answered",
    "moderation_report",
    words=Message("an answer to your report"),
    audience=Audience.OWN,
)
CASE_OPENED = ActivityKind(
    "moderation.case.opened",
    "moderation_case",
    words=Message("a case opened"),
    audience=Audience.OWN,
)
DECIDED = ActivityKind(
    "moderation.decision.made",
    "moderation_decision",
    words=Message("a moderation decision"),
    facts=("case", "is_of_both"),
    audience=Audience.OWN,
)
UNDONE = ActivityKind(
    "moderation.decision.undone",
    "moderation_decision",
    words=Message("a moderation decision undone"),
    facts=("case",),
    audience=Audience.OWN,
)
ENDED = ActivityKind(
    "moderation.decision.ended",
    "moderation_decision",
    words=Message("a moderation decision ended"),
    facts=("case",),
    audience=Audience.OWN,
)
APPEALED = ActivityKind(
    "moderation.appeal.made",
    "moderation_decision",
    words=Message("a decision appealed"),
    facts=("appeal",),
    audience=Audience.OWN,
)
APPEAL_DECIDED = ActivityKind(
    "moderation.appeal.decided",
    "moderation_decision",
    words=Message("an appeal answered"),
    facts=("appeal", "appeal_outcome"),
    audience=Audience.OWN,
)

APPEAL_CARRIED = ActivityKind(
    "moderation.appeal.carried",
    "moderation_decision",
    words=Message("an appeal that waits for an answer about another decision"),
    facts=("appeal",),
    audience=Audience.OWN,
)
APPEAL_LATE = ActivityKind(
    "moderation.appeal.late",
    "moderation_decision",
    words=Message("an overdue appeal"),
    facts=("appeal",),
    audience=Audience.OWN,
)

KINDS = (
    REPORTED,
    REPORT_ANSWERED,
    CASE_OPENED,
    DECIDED,
    UNDONE,
    ENDED,
    APPEALED,
    APPEAL_DECIDED,
    APPEAL_CARRIED,
    APPEAL_LATE,
)
