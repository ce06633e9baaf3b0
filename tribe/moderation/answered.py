"""Who answered an appeal, as whoever made it is told."""

from enum import StrEnum

from tribe.base.db import session
from tribe.moderation.models import Appeal, Decision
from tribe.web import slots

SAT = "moderation.sat_as_judge"  # asked of a member and a day; whether they were a lay judge then


class Answerer(StrEnum):
    """Who answered an appeal."""

    DECIDER = "decider"  # who made the decision, and undid it
    NOBODY = "nobody"  # another undid it who may not judge it, such as who reported it
    MODERATOR = "moderator"
    COUNCIL = "council"


def answerer_of(made: Appeal) -> Answerer:
    """Who answered an appeal that is answered; one query, of the decision where no judge did."""
    if made.decided_by_id is None or made.decided_at is None:
        decision = session.get_one(Decision, made.decision_id)
        is_own = decision.undone_by_id == decision.decided_by_id
        return Answerer.DECIDER if is_own else Answerer.NOBODY
    sat = any(slots.answers(SAT, made.decided_by_id, made.decided_at.date()))
    return Answerer.COUNCIL if sat else Answerer.MODERATOR
