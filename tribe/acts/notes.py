"""What the page of a topic says where it gathers answers to an act of the brand."""

from tribe.acts import queries
from tribe.web.slots import Part


def act_of_topic(topic_id: int) -> Part | None:
    """The act that a topic answers. One query."""
    act = queries.find_answered(topic_id)
    return Part("acts/_topic_head.html", act) if act is not None else None
