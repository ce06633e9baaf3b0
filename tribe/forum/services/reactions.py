"""Saying something to a post without words, and taking it back."""

from datetime import datetime

from sqlalchemy import delete, exists, select

from tribe.access import require
from tribe.activity import Turn, Undone, record
from tribe.base.db import insert_or, now, session
from tribe.blocking import require_met
from tribe.forum import activities, policy
from tribe.forum.models import Post, Reaction, ReactionKind, Topic
from tribe.forum.services.posting import grant_in
from tribe.graph.data.kinds import Kind
from tribe.members.models import Member


def react(member: Member, post: Post, kind: ReactionKind, at: datetime | None = None) -> None:
    """Give a sign to a post; twice is as once. Raises NotFound, Forbidden."""
    _check_may_react(member, post)
    moment = at or now()
    added = session.scalar(
        insert_or(Reaction)
        .values(post_id=post.id, member_id=member.id, kind=kind, created_at=moment)
        .on_conflict_do_nothing()
        .returning(Reaction.post_id)
    )
    if added is None:
        return
    record(
        activities.POST_REACTED,
        post.id,
        actor_id=member.id,
        at=at,
        turns=[Turn(_weight(kind), [post.author_id], at=moment)],
        topic=post.topic_id,
        sign=kind.value,
    )


def unreact(member: Member, post: Post, kind: ReactionKind) -> None:
    """Take a sign back; its interaction goes when no other sign stands for it.

    Raises NotFound, Forbidden.
    """
    _check_may_react(member, post)
    own = (Reaction.post_id == post.id, Reaction.member_id == member.id)
    taken = delete(Reaction).where(*own, Reaction.kind == kind).returning(Reaction.post_id)
    if session.scalar(taken) is None:
        return
    others = select(exists().where(*own, Reaction.kind != ReactionKind.THANKS))
    still_stands = kind is not ReactionKind.THANKS and session.scalar(others)
    record(
        activities.POST_UNREACTED,
        post.id,
        actor_id=member.id,
        undone=[] if still_stands else [Undone(_weight(kind), member.id)],
        topic=post.topic_id,
        sign=kind.value,
    )


def toggle(member: Member, post: Post, kind: ReactionKind) -> bool:
    """Give a sign, or take it back where it stands; whether it stands now.

    Raises NotFound, Forbidden.
    """
    stands = session.get(Reaction, (post.id, member.id, kind)) is not None
    if stands:
        unreact(member, post, kind)
    else:
        react(member, post, kind)
    return not stands


def _weight(kind: ReactionKind) -> Kind:
    return Kind.THANKS if kind is ReactionKind.THANKS else Kind.REACTION


def _check_may_react(member: Member, post: Post) -> None:
    topic = session.get_one(Topic, post.topic_id)
    grant_in(member, topic.category_id)
    require_met(member, post.author_id, "forum.no_post")
    require(member, policy.REACT, post)
