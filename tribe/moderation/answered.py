"""Who answered an appeal, as whoever made it is told."""

from enum import StrEnum

from tribe.moderation.models import Appeal
from tribe.web import slots

SAT = "moderation.sat_as_judge"  # asked of a member and a day; whether they were a lay judge then


class Answerer(StrEnum):
    """Who answered an appeal."""

    DECIDER = "decider"  # who made the decision, and undid it
    MODERATOR = "moderator"
    COUNCIL = "council"


def answerer_of(made: Appeal) -> Answerer:
    """Who answered an appeal that is answered; one query, and none where its decider did."""
    if made.decided_by_id is None or made.decided_at is None:
        return Answerer.DECIDER
    sat = any(slots.answers(SAT, made.decided_by_id, made.decided_at.date()))
    return Answerer.COUNCIL if sat else Answerer.MODERATOR
