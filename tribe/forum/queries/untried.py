"""What is asked of posts before others of their authors are let through."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select

from tribe.access import Role, TrustLevel
from tribe.base.db import session
from tribe.forum.models import Post, Topic
from tribe.members.models import Member


def count_standing(author_id: int) -> int:
    """How many posts of a member stand; one query."""
    own = (Post.author_id == author_id, Post.deleted_at.is_(None))
    return session.scalar(select(func.count()).select_from(Post).where(*own)) or 0


def find_first(topic_id: int) -> Post:
    """The first post of a topic; one query."""
    return session.scalars(select(Post).where(Post.topic_id == topic_id, Post.number == 1)).one()


def list_untried(
    since: datetime, most: int, *, is_first: bool
) -> Sequence[Row[int, str, str, datetime]]:
    """Posts that stand, of members whom nothing spares from the list of words; one query.

    Each with its number, the title of its topic, its text, and when it was written.
    """
    untried = (
        Member.trust != TrustLevel.TRUSTED,
        Member.is_brand.is_(False),
        Member.role.not_in((Role.MODERATOR, Role.ADMIN)),
    )
    chosen = (
        select(Post.id, Topic.title, Post.source, Post.created_at)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.created_at > since, Post.deleted_at.is_(None), *untried)
        .where(Post.number == 1 if is_first else Post.number > 1)
    )
    return session.execute(
        chosen.order_by(Post.created_at.desc(), Post.id.desc()).limit(most)
    ).all()
