"""Quarrels that were moved aside, as topics, moderators and those concerned read them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from tribe.access import Actor
from tribe.aside.models import Outcome, StepAside, StepAsideParty
from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.blocking import EVERYBODY
from tribe.forum.models import Post, PostMove, Topic
from tribe.forum.queries import get_category_tree
from tribe.members.models import Member
from tribe.members.summaries import MemberSummary, summary_columns

LATEST_FIRST = Order((StepAside.begun_at, StepAside.id), is_falling=True)


class Standing(NamedTuple):
    """A stepping aside that is not over, as the page of its topic tells of it."""

    conversation_id: int
    moderator_id: int
    until: datetime | None
    is_party: bool  # whether it is the reader who was asked


@dataclass(frozen=True, slots=True)
class AsideRow:
    """One in the list of moderators, with its topic, or what that was merged into by now."""

    id: int
    conversation_id: int
    topic_id: int
    category_id: int
    title: str
    begun_at: datetime
    until: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    moderator_id: int
    moderator: str
    merged: str | None  # what its own topic was called, which is in that one now
    parties: list[MemberSummary] = field(default_factory=list)


def find_aside(aside_id: int) -> StepAside | None:
    """One by its number; one query."""
    return session.get(StepAside, aside_id)


def list_topics_of(numbers: Collection[int]) -> dict[int, int]:
    """The topics of some, by their numbers; one query."""
    chosen = select(StepAside.id, StepAside.topic_id).where(StepAside.id.in_(sorted(numbers)))
    return {row.id: row.topic_id for row in session.execute(chosen)}


def is_in_sight(actor: Actor, aside: StepAside) -> bool:
    """Whether an actor may know of one: who is in it, or sees where its topic lies; one query.

    Where its topic was merged away that lies where its first post does.
    """
    if aside.moderator_id == actor.id:
        return True
    here = aliased(Topic)
    chosen = select(here.category_id).select_from(Topic).join(here, here.id == _lies_in())
    place = session.scalar(chosen.where(Topic.id == aside.topic_id).execution_options(**EVERYBODY))
    return place is not None and get_category_tree().may_see(actor, place)


def _lies_in() -> ColumnElement[int]:
    """A topic itself, or what it was merged into, be it merged on from there."""
    place = (
        select(Post.topic_id)
        .join(PostMove, PostMove.post_id == Post.id)
        .where(PostMove.topic_id == Topic.id, PostMove.number == 1)
        .where(Topic.merged_into_id.is_not(None))
        .correlate(Topic)
    )
    return func.coalesce(place.scalar_subquery(), Topic.id)


def find_by_conversation(conversation_id: int) -> StepAside | None:
    """The one that is talked over in a conversation; one query."""
    of_it = StepAside.conversation_id == conversation_id
    return session.scalar(select(StepAside).where(of_it))


def find_party(aside_id: int, member_id: int) -> StepAsideParty | None:
    """One of the two; one query."""
    return session.get(StepAsideParty, (aside_id, member_id))


def list_parties(aside_id: int) -> list[StepAsideParty]:
    """Those who were asked; one query."""
    chosen = select(StepAsideParty).where(StepAsideParty.aside_id == aside_id)
    return list(session.scalars(chosen.order_by(StepAsideParty.member_id)))


def holds_in(topic_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether one is about a topic: its own, or one in which posts of that lie now.

    Where it was merged away its first post lies there; what was split off makes a topic new since.
    As posts are put back, so is what it holds.
    """
    came = _places().where(Post.topic_id == topic_id).correlate(StepAside)
    return or_(StepAside.topic_id == topic_id, came.exists())


def _places() -> Select[int]:
    """Where posts lie now that stood in the topic of one, and were moved since."""
    place = aliased(Topic)
    return (
        select(Post.topic_id)
        .join(PostMove, PostMove.post_id == Post.id)
        .join(place, place.id == Post.topic_id)
        .where(
            PostMove.topic_id == StepAside.topic_id,
            or_(PostMove.number == 1, place.moved_at >= StepAside.begun_at),
        )
    )


