"""Counting messages of the brand: the one place in which a member's budget is spent."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, delete, exists, literal, or_, select

from tribe.activity.notices import Cause, Channel, NoticeKind
from tribe.base import db
from tribe.base.db import UtcDateTime, insert_or, now, session
from tribe.members.models import Member
from tribe.notices import budget, queries
from tribe.notices.models import BrandMessage

Ways = Mapping[int, frozenset[Channel]]  # by which channels each member is told
COLUMNS = ["member_id", "channel", "activity_id", "month", "at", "nth"]
KEPT_FOR = timedelta(days=100)  # three months, and what a digest may say of


def take(channel: Channel, member_ids: Collection[int], activity_id: int) -> frozenset[int]:
    """Count an act as one message of the brand to members by a channel; whom it may reach.

    Asked again it counts nothing twice; whom it was beyond it stays beyond, and who takes fewer
    since is not reached. In the caller's transaction: who tells at the same moment waits, and takes
    the next number.
    """
    wanted = sorted(set(member_ids))
    if not wanted:
        return frozenset()
    fresh = _fresh(channel, wanted, activity_id)
    while session.scalar(select(fresh.exists())):  # again, where another took that number
        added = insert_or(BrandMessage).from_select(COLUMNS, fresh)
        session.execute(added.on_conflict_do_nothing())
    refused = insert_or(BrandMessage).from_select(COLUMNS, _refused(channel, wanted, activity_id))
    session.execute(refused.on_conflict_do_nothing())
    reached = (
        select(BrandMessage.member_id)
        .join(Member, Member.id == BrandMessage.member_id)
        .where(
            Member.id.in_(wanted),
            _is_of(channel, activity_id),
            BrandMessage.month == budget.this_month(),
            BrandMessage.nth.is_not(None),
            budget.had_of(channel) <= budget.most_of(channel),
        )
    )
    return frozenset(session.scalars(reached))


def within_budget(cause: Cause, kind: NoticeKind, ways: Ways) -> Ways:
    """The channels by which members are told, without those by which they take no more of it."""
    if not budget.is_of_brand(kind, cause):
        return ways
    by_channel = {
        channel: [one for one, channels in ways.items() if channel in channels]
        for channel in Channel
        if channel is not Channel.WEB  # counted when the notice was written
    }
    reached = {by: take(by, members, cause.activity_id) for by, members in by_channel.items()}
    return {
        one: frozenset(by for by in channels if by is Channel.WEB or one in reached[by])
        for one, channels in ways.items()
    }


def admits(member_id: int, facts: Mapping[str, Any]) -> bool:
    """Whether a member takes one more mail of the brand of an act, which is counted then."""
    return "activity" in facts and bool(take(Channel.MAIL, [member_id], facts["activity"]))


def is_over(member_id: int, facts: Mapping[str, Any]) -> bool:
    """Whether what a mail tells is over for its recipient, or more of the brand than they take.

    What was counted in a month that is over is counted anew, in the month in which it goes out.
    """
    if queries.is_over(member_id, facts):
        return True
    acts = budget.acts_of(facts)
    if old := budget.lapsed(member_id, Channel.MAIL, acts):
        with db.writing():
            for act in sorted(old):
                take(Channel.MAIL, [member_id], act)
    return facts.get("activity") in budget.beyond(member_id, Channel.MAIL, acts)


def prune_counted() -> None:
    """Forget what was counted months ago."""
    old = BrandMessage.month < now().date() - KEPT_FOR
    session.execute(delete(BrandMessage).where(old))


def _fresh(channel: Channel, wanted: list[int], activity_id: int) -> Select[Any]:
    """The next message of each member who has one left and is not told of the act yet."""
    number = budget.had_of(channel) + 1
    has_one_left = budget.had_of(channel) < budget.most_of(channel)
    return _rows(channel, wanted, activity_id, number).where(has_one_left)


def _refused(channel: Channel, wanted: list[int], activity_id: int) -> Select[Any]:
    return _rows(channel, wanted, activity_id, literal(None, Integer()))


def _rows(
    channel: Channel, wanted: list[int], activity_id: int, number: ColumnElement[Any]
) -> Select[Any]:
    settled = or_(BrandMessage.month == budget.this_month(), BrandMessage.nth.is_(None))
    is_settled = exists().where(
        BrandMessage.member_id == Member.id, _is_of(channel, activity_id), settled
    )
    return (
        select(
            Member.id,
            literal(channel.value),
            literal(activity_id),
            literal(budget.this_month()),
            literal(now(), UtcDateTime()),
            number,
        )
        .where(Member.id.in_(wanted), ~is_settled)
        .order_by(Member.id)  # so that two who tell at once do not wait for each other
    )


def _is_of(channel: Channel, activity_id: int) -> ColumnElement[bool]:
    return and_(BrandMessage.channel == channel.value, BrandMessage.activity_id == activity_id)
