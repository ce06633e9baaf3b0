"""When and why what a guest reported was decided, as far as they are told."""

from dataclasses import dataclass
from datetime import datetime

from tribe.base.db import now
from tribe.moderation import queries
from tribe.moderation.models import TIME_TO_APPEAL, Ground, Report
from tribe.moderation.outcomes import Outcome, find_answer


@dataclass(frozen=True, slots=True)
class ReasonsTold:
    """What stands beside the outcome of a report: empty is what is not told, or was not said."""

    decided_at: datetime
    why: str  # of nothing being done; of an act whom it concerns is told why
    rule: str  # the rule, or the law
    is_law: bool
    appeal_until: datetime | None  # none where there is nothing to appeal, or it is too late


def reasons_for(report: Report, outcome: Outcome) -> ReasonsTold | None:
    """When and why a guest's report was decided; None while it waits. Three queries.

    Why nothing was done is written to whoever reported it, and told as it is to members: alike of
    what they see, of what they do not, and of what is not there.
    """
    decision = find_answer(report)
    if decision is None or outcome is Outcome.WAITS:
        return None
    rests = (decision.stands or decision.has_ended) and not decision.is_order
    until = decision.made_at + TIME_TO_APPEAL
    is_open = queries.find_objectionable(report) is not None and now() <= until
    return ReasonsTold(
        decided_at=decision.made_at,
        why=decision.why if decision.is_no_action else "",
        rule=decision.rule if rests else "",
        is_law=decision.ground is Ground.LAW,
        appeal_until=until if is_open else None,
    )
