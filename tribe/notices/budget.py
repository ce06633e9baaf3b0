"""The budget for messages of the brand: what each member takes a month, by channel, and has had.

What comes by another channel is on the page too, so that no channel brings more than the page.
Months are those of UTC: no setting and no profile moves their ends (decision 37).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from tribe.activity import Activity, ActivityKind
from tribe.activity.notices import BY_BRAND, Cause, Channel, NoticeKind, OfBrand
from tribe.base.db import now, session
from tribe.members.models import Member
from tribe.notices.models import BrandBudget, BrandMessage
from tribe.notices.settings import FIRST
from tribe.settings import value_of

MOST = 30  # a month that one may choose


def this_month() -> date:
    """The first day of the present month."""
    return now().date().replace(day=1)


def first_most(channel: Channel) -> int:
    """How many members take who chose nothing."""
    setting = FIRST.get(channel)
    return value_of(setting) if setting is not None else 0


def most_of(channel: Channel) -> ColumnElement[int]:
    """How many a member takes a month by a channel; no more than on the page."""
    own = func.coalesce(_chosen_of(channel), first_most(channel))
    if channel is Channel.WEB:
        return own
    page = most_of(Channel.WEB)
    return case((own < page, own), else_=page)


def had_of(channel: Channel, until: datetime | None = None) -> ColumnElement[int]:
    """How many a member has had this month by a channel, now or until a moment."""
    own = (BrandMessage.member_id == Member.id, BrandMessage.channel == channel.value)
    last = select(func.max(BrandMessage.nth)).where(*own, BrandMessage.month == this_month())
    if until is not None:
        last = last.where(BrandMessage.at < until)
    return func.coalesce(last.correlate(Member).scalar_subquery(), 0)


def is_of_brand(kind: NoticeKind, cause: Cause) -> bool:
    """Whether telling of an act by a kind is a message of the brand; some queries.

    So it is by an account that had the mark when it did the act, or has it now.
    """
    return kind in kinds_of_brand([kind], cause)


def kinds_of_brand(kinds: Iterable[NoticeKind], cause: Cause) -> frozenset[NoticeKind]:
    """By which kinds telling of it is a message of the brand; a query, and those of `is_owed`."""
    asked = list(kinds)
    found = {kind for kind in asked if kind.of_brand is OfBrand.ALWAYS}
    by_account = [kind for kind in asked if kind.of_brand is OfBrand.BY_ITS_ACCOUNTS]
    counted = [kind for kind in asked if kind.of_brand is OfBrand.UNLESS_OWED]
    if by_account and is_by_brand(cause):
        counted += by_account
    found |= {kind for kind in counted if kind.is_owed is None or not kind.is_owed(cause)}
    return frozenset(found)


def is_by_brand(cause: Cause) -> bool:
    """Whether an account that has the mark did an act, or one that had it then; a query."""
    if cause.facts.get(BY_BRAND):
        return True
    own = select(Member.is_brand).where(Member.id == cause.actor_id)
    return cause.actor_id is not None and bool(session.scalar(own))


def answers_a_member(cause: Cause, question: ActivityKind, *answers: ActivityKind) -> bool:
    """Whether an act answers what a member asked its actor of the same subject; one query.

    What the brand asked its own accounts is owed to nobody, and one question is owed one answer.
    """
    asked = and_(Activity.kind == question.name, Activity.member_id == cause.actor_id)
    answered = and_(
        Activity.kind.in_([kind.name for kind in answers]), Activity.actor_id == cause.actor_id
    )
    before = (
        select(Activity.kind, Activity.facts, Member.is_brand)
        .outerjoin(Member, Member.id == Activity.actor_id)
        .where(
            Activity.subject_type == cause.subject_type,
            Activity.subject_id == cause.subject_id,
            Activity.id < cause.activity_id,
            or_(asked, answered),
        )
    )
    last = session.execute(before.order_by(Activity.id.desc()).limit(1)).first()
    if last is None or last.kind != question.name:
        return False
    return not (last.facts.get(BY_BRAND) or last.is_brand)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands with the brand's messages by a channel this month."""

    channel: Channel
    had: int
    most: int
    chosen: int | None  # None where they chose nothing


def list_standings(
    member_id: int, channels: Collection[Channel] = tuple(Channel)
) -> list[Standing]:
    """A member's budget by each of some channels; one query."""
    columns = [part for one in channels for part in (had_of(one), most_of(one), _chosen_of(one))]
    found: Sequence[Any] = session.execute(select(*columns).where(Member.id == member_id)).one()
    rows = zip(found[0::3], found[1::3], found[2::3], strict=True)
    return [Standing(one, *row) for one, row in zip(channels, rows, strict=True)]


def _chosen_of(channel: Channel) -> ColumnElement[int]:
    own = (BrandBudget.member_id == Member.id, BrandBudget.channel == channel.value)
    return select(BrandBudget.most_a_month).where(*own).correlate(Member).scalar_subquery()


def acts_of(facts: Mapping[str, Any]) -> list[int]:
    """The acts that a mail tells of."""
    return [facts["activity"]] if "activity" in facts else list(facts.get("acts", ()))


def beyond(member_id: int, channel: Channel, activity_ids: Collection[int]) -> set[int]:
    """Those of some acts that are messages of the brand and do not reach a member now.

    They were beyond the budget, their month is over, or more were counted in it than the member
    takes by now: which of these have gone out is not asked. Two queries.
    """
    counted = _counted(member_id, channel, activity_ids)
    if not counted:
        return set()
    is_within = had_of(channel) <= most_of(channel)
    may_come = session.scalar(select(Member.id).where(Member.id == member_id, is_within))
    month = this_month()
    reaching = {
        act
        for act, of_month, number in counted
        if may_come and of_month == month and number is not None
    }
    return {act for act, _month, _number in counted} - reaching


def lapsed(member_id: int, channel: Channel, activity_ids: Collection[int]) -> set[int]:
    """Those of some acts that were counted in a month that is over and did not go out in it."""
    counted, month = _counted(member_id, channel, activity_ids), this_month()
    settled = {act for act, of_month, number in counted if number is None or of_month == month}
    return {act for act, _month, _number in counted} - settled


def _counted(
    member_id: int, channel: Channel, activity_ids: Collection[int]
) -> list[tuple[int, date, int | None]]:
    found = select(BrandMessage.activity_id, BrandMessage.month, BrandMessage.nth).where(
        BrandMessage.member_id == member_id,
        BrandMessage.channel == channel.value,
        BrandMessage.activity_id.in_(sorted(activity_ids)),
    )
    return [(act or 0, month, number) for act, month, number in session.execute(found)]
