"""What a topic says of its posts in its own row: how many stand, and who wrote last."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update

from tribe.base.db import session
from tribe.forum.models import Post, Topic

_TABLE = cast(Table, Topic.__table__)
_COUNTING = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("of_topic"))
    .values(
        posts_count=bindparam("posts_count"),
        last_posted_at=bindparam("last_posted_at"),
        last_poster_id=bindparam("last_poster_id"),
    )
)


BATCH = 500  # topics of one statement


def count_each_again(topic_ids: Collection[int]) -> None:
    """The same of many topics, by a few statements; what the session knows of them is old then."""
    numbers = sorted(topic_ids)
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        standing = (Post.topic_id.in_(some), Post.deleted_at.is_(None))
        latest = (Post.created_at.desc(), Post.number.desc())
        ranked = (
            select(
                Post.topic_id,
                Post.created_at,
                Post.author_id,
                func.count().over(partition_by=Post.topic_id).label("posts"),
                func.row_number().over(partition_by=Post.topic_id, order_by=latest).label("place"),
            )
            .where(*standing)
            .subquery()
        )
        rows = [
            {
                "of_topic": row.topic_id,
                "posts_count": row.posts,
                "last_posted_at": row.created_at,
                "last_poster_id": row.author_id,
            }
            for row in session.execute(select(ranked).where(ranked.c.place == 1))
        ]
        if rows:
            session.execute(_COUNTING, rows)
        empty = set(some) - {row["of_topic"] for row in rows}
        if empty:
            of_them = _TABLE.c.id.in_(sorted(empty))
            session.execute(update(_TABLE).where(of_them).values(posts_count=0))


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
