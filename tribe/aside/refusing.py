"""A reply to a topic by somebody who steps aside from it is refused."""

from tribe.activity import Happened
from tribe.aside import queries
from tribe.base.errors import RuleBroken
from tribe.forum.queries import find_topic


def refuse_reply(happened: Happened) -> None:
    """Undo a reply of one of the two; raises RuleBroken, which says until when."""
    if happened.actor_id is None or not happened.is_news:
        return
    topic = find_topic(int(happened.facts["topic"]))  # the one that was answered, so read already
    if topic is None or not topic.is_talked_over:
        return
    until = queries.silent_until(topic.id, happened.actor_id)
    if until is not None:
        raise RuleBroken("aside.not_here", until=until)
