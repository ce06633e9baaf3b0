"""Reading interactions: as rows for measurement, and a member's own for that member alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Subquery, and_, case, func, null, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.graph.data.kinds import GROUP_KINDS, Kind
from tribe.ledger.models import Cause, Interaction
from tribe.members.models import Member

if TYPE_CHECKING:  # numpy comes with it
    from tribe.graph.data.columns import Row, ThreadedRow

BATCH = 5_000
SIZE = 50  # of a member's own
_NONE = null()
LAST_WRITTEN = Order((Interaction.id,), is_falling=True)


@dataclass(frozen=True)
class Own:
    """One interaction as the member whom it concerns may see it."""

    id: int
    other: Member
    kind: Kind
    is_given: bool  # by the reader, or in common
    is_received: bool
    at: datetime
    cause: str
    cause_id: int
    group_size: int


def stream_interactions(since: datetime | None, until: datetime | None) -> "Iterator[Row]":
    """Rows for the graph from `since` until just before `until`, while both agree to be measured.

    Members stand as their number in text. A group act is one row a pair; the graph counts it in
    both directions. One query, read in batches.
    """
    for *row, _thread in session.execute(_measured(since, until)):
        yield _row(*row)


def stream_threaded(until: datetime | None, threads: Subquery) -> "Iterator[ThreadedRow]":
    """The same from the first one on, each with the thread that it came about in.

    `threads` says of posts (`id`) in which thread they are (`thread_id`); of what came about in no
    such post the thread is empty.
    """
    rows = _measured(None, until, threads.c.thread_id).outerjoin(
        threads, and_(Interaction.cause == Cause.POST, Interaction.cause_id == threads.c.id)
    )
    for *row, thread in session.execute(rows):
        yield *_row(*row), "" if thread is None else str(thread)


def _measured(
    since: datetime | None, until: datetime | None, thread: ColumnElement[Any] = _NONE
) -> Select[Any]:
    actor, target = aliased(Member), aliased(Member)
    rows = (
        select(
            Interaction.actor_id,
            Interaction.target_id,
            Interaction.kind,
            Interaction.at,
            Interaction.group_size,
            thread,
        )
        .select_from(Interaction)
        .join(actor, and_(actor.id == Interaction.actor_id, actor.is_measured))
        .join(target, and_(target.id == Interaction.target_id, target.is_measured))
        .order_by(Interaction.at, Interaction.id)
        .execution_options(yield_per=BATCH)
    )
    if since is not None:
        rows = rows.where(Interaction.at >= since)
    if until is not None:
        rows = rows.where(Interaction.at < until)
    return rows


def _row(one: int, other: int, kind: Kind, at: datetime, size: int) -> "Row":
    return str(one), str(other), kind.value, at.timestamp(), size


def stream_own_rows(member_id: int, until: datetime) -> "Iterator[Row]":
    """The rows that a member's own ties are made of."""
    rows = (
        select(
            Interaction.actor_id,
            Interaction.target_id,
            Interaction.kind,
            Interaction.at,
            Interaction.group_size,
        )
        .where(_concerns(member_id), Interaction.at < until)
        .execution_options(yield_per=BATCH)
    )
    for one, other, kind, at, size in session.execute(rows):
        yield _row(one, other, kind, at, size)


def count_own_by_kind(member_id: int) -> list[tuple[Kind, int, int]]:
    """For each kind, how often the member did it and how often it came to them.

    What is done together counts on both sides. One query.
    """
    together = Interaction.kind.in_(GROUP_KINDS)
    given = func.sum(case((or_(together, Interaction.actor_id == member_id), 1), else_=0))
    received = func.sum(case((or_(together, Interaction.target_id == member_id), 1), else_=0))
    counted = select(Interaction.kind, given, received).where(_concerns(member_id))
    found = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(
        counted.group_by(Interaction.kind)
    )}  # fmt: skip
    return [(kind, *found[kind]) for kind in Kind if kind in found]


def list_own(member_id: int, span: Span = START, size: int = SIZE) -> Page[Own]:
    """A member's own interactions, the last written first; one query."""
    is_actor = Interaction.actor_id == member_id
    other_id = case((is_actor, Interaction.target_id), else_=Interaction.actor_id)
    own = select(Interaction, Member).join(Member, Member.id == other_id)
    own = own.where(_concerns(member_id))
    return read_page(own, LAST_WRITTEN, span, lambda row: _own(row[0], row[1], member_id), size)


def _own(row: Interaction, other: Member, member_id: int) -> Own:
    together = row.kind in GROUP_KINDS
    return Own(
        id=row.id,
        other=other,
        kind=row.kind,
        is_given=together or row.actor_id == member_id,
        is_received=together or row.target_id == member_id,
        at=row.at,
        cause=row.cause,
        cause_id=row.cause_id,
        group_size=row.group_size,
    )


def _concerns(member_id: int) -> ColumnElement[bool]:
    return or_(Interaction.actor_id == member_id, Interaction.target_id == member_id)
