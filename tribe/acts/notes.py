"""What the page of a topic says where it gathers answers to an act of the brand."""

from tribe.acts import queries
from tribe.web.slots import Part


def act_of_topic(topic_id: int) -> Part | None:
    """The act that a topic answers. One query."""
    found = queries.find_answered(topic_id)
    if found is None:
        return None
    number, title = found
    return Part("acts/_topic_head.html", (title, f"/acts/{number}"))
