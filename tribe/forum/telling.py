"""Telling by mail whom a post turns to: whom it answers, names or quotes, also by an edit."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, literal, or_, select, union_all

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity import Activity, Happened
from tribe.base.db import session
from tribe.forum.mails import ADDRESSED
from tribe.forum.models import Mention, Post, Quotation
from tribe.graph.data.kinds import Kind
from tribe.members.models import IN_USE, Member

TELL = "forum.tell"
REACHABLE = (IN_USE, Member.email.is_not(None), Member.email_confirmed_at.is_not(None))


def tell(payload: Mapping[str, Any]) -> None:
    """Write to whom a new post turns; what was imported, or lies in the past, is no news."""
    if not payload["is_news"]:
        return
    post = session.scalar(_post_of(), {"activity": payload["activity_id"]})
    if post is None or post.is_removed:
        return
    for member, is_answered, is_named in session.execute(_turned_to(), _about(post)):
        _write(
            post,
            member,
            is_named=bool(is_named) and not is_answered,
            is_quoted=not is_answered and not is_named,
        )


@cache
def _post_of() -> Select[Post]:
    is_its_post = and_(Activity.subject_id == Post.id, Activity.id == bindparam("activity"))
    return select(Post).join(Activity, is_its_post)


def _about(post: Post) -> dict[str, Any]:
    """What `_turned_to` asks of a post; a topic's first post answers nobody."""
    is_first = post.number == 1
    answers_all = post.reply_to_id is None and not is_first
    return {
        "post": post.id,
        "writer": post.author_id,
        "answered": None if is_first else post.reply_to_id,
        "topic": post.topic_id if answers_all else None,
    }


@cache
def _turned_to() -> Select[Member, int, int]:
    """Each member whom a post answers, names or quotes, and whether it answers and names them.

    Who says of no post that it is answered answers the topic's first.
    """
    is_answered = or_(
        Post.id == bindparam("answered"),
        and_(Post.topic_id == bindparam("topic"), Post.number == 1),
    )
    is_quoted = and_(Quotation.quoted_id == Post.id, Quotation.post_id == bindparam("post"))
    post: BindParameter[int] = bindparam("post")
    one, none = literal(1), literal(0)
    turns = union_all(
        select(Post.author_id.label("member_id"), one.label("answered"), none.label("named")).where(
            is_answered
        ),
        select(Mention.member_id, none, one).where(Mention.post_id == post),
        select(Post.author_id, none, none).join(Quotation, is_quoted),
    ).subquery()
    each = (
        select(
            turns.c.member_id,
            func.max(turns.c.answered).label("answered"),
            func.max(turns.c.named).label("named"),
        )
        .where(turns.c.member_id != bindparam("writer"))
        .group_by(turns.c.member_id)
        .subquery()
    )
    return (
        select(Member, each.c.answered, each.c.named)
        .join(each, each.c.member_id == Member.id)
        .where(*REACHABLE)
        .order_by(Member.id)
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
    chosen = select(Member).where(Member.id.in_(others), *REACHABLE)
    return list(session.scalars(chosen.order_by(Member.id)))


def _parents(post: Post) -> tuple[str, ...]:
    """What the mail follows in a mail program: its topic, and the post that it answers."""
    answered = (f"post-{post.reply_to_id}",) if post.reply_to_id is not None else ()
    return (f"topic-{post.topic_id}", *answered)
