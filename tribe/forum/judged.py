"""Posts as moderation reads them."""

from tribe.forum.addresses import post_address
from tribe.forum.queries import find_post
from tribe.web.moderated import Matter, Moderated


def read_post(post_id: int) -> Matter | None:
    """A post, also one that was removed."""
    placed = find_post(post_id)
    if placed is None:
        return None
    post, topic = placed.post, placed.topic
    return Matter(
        post.author_id,
        topic.title,
        post_address(topic, post.number),
        post.text,
        topic.category_id,
        is_gone=post.is_removed,
    )


MODERATED = (Moderated("post", read_post),)
