"""What an import brought of one person, for whoever asks for their own texts."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tribe.base.db import session
from tribe.forum.addresses import post_link
from tribe.forum.models import Post, PostOrigin, Topic
from tribe.members.models import Member


def imported_texts(member: Member) -> list[dict[str, str | int | None]]:
    """Each imported post of a member, the oldest first; no post that was written here."""
    chosen = (
        select(Post, PostOrigin)
        .join(PostOrigin, PostOrigin.post_id == Post.id)
        .join(Topic, Topic.id == Post.topic_id)
        .options(contains_eager(Post.topic))
        .where(Post.author_id == member.id)
        .order_by(Post.created_at, Post.id)
    )
    return [_told(post, origin) for post, origin in session.execute(chosen)]


def _told(post: Post, origin: PostOrigin) -> dict[str, str | int | None]:
    return {
        "written_at": post.created_at.isoformat(),
        "topic": post.topic.title,
        "text": post.source,
        "here": post_link(post.id),
        "from": origin.url,
        "licence": origin.licence,
        "score": origin.score,
    }
