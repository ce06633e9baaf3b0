"""By which channels members are told at once: decided here, and nowhere else.

How much that is (decision 34): what concerns a member's own plans is always mailed to who wants it
so, but of what one person asks of them two a day. Of the rest a newcomer gets two mails in their
first week, and everyone three a day, where they chose nothing else; what is more waits for the
digest.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from tribe.activity import Activity
from tribe.activity.notices import Cause, Channel, NoticeKind, Rank, list_kinds
from tribe.base.db import now, session
from tribe.mail.models import Mail, MailState
from tribe.members.models import REACHABLE, Member
from tribe.notices.models import NoticeCause, NoticeRhythm, PushDevice
from tribe.notices.push import why_not_pushing
from tribe.notices.queries import is_connected
from tribe.notices.wishes import mailed_as, wants_at_once, wants_push, zone_of

DAY, FIRST_WEEK = timedelta(days=1), timedelta(days=7)
MOST_IN_FIRST_WEEK = 2  # with the digest these are three
MOST_A_DAY = 3
MOST_ASKED_A_DAY = 2  # by one person; further ones wait for the digest
PAGE = frozenset({Channel.WEB})
Ways = Mapping[int, frozenset[Channel]]  # by which channels each member is told


def channels_for(member_ids: Collection[int], kind: NoticeKind) -> Ways:
    """For each member the page; mail for who wants a kind at once and had not enough of it; and
    their devices for who wants it there.

    Three queries; two for what concerns members themselves.
    """
    by = {Channel.MAIL: _mailed(member_ids, kind), Channel.PUSH: _pushed(member_ids, kind)}
    return {
        one: PAGE | {channel for channel, those in by.items() if one in those} for one in member_ids
    }


def without_pressing(ways: Ways, kind: NoticeKind, cause: Cause) -> Ways:
    """The same, with the page alone for who was asked enough by one person today; a query."""
    if not kind.is_question or cause.actor_id is None:
        return ways
    names = [one.name for one in list_kinds() if one.is_question]
    asked = (
        select(NoticeCause.member_id)
        .join(Activity, Activity.id == NoticeCause.activity_id)
        .where(
            NoticeCause.member_id.in_(sorted(ways)),
            NoticeCause.kind.in_(names),
            NoticeCause.told_at > now() - DAY,
            Activity.actor_id == cause.actor_id,
            Activity.id != cause.activity_id,
        )
        .group_by(NoticeCause.member_id)
        .having(func.count() >= MOST_ASKED_A_DAY)
    )
    enough = set(session.scalars(asked))
    return {one: PAGE if one in enough else channels for one, channels in ways.items()}


def _pushed(member_ids: Collection[int], kind: NoticeKind) -> set[int]:
    """Whom a kind is told on a device; away and muted it is not, and quiet hours put it off."""
    found = (
        select(Member.id, *_RESTS)
        .outerjoin(NoticeRhythm, NoticeRhythm.member_id == Member.id)
        .where(
            Member.id.in_(select(PushDevice.member_id).where(is_connected())),
            Member.id.in_(sorted(member_ids)),
            wants_push(kind),
        )
    )
    rows = session.execute(found) if why_not_pushing() is None else ()
    return {row.id for row in rows if not _rests(row)}


_RESTS = (Member.zone, Member.away_until, NoticeRhythm.muted_until)


def _rests(row: Row[*tuple[Any, ...]]) -> bool:
    """Whether a member is away or mutes all, on the day that it is by their own clocks."""
    last = max(filter(None, (row.away_until, row.muted_until)), default=None)
    return last is not None and now().astimezone(zone_of(row.zone)).date() <= last


def _mailed(member_ids: Collection[int], kind: NoticeKind) -> set[int]:
    found = (
        select(Member.id, Member.joined_at, NoticeRhythm.most_a_day, *_RESTS)
        .outerjoin(NoticeRhythm, NoticeRhythm.member_id == Member.id)
        .where(
            Member.id.in_(sorted(member_ids)),
            REACHABLE,
            wants_at_once(kind),
        )
    )
    wanting = [row for row in session.execute(found) if not _rests(row)]
    if kind.rank is Rank.CONCERNED or not wanting:
        return {row.id for row in wanting}
    had = _lately_mailed([row.id for row in wanting])
    return {row.id for row in wanting if not _is_enough(row.joined_at, row.most_a_day, had[row.id])}


def _lately_mailed(member_ids: Collection[int]) -> Mapping[int, list[datetime]]:
    """When members were mailed at once in the last week; what was withdrawn is not counted."""
    names = {mailed_as(kind) for kind in list_kinds() if kind.rank is not Rank.CONCERNED}
    found = select(Mail.member_id, Mail.created_at).where(
        Mail.member_id.in_(sorted(member_ids)),
        Mail.kind.in_(sorted(names)),
        Mail.created_at > now() - FIRST_WEEK,
        Mail.state != MailState.WITHDRAWN,
    )
    mailed: dict[int, list[datetime]] = defaultdict(list)
    for member_id, at in session.execute(found):
        mailed[member_id or 0].append(at)
    return mailed


def _is_enough(joined_at: datetime, chosen: int | None, mailed: list[datetime]) -> bool:
    """Whether a member had enough mails at once, as they chose or as is sensible; 0 is no bound."""
    if chosen == 0:
        return False
    today = sum(at > now() - DAY for at in mailed)
    if chosen is not None:
        return today >= chosen
    is_new = joined_at > now() - FIRST_WEEK
    return today >= MOST_A_DAY or (is_new and len(mailed) >= MOST_IN_FIRST_WEEK)
