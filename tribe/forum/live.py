"""Who may watch a topic: whoever may see it."""

from tribe.forum import queries
from tribe.members.identity import current_actor


def may_watch(topic_id: int) -> bool:
    """Whether whoever asks may see a topic, and so hear of its replies."""
    topic = queries.find_topic(topic_id)
    if topic is None:
        return False
    return queries.get_category_tree().may_see(current_actor(), topic.category_id)
