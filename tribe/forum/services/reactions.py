"""Saying something to a post without words, and taking it back."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, exists, select

from tribe.db import insert_or, now, session
from tribe.errors import Forbidden
from tribe.forum import policy
from tribe.forum.models import Post, Reaction, ReactionKind, Topic
from tribe.forum.services.posting import grant_in
from tribe.graph.kinds import Kind
from tribe.ledger import services as ledger
from tribe.ledger.models import Cause
from tribe.members.models import Member


def react(member: Member, post: Post, kind: ReactionKind, at: datetime | None = None) -> None:
    """Give a sign to a post; twice is as once. Raises NotFound, Forbidden."""
    _check_may_react(member, post)
    moment = at or now()
    session.execute(
        insert_or(Reaction)
        .values(post_id=post.id, member_id=member.id, kind=kind, created_at=moment)
        .on_conflict_do_nothing()
    )
    ledger.record(
        _weight(kind),
        member.id,
        [post.author_id],
        cause=Cause.POST,
        cause_id=post.id,
        at=moment,
    )


def unreact(member: Member, post: Post, kind: ReactionKind) -> None:
    """Take a sign back; its interaction goes when no other sign stands for it.

    Raises NotFound, Forbidden.
    """
    _check_may_react(member, post)
    own = (Reaction.post_id == post.id, Reaction.member_id == member.id)
    session.execute(delete(Reaction).where(*own, Reaction.kind == kind))
    if kind is not ReactionKind.THANKS and session.scalar(
        select(exists().where(*own, Reaction.kind != ReactionKind.THANKS))
    ):
        return
    ledger.retract(Cause.POST, post.id, kind=_weight(kind), actor_id=member.id)


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
    if not policy.may_react(member, post):
        raise Forbidden(_("You can answer with a sign only to what others wrote."))
