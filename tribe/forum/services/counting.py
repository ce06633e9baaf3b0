"""What a topic says of its posts in its own row: how many stand, and who wrote last."""

from sqlalchemy import func, select

from tribe.base.db import session
from tribe.forum.models import Post, Topic


def count_again(topic: Topic) -> None:
    """Count the posts of a topic that stand, and find the latest; where none stands, that stays."""
    standing = (Post.topic_id == topic.id, Post.deleted_at.is_(None))
    topic.posts_count = session.scalar(select(func.count(Post.id)).where(*standing)) or 0
    last = session.execute(
        select(Post.created_at, Post.author_id)
        .where(*standing)
        .order_by(Post.created_at.desc(), Post.number.desc())
        .limit(1)
    ).first()
    if last is not None:
        topic.last_posted_at, topic.last_poster_id = last.created_at, last.author_id
    session.flush()
