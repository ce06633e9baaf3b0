"""What one of two who step aside would say in their topic meanwhile is refused."""

from datetime import datetime

from tribe.activity import Happened
from tribe.aside import queries
from tribe.base.errors import RuleBroken
from tribe.forum.queries import find_topic


def refuse_reply(happened: Happened) -> None:
    """Undo a reply of one of the two; raises RuleBroken, which says until when."""
    until = _silent_until(happened)
    if until is not None:
        raise RuleBroken("aside.not_here", until=until)


def refuse_edit(happened: Happened) -> None:
    """Undo a change of what one of the two wrote there before: it would answer in another way.

    Raises RuleBroken, which says until when; taking it away is theirs still.
    """
    until = _silent_until(happened)
    if until is not None:
        raise RuleBroken("aside.stays_here", until=until)


def _silent_until(happened: Happened) -> datetime | None:
    if happened.actor_id is None or not happened.is_news:
        return None
    topic = find_topic(int(happened.facts["topic"]))  # the one that was answered, so read already
    if topic is None or not topic.is_talked_over:
        return None
    return queries.silent_until(topic.id, happened.actor_id)
