"""Who may watch a topic: whoever may see it; who is shown there, and to whom, by their choice."""

from tribe.access import may
from tribe.forum import queries
from tribe.forum.policy import MEET, sees_topic
from tribe.members.identity import current_actor, current_member


def may_watch(topic_id: int) -> bool:
    """Whether whoever asks may see a topic, and so hear of its replies."""
    topic = queries.find_topic(topic_id)
    if topic is None:
        return False
    return sees_topic(queries.get_category_tree(), current_actor(), topic)


def shown_as(topic_id: int) -> int | None:
    """The member as whom the asker is shown to the others who read a topic; None if to nobody."""
    member = current_member()
    if member is None or not may(member, MEET) or not may_watch(topic_id):
        return None
    return member.id
