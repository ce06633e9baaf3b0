"""How many members a message of the brand would reach now: numbers, and never whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from tribe.access import Role
from tribe.activity.notices import Channel, NoticeKind
from tribe.base.db import now, session
from tribe.graph.study.privacy import SMALLEST, rounded
from tribe.members.models import IN_USE, REACHABLE, Member
from tribe.notices.budget import had_of, most_of
from tribe.notices.channels import channels_for
from tribe.notices.models import Reach
from tribe.notices.queries import MAILED
from tribe.notices.wishes import DIGEST, has_unsubscribed, reaches_of, wants_nothing

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Reached:
    """Members whom a message would reach by each channel, and who takes no more this month.

    Each number is rounded to five, and None where it is below ten, as in reports (decision 6):
    neither it nor a difference of two tells of anybody. They are those of the beginning of the day,
    without members who speak for the brand: it cannot move them to an edge, and then name somebody
    to see whether they have a message left.
    """

    by: Mapping[Channel, int | None]
    none_left: int | None


def count_reach(kind: NoticeKind) -> Reached:
    """How many a kind that tells all members would reach; some queries for a thousand members."""
    today = _today()
    others = (IN_USE, ~Member.is_brand, Member.role != Role.ADMIN, Member.joined_at < today)
    wanting = select(Member.id).where(*others, ~wants_nothing(kind))
    has_left = had_of(Channel.WEB, today) < most_of(Channel.WEB)
    numbers = session.scalars(wanting.where(has_left).order_by(Member.id)).all()
    counts = dict.fromkeys(Channel, 0) | {Channel.WEB: len(numbers)}
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        by_channel = channels_for(batch, kind)
        for channel in set(Channel) - {Channel.WEB}:
            told = {one for one, channels in by_channel.items() if channel in channels}
            if channel is Channel.MAIL:
                told |= _by_digest(kind, batch)
            counts[channel] += _count_left(channel, told)
    none_left = session.scalar(_counted(wanting.where(~has_left))) or 0
    return Reached({one: _safe(number) for one, number in counts.items()}, _safe(none_left))


def _by_digest(kind: NoticeKind, members: Sequence[int]) -> set[int]:
    """Those of some members who would read of a kind in their digest."""
    reaches = reaches_of(members)
    wanting = [one for one in members if Reach(reaches[one][kind.name]) in MAILED]
    found = select(Member.id).where(Member.id.in_(wanting), REACHABLE, ~has_unsubscribed(DIGEST))
    return set(session.scalars(found))


def _count_left(channel: Channel, members: set[int]) -> int:
    left = had_of(channel, _today()) < most_of(channel)
    reached = select(Member.id).where(Member.id.in_(sorted(members)), left)
    return session.scalar(_counted(reached)) or 0


def _today() -> datetime:
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def _counted(members: Select[int]) -> Select[int]:
    return select(func.count()).select_from(members.subquery())


def _safe(count: int) -> int | None:
    return rounded(count) if count >= SMALLEST else None
