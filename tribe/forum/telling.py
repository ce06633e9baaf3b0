"""Telling by mail whom a post turns to: whom it answers, and whom it names."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity import Activity
from tribe.base.db import session
from tribe.forum.mails import ADDRESSED
from tribe.forum.models import Mention, Post
from tribe.members.models import IN_USE, Member

TELL = "forum.tell"


def tell(payload: Mapping[str, Any]) -> None:
    """Write to whom a new post turns; what was imported, or lies in the past, is no news."""
    done = session.get(Activity, payload["activity_id"])
    post = session.get(Post, done.subject_id) if done is not None else None
    if not payload["is_news"] or post is None or post.is_removed:
        return
    named = set(session.scalars(select(Mention.member_id).where(Mention.post_id == post.id)))
    for member in _addressed(post, named):
        mail.enqueue(
            ADDRESSED,
            recipient_of(member),
            thing=f"post-{post.id}",
            parents=_parents(post),
            post=post.id,
            member=member.id,
            is_named=member.id in named and member.id != _answered_id(post),
        )


def _addressed(post: Post, named: set[int]) -> list[Member]:
    """The members to write to, whose addresses are known to be theirs; never the writer."""
    wanted = (named | {_answered_id(post)}) - {post.author_id}
    confirmed = (Member.email.is_not(None), Member.email_confirmed_at.is_not(None))
    chosen = select(Member).where(Member.id.in_(wanted), IN_USE, *confirmed)
    return list(session.scalars(chosen.order_by(Member.id)))


def _answered_id(post: Post) -> int | None:
    """Who wrote what a post answers: the post that it says, or else the topic's first."""
    if post.number == 1:
        return None
    answered = select(Post.author_id)
    if post.reply_to_id is not None:
        return session.scalar(answered.where(Post.id == post.reply_to_id))
    return session.scalar(answered.where(Post.topic_id == post.topic_id, Post.number == 1))


def _parents(post: Post) -> tuple[str, ...]:
    """What the mail follows in a mail program: its topic, and the post that it answers."""
    answered = (f"post-{post.reply_to_id}",) if post.reply_to_id is not None else ()
    return (f"topic-{post.topic_id}", *answered)
