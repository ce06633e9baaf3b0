"""Telling by mail whom a post turns to: whom it answers, names or quotes, also by an edit."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity import Activity, Happened
from tribe.base.db import session
from tribe.forum.mails import ADDRESSED
from tribe.forum.models import Mention, Post, Quotation
from tribe.graph.data.kinds import Kind
from tribe.members.models import IN_USE, Member

TELL = "forum.tell"


def tell(payload: Mapping[str, Any]) -> None:
    """Write to whom a new post turns; what was imported, or lies in the past, is no news."""
    done = session.get(Activity, payload["activity_id"])
    post = session.get(Post, done.subject_id) if done is not None else None
    if not payload["is_news"] or post is None or post.is_removed:
        return
    answered = {_answered_id(post)} - {None}
    named = set(session.scalars(select(Mention.member_id).where(Mention.post_id == post.id)))
    quoted = select(Post.author_id).join(Quotation, Quotation.quoted_id == Post.id)
    quoted_ids = set(session.scalars(quoted.where(Quotation.post_id == post.id)))
    for member in _reachable(post, named | quoted_ids | answered):
        is_answered = member.id in answered
        _write(
            post,
            member,
            is_named=member.id in named and not is_answered,
            is_quoted=not is_answered and member.id not in named,
        )


def tell_added(happened: Happened) -> None:
    """Write to whom an edit newly turns a post: whom it names or quotes now and did not before.

    What an edit only repeats has the moment of the post. Who has had a mail of the post gets none.
    """
    added = {
        kind: {
            member_id
            for turn in happened.turns
            if turn.kind is kind and turn.at is None
            for member_id in turn.member_ids
        }
        for kind in (Kind.MENTION, Kind.QUOTE)
    }
    named, wanted = added[Kind.MENTION], added[Kind.MENTION] | added[Kind.QUOTE]
    post = session.get(Post, happened.subject_id) if wanted and happened.is_news else None
    if post is None:
        return
    for member in _reachable(post, wanted):
        is_named = member.id in named
        _write(post, member, is_named=is_named, is_quoted=not is_named, is_added=True)


def _write(post: Post, member: Member, **said: Any) -> None:
    mail.enqueue(
        ADDRESSED,
        recipient_of(member),
        thing=f"post-{post.id}",
        parents=_parents(post),
        post=post.id,
        member=member.id,
        **said,
    )


def _reachable(post: Post, wanted: Collection[int | None]) -> list[Member]:
    """The members to write to, whose addresses are known to be theirs; never the writer."""
    others = set(wanted) - {post.author_id}
    if not others:
        return []
    confirmed = (Member.email.is_not(None), Member.email_confirmed_at.is_not(None))
    chosen = select(Member).where(Member.id.in_(others), IN_USE, *confirmed)
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
