"""A stepping aside holds where the posts of its topic lie, when moderators move them and back."""

from tribe.activity import Happened
from tribe.aside.services import mark_topics


def follow_posts(_happened: Happened) -> None:
    """Mark the topics of which something is talked over anew."""
    mark_topics()
