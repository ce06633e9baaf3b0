"""What verbs and notices ask: whether two keep apart, and who may not be told of whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.blocking.models import Block, Ignoring
from tribe.blocking.reading import reader, sees_everybody


def are_kept_apart(one: Any, other: Any) -> ColumnElement[bool]:
    """In SQL: that one of two members blocked the other."""
    either = or_(
        and_(Block.blocker_id == one, Block.blocked_id == other),
        and_(Block.blocker_id == other, Block.blocked_id == one),
    )
    return select(literal(1)).where(either).exists()


def may_not_be_told(member: Any, of: Any, moment: datetime) -> ColumnElement[bool]:
    """In SQL: that a member is not to be told of what another does, as they ignore or block."""
    ignores = (
        select(literal(1))
        .where(
            Ignoring.member_id == member,
            Ignoring.ignored_id == of,
            or_(Ignoring.until.is_(None), Ignoring.until > moment),
        )
        .exists()
    )
    return or_(are_kept_apart(member, of), ignores)


def are_apart(actor: Actor, other_id: int) -> bool:
    """Whether one of two blocked the other, and the first does not moderate.

    No query where it is their own request; else one.
    """
    return other_id in apart_among(actor, (other_id,))


def apart_among(actor: Actor, other_ids: Iterable[int]) -> frozenset[int]:
    """Those of some members from whom one keeps apart; nobody to who moderates."""
    if actor.id is None or sees_everybody(actor):
        return frozenset()
    return kept_from(actor.id, other_ids)


def kept_from(member_id: int, other_ids: Iterable[int]) -> frozenset[int]:
    """Those of some members whom one blocked or by whom they are, moderators or not.

    One query, none in their own request.
    """
    wanted = frozenset(other_ids)
    asking = reader()
    if asking.id == member_id or not wanted:
        return wanted & asking.kept
    return frozenset(
        one if other == member_id else other
        for one, other in pairs_among({member_id, *wanted})
        if member_id in (one, other)
    )


def pairs_among(member_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
    """The pairs among some members of whom the first blocked the second; one query."""
    concerned = sorted(member_ids)
    found = select(Block.blocker_id, Block.blocked_id).where(
        Block.blocker_id.in_(concerned), Block.blocked_id.in_(concerned)
    )
    return frozenset((one, other) for one, other in session.execute(found))


def require_met(actor: Actor, other_id: int | None, code: str) -> None:
    """Go on only where the two meet; raises NotFound with the code of what is not there at all."""
    if other_id is not None and are_apart(actor, other_id):
        raise NotFound(code)
