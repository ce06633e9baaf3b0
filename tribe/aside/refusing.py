"""A reply to a topic by somebody who steps aside from it is refused."""

from tribe.activity import Happened
from tribe.aside import queries
from tribe.base.errors import RuleBroken


def refuse_reply(happened: Happened) -> None:
    """Undo a reply of one of the two; raises RuleBroken, which says until when."""
    if happened.actor_id is None or not happened.is_news:
        return
    until = queries.silent_until(int(happened.facts["topic"]), happened.actor_id)
    if until is not None:
        raise RuleBroken("aside.not_here", until=until)
