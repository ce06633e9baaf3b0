"""How trust levels changed, and whose may grow tonight."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from tribe.access import Role, TrustLevel
from tribe.base.db import session
from tribe.members.models import IN_USE, Member
from tribe.trust.models import Because, TrustChange

MOST_SHOWN = 50


def list_changes(member_id: int) -> Sequence[TrustChange]:
    """How a member's level changed, the newest first; one query."""
    chosen = select(TrustChange).where(TrustChange.member_id == member_id)
    newest = chosen.order_by(TrustChange.at.desc(), TrustChange.id.desc()).limit(MOST_SHOWN)
    return session.scalars(newest).all()


def list_growing(after: int, fell_since: datetime, size: int) -> Sequence[Member]:
    """The next members, by their numbers, whose trust may grow; one query.

    Not those whose role or whose brand counts for more, and not those who fell since a moment by a
    decision that was not undone, or whose level staff lowered since.
    """
    undone = select(TrustChange.decision_id).where(
        TrustChange.why == Because.OVERTURNED, TrustChange.decision_id.is_not(None)
    )
    by_decision = (TrustChange.why == Because.UPHELD) & func.coalesce(
        TrustChange.decision_id, 0
    ).not_in(undone)
    fell = select(TrustChange.member_id).where(
        TrustChange.at > fell_since, or_(by_decision, TrustChange.why == Because.STAFF)
    )
    growing = (
        Member.id > after,
        Member.trust != TrustLevel.TRUSTED,
        Member.role.in_((Role.MEMBER, Role.ANALYST)),
        Member.is_brand.is_(False),
        IN_USE,
        Member.id.not_in(fell),
    )
    return session.scalars(select(Member).where(*growing).order_by(Member.id).limit(size)).all()


def find_fall(decision_id: int) -> TrustChange | None:
    """The fall that a decision of moderation led to; one query."""
    of_it = (TrustChange.decision_id == decision_id, TrustChange.why == Because.UPHELD)
    return session.scalar(select(TrustChange).where(*of_it))


def is_given_back(fall: TrustChange) -> bool:
    """Whether the level that a decision took was given back; one query."""
    of_it = (TrustChange.decision_id == fall.decision_id, TrustChange.why == Because.OVERTURNED)
    return session.scalar(select(TrustChange.id).where(*of_it).limit(1)) is not None


def is_changed_otherwise(since: TrustChange) -> bool:
    """Whether a level changed after a fall by more than decisions and their undoing; one query."""
    later = (TrustChange.member_id == since.member_id, TrustChange.id > since.id)
    otherwise = TrustChange.why.in_((Because.GROWN, Because.STAFF))
    return session.scalar(select(TrustChange.id).where(*later, otherwise).limit(1)) is not None
