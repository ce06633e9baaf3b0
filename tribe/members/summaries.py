"""The little that a list or a post shows of a member, read as columns."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, select
from sqlalchemy.orm import InstrumentedAttribute

from tribe.base.db import session
from tribe.members.models import Member, State, initials_of

SUMMARY = 5  # columns


@dataclass(frozen=True, slots=True)
class MemberSummary:
    """Enough for an avatar and a link; the key of a picture only of who is active."""

    id: int
    name: str
    hue: int
    is_brand: bool
    avatar_key: str | None

    @classmethod
    def of(cls, row: Row[*tuple[Any, ...]]) -> "MemberSummary":
        """From a row that ends in `summary_columns()`."""
        return cls(*row[-SUMMARY:])

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name."""
        return initials_of(self.name)


def summary_columns(
    member: type[Member] = Member,
) -> tuple[InstrumentedAttribute[Any] | ColumnElement[Any], ...]:
    """The columns of a summary, in the order of its fields."""
    is_in_use = and_(member.state == State.ACTIVE, member.leaves_at.is_(None))
    shown = case((is_in_use, member.avatar_key)).label("avatar_key")
    return member.id.label("member_id"), member.name, member.hue, member.is_brand, shown


def summaries_by(
    thing: InstrumentedAttribute[int],
    member_id: InstrumentedAttribute[int],
    ids: Collection[int],
    order: tuple[InstrumentedAttribute[Any], ...],
) -> dict[int, list[MemberSummary]]:
    """The members that rows of a table tie to each of some things, in an order. One query."""
    found: dict[int, list[MemberSummary]] = {number: [] for number in ids}
    if found:
        chosen = select(thing, *summary_columns()).join(Member, Member.id == member_id)
        for row in session.execute(chosen.where(thing.in_(found)).order_by(*order)):
            found[row[0]].append(MemberSummary.of(row))
    return found
