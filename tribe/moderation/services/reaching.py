"""Whether undoing a decision changes what is not somebody's to change."""

from tribe.access import Actor
from tribe.base.db import session
from tribe.members.models import Member
from tribe.moderation import queries
from tribe.moderation.models import Decision
from tribe.web import moderated


def is_beyond(actor: Actor, decision: Decision) -> bool:
    """Whether undoing a decision changes what is not the actor's to change, as it lies now."""
    act = moderated.register().acts.get(decision.act)
    return act is not None and not act.may_reach(actor, decision.details)


def is_beyond_moderators(decision: Decision) -> bool:
    """The same of moderators, who all see and moderate the same; of what stands alone.

    Two queries, and those of the act.
    """
    if not decision.stands:
        return False
    moderators = queries.list_moderators() - queries.list_moderators(is_admin=True)
    one = session.get(Member, min(moderators)) if moderators else None
    return one is not None and is_beyond(one, decision)
