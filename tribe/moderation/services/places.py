"""Who moderates where a thing lies, without the role of a moderator of the whole place."""

from tribe.access import Actor, is_moderator
from tribe.base.db import session
from tribe.moderation.models import Decision, ModerationCase
from tribe.web import slots

MODERATORS = "moderation.moderators"  # asked with who acts and a category, answered with numbers


def moderators_at(actor: Actor, category_id: int | None) -> frozenset[int]:
    """The numbers of those who moderate a category alone; of none that the actor does not see."""
    if category_id is None:
        return frozenset()
    return frozenset().union(*slots.answers(MODERATORS, actor, category_id))


def moderators_over(actor: Actor, decision: Decision) -> frozenset[int]:
    """The same of where the thing of a decision lay when it was brought up; a query or two."""
    if actor.id is None or is_moderator(actor):
        return frozenset()
    case = session.get(ModerationCase, decision.case_id)
    return moderators_at(actor, case.category_id if case is not None else None)