def list_talked_over() -> list[int]:
    """The topics of which something is talked over now; one query."""
    stands = StepAside.ended_at.is_(None)
    own = select(StepAside.topic_id).where(stands)
    return sorted(session.scalars(own.union(_places().where(stands))))


def find_standing(topic_id: int, reader_id: int | None) -> Standing | None:
    """What is talked over of a topic, the reader's own first; one query."""
    row = session.execute(_standing(), {"topic": topic_id, "reader": reader_id or 0}).first()
    return Standing(row[0], row[1], row[2], bool(row[3])) if row is not None else None


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    own = exists().where(
        StepAsideParty.aside_id == StepAside.id, StepAsideParty.member_id == bindparam("reader")
    )
    return (
        select(
            StepAside.conversation_id,
            StepAside.moderator_id,
            StepAside.until,
            own.label("is_party"),
        )
        .where(holds_in(bindparam("topic")), StepAside.ended_at.is_(None))
        .order_by(own.desc(), StepAside.id.desc())
        .limit(1)
        .execution_options(**EVERYBODY)  # it holds, whoever wrote what was moved
    )


def silent_until(topic_id: int, member_id: int) -> datetime | None:
    """Until when a member does not answer in a topic; None where they may. One query."""
    found = (
        select(StepAside.until)
        .join(StepAsideParty, StepAsideParty.aside_id == StepAside.id)
        .where(
            holds_in(literal(topic_id)),
            StepAside.ended_at.is_(None),
            StepAside.until > now(),
            StepAsideParty.member_id == member_id,
            StepAsideParty.lifted_at.is_(None),
        )
        .order_by(StepAside.until.desc())
        .limit(1)
    )
    return session.scalar(found)


def is_aside(topic_id: int, member_ids: Collection[int]) -> bool:
    """Whether any of some members steps aside from a topic now; one query."""
    found = exists().where(
        StepAsideParty.aside_id == StepAside.id,
        holds_in(literal(topic_id)),
        StepAside.ended_at.is_(None),
        StepAsideParty.member_id.in_(sorted(member_ids)),
    )
    return bool(session.scalar(select(found)))


def waits_for_statement(member_id: int) -> bool:
    """Whether somebody was just asked aside who has no statement of why yet; one query."""
    found = exists().where(and_(StepAsideParty.member_id == member_id, ~StepAsideParty.is_ruled))
    return bool(session.scalar(select(found)))


def list_asides(reader: Actor, span: Span = START) -> Page[AsideRow]:
    """Those that a moderator may know of, as by `is_in_sight`, the latest first; two queries."""
    moderator, here = aliased(Member), aliased(Topic)
    seen = here.category_id.in_(sorted(get_category_tree().visible_ids(reader)))
    chosen = (
        select(
            StepAside.id,
            StepAside.conversation_id,
            here.id,
            here.category_id,
            here.title,
            StepAside.begun_at,
            StepAside.until,
            StepAside.ended_at,
            StepAside.outcome,
            StepAside.moderator_id,
            moderator.name,
            case((here.id != Topic.id, Topic.title)),
        )
        .join(Topic, Topic.id == StepAside.topic_id)
        .join(here, here.id == _lies_in())
        .join(moderator, moderator.id == StepAside.moderator_id)
        .where(or_(seen, StepAside.moderator_id == reader.id))
    )
    page = read_page(chosen, LATEST_FIRST, span, lambda row: AsideRow(*row))
    parties: dict[int, list[MemberSummary]] = {row.id: [] for row in page.rows}
    if parties:
        found = (
            select(StepAsideParty.aside_id, *summary_columns())
            .join(Member, Member.id == StepAsideParty.member_id)
            .where(StepAsideParty.aside_id.in_(sorted(parties)))
            .order_by(Member.name_key)
        )
        for row in session.execute(found):
            parties[row[0]].append(MemberSummary.of(row))
    return page.holding([replace(row, parties=parties[row.id]) for row in page.rows])
