"""For whom something is read, and leaving out of each statement whom they keep apart from.

Whom a member keeps apart from comes with the statement that finds out who is signed in, so that it
costs no query. The numbers stand in `g`, and only who has some has anything added to statements.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask, current_app, g, has_app_context, has_request_context, request
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    cast,
    event,
    func,
    or_,
    select,
)
from sqlalchemy.orm import (
    InstrumentedAttribute,
    LoaderCriteriaOption,
    ORMExecuteState,
    with_loader_criteria,
)

from tribe.access import Actor, moderates_some
from tribe.base.db import now, read_by_session, session
from tribe.blocking.models import Block, Ignoring

EXTENSION, _READER = "tribe_apart", "tribe_reader"
EVERYBODY: dict[str, Any] = {"everybody": True}  # execution options of what must leave out nobody
SAFE = frozenset({"GET", "HEAD"})
_MOMENT = "moment"


class Reader(NamedTuple):
    """For whom is read, whom they keep apart from, and whom they ignore."""

    id: int | None = None
    apart: frozenset[int] = frozenset()  # whom they neither see nor are seen by
    ignored: frozenset[int] = frozenset()
    is_reading: bool = True  # whether statements leave out the first; never where rows change
    kept: frozenset[int] = frozenset()  # the same as apart, also of who moderates and sees all

    @property
    def is_everybody(self) -> bool:
        """Whether they read what everybody reads."""
        return not (self.apart or self.ignored)

    def sees(self, member_id: int | None) -> bool:
        """Whether they see what a member wrote and did."""
        return member_id not in self.apart


NOBODY = Reader()


def reader() -> Reader:
    """For whom is read now; nobody in particular outside of requests and of `seen_by`."""
    found: Reader = g.get(_READER, NOBODY) if has_app_context() else NOBODY
    return found


def known_of(member_id: Any) -> tuple[ColumnElement[Any], ...]:
    """Columns for the statement that finds a member: what `begin` is told of them.

    The statement is given the `moment`.
    """
    moment: BindParameter[datetime] = bindparam(_MOMENT, type_=Ignoring.until.type)
    other = case((Block.blocker_id == member_id, Block.blocked_id), else_=Block.blocker_id)
    is_of_them = or_(Block.blocker_id == member_id, Block.blocked_id == member_id)
    goes_on = or_(Ignoring.until.is_(None), Ignoring.until > moment)
    return (
        select(func.aggregate_strings(cast(other, String), ","))
        .where(is_of_them)
        .scalar_subquery(),
        select(func.aggregate_strings(cast(Ignoring.ignored_id, String), ","))
        .where(and_(Ignoring.member_id == member_id, goes_on))
        .scalar_subquery(),
    )


def begin(member: Actor, apart: str | None, ignored: str | None) -> None:
    """From here on a request is read by a member; `known_of` says of whom it leaves out what.

    Whoever moderates sees everybody, or blocking a moderator would be a way out of moderation.
    """
    is_reading = has_request_context() and request.method in SAFE
    setattr(g, _READER, _reader(member, apart, ignored, is_reading=is_reading))


def _reader(member: Actor, apart: str | None, ignored: str | None, *, is_reading: bool) -> Reader:
    kept = _numbers(apart)
    left_out = frozenset[int]() if sees_everybody(member) else kept
    return Reader(member.id, left_out, _numbers(ignored), is_reading, kept)


def sees_everybody(actor: Actor) -> bool:
    """Whether they moderate, be it one category alone."""
    return moderates_some(actor)


def _numbers(joined: str | None) -> frozenset[int]:
    return frozenset(map(int, joined.split(","))) if joined else frozenset()


@contextmanager
def seen_by(member: Actor) -> Iterator[Reader]:
    """Read as a member reads, where no request of theirs does: mails, digests, devices.

    One query, none where it is their own request already.
    """
    before = reader()
    if before.id == member.id and before.is_reading:
        yield before
        return
    told = find_reader(member)
    setattr(g, _READER, told)
    try:
        yield told
    finally:
        setattr(g, _READER, before)


def read_from_here() -> None:
    """In a request that changed nothing after all: what is shown leaves out as a page does."""
    setattr(g, _READER, reader()._replace(is_reading=True))


@contextmanager
def as_guest() -> Iterator[None]:
    """Read as a guest does: what is the same for all, whoever asks for it first."""
    before = reader()
    setattr(g, _READER, NOBODY)
    try:
        yield
    finally:
        setattr(g, _READER, before)


def find_reader(member: Actor) -> Reader:
    """Whom a member keeps apart from and ignores; one query."""
    if member.id is None:
        return NOBODY
    given = {"reader": member.id, _MOMENT: now()}
    apart, ignored = session.execute(_KNOWN, given).one()
    return _reader(member, apart, ignored, is_reading=True)


_KNOWN = select(*known_of(bindparam("reader", type_=Block.blocker_id.type)))


@read_by_session
def _leaves_out() -> bool:
    """Whether somebody is left out of what is read now."""
    now_reading = reader()
    return bool(now_reading.apart) and now_reading.is_reading


@event.listens_for(session, "do_orm_execute")
def _leave_out(asked: ORMExecuteState) -> None:
    """Add to a statement that nothing in it is of those from whom its reader keeps apart."""
    if not asked.is_select or "everybody" in asked.execution_options:
        return
    if not _leaves_out():
        return
    numbers = sorted(reader().apart)
    columns: Sequence[InstrumentedAttribute[int]] = current_app.extensions[EXTENSION]
    asked.statement = asked.statement.options(
        *(_of_nobody_in(column, numbers) for column in columns)
    )


def _of_nobody_in(column: InstrumentedAttribute[int], numbers: list[int]) -> LoaderCriteriaOption:
    """That no row of a table belongs to some members.

    As a function of the entity, or the condition of a joined alias would name the table itself.
    """
    return with_loader_criteria(
        column.class_,
        lambda entity: getattr(entity, column.key).not_in(numbers),
        include_aliases=True,
        propagate_to_loaders=False,
    )


def init_app(app: Flask, columns: Sequence[InstrumentedAttribute[int]]) -> None:
    """Tell an application by which columns rows belong to members."""
    app.extensions[EXTENSION] = list(columns)
