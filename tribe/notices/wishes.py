"""What members chose: how far each kind of notices comes to them, and when mails do."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, literal, select

from tribe.activity import Activity
from tribe.activity.notices import Channel, NoticeKind, list_kinds
from tribe.activity.reminders import ReminderKind, list_reminders
from tribe.base import zones
from tribe.base.db import now, session
from tribe.mail.models import MailAddress, Unsubscription
from tribe.members.models import Member
from tribe.notices.models import (
    Digest,
    NoticeChoice,
    NoticeRhythm,
    PushChoice,
    Reach,
    ReminderChoice,
)
from tribe.settings import place, value_of

TOLD = "notices.told"  # the mails of kinds that have none of their own
DIGEST = "notices.digest"
BEGINNING = {"days": Digest.FRIDAY, "hour": 8}  # before the days on which people meet


def first_reach(kind: NoticeKind) -> Reach:
    """How far a kind comes to members who chose nothing."""
    if Channel.MAIL in kind.channels:
        return Reach.AT_ONCE
    return Reach.DIGEST if kind.in_digest else Reach.PAGE


def possible_reaches(kind: NoticeKind) -> list[Reach]:
    """How far a kind may come: a digest is too late for what is of use before a moment alone."""
    return [reach for reach in Reach if kind.in_digest or reach is not Reach.DIGEST]


def mailed_as(kind: NoticeKind) -> str:
    """The kind of mails by which a kind is told at once, and from which one unsubscribes."""
    return kind.mail.kind if kind.mail is not None else TOLD


def wants_nothing(kind: NoticeKind) -> ColumnElement[bool]:
    """That a member does not want to be told of a kind at all."""
    refusing = select(NoticeChoice.member_id).where(
        NoticeChoice.kind == kind.name, NoticeChoice.reach == Reach.NOTHING
    )
    return Member.id.in_(refusing)


def wants_at_once(kind: NoticeKind) -> ColumnElement[bool]:
    """That a member wants a kind at once by mail, and did not unsubscribe from such mails."""
    chosen = select(NoticeChoice.reach).where(
        NoticeChoice.member_id == Member.id, NoticeChoice.kind == kind.name
    )
    begins = literal(first_reach(kind), NoticeChoice.reach.type)
    reach = func.coalesce(chosen.correlate(Member).scalar_subquery(), begins)
    return and_(reach == Reach.AT_ONCE, ~has_unsubscribed(mailed_as(kind)))


def wants_before(kind: ReminderKind, minutes: int) -> ColumnElement[bool]:
    """That a member wants a kind so long before."""
    chosen = select(ReminderChoice.is_wanted).where(
        ReminderChoice.member_id == Member.id,
        ReminderChoice.kind == kind.notice.name,
        ReminderChoice.minutes == minutes,
    )
    begins = literal(minutes in kind.begins)
    return func.coalesce(chosen.correlate(Member).scalar_subquery(), begins)


def offsets_of(member_id: int) -> Mapping[str, frozenset[int]]:
    """How many minutes before a member is reminded, by the kinds among whose they choose.

    One query.
    """
    chosen = select(ReminderChoice.kind, ReminderChoice.minutes, ReminderChoice.is_wanted).where(
        ReminderChoice.member_id == member_id
    )
    wanted = {(kind, minutes): one for kind, minutes, one in session.execute(chosen)}
    return {
        kind.notice.name: frozenset(
            one for one in kind.offsets if wanted.get((kind.notice.name, one), one in kind.begins)
        )
        for kind in list_reminders()
        if kind.is_chosen
    }


def wants_still(member_id: int, name: str, activity_id: int) -> bool:
    """Whether a member wants the reminders of a kind as long before as one was recorded.

    Two queries.
    """
    act = session.get(Activity, activity_id)
    return act is not None and act.facts["minutes"] in offsets_of(member_id).get(name, ())


def begins_pushed(kind: NoticeKind) -> bool:
    """Whether a kind comes to the devices of members who chose nothing: as by mail at once."""
    return first_reach(kind) is Reach.AT_ONCE


def wants_push(kind: NoticeKind) -> ColumnElement[bool]:
    """That a member wants a kind on their devices."""
    chosen = select(PushChoice.is_wanted).where(
        PushChoice.member_id == Member.id, PushChoice.kind == kind.name
    )
    return func.coalesce(chosen.correlate(Member).scalar_subquery(), begins_pushed(kind))


def pushes_of(member_id: int) -> Mapping[str, bool]:
    """Whether a member wants each kind on their devices, by its name; one query."""
    chosen = select(PushChoice.kind, PushChoice.is_wanted).where(PushChoice.member_id == member_id)
    found = {row.kind: row.is_wanted for row in session.execute(chosen)}
    return {kind.name: found.get(kind.name, begins_pushed(kind)) for kind in list_kinds()}


def has_unsubscribed(mail_kind: str) -> ColumnElement[bool]:
    """That a member's address does not want a kind of mails."""
    unwanted = select(MailAddress.address).join(
        Unsubscription, Unsubscription.address_id == MailAddress.id
    )
    return (
        unwanted.where(Unsubscription.kind == mail_kind, MailAddress.address == Member.email)
        .correlate(Member)
        .exists()
    )


def reaches_of(member_ids: Collection[int]) -> Mapping[int, Mapping[str, Reach]]:
    """How far each kind comes to members, by its name; two queries.

    What a member chose at once by mail is on the page alone, where they unsubscribed from it.
    """
    chosen: dict[int, dict[str, Reach]] = defaultdict(dict)
    rows = select(NoticeChoice.member_id, NoticeChoice.kind, NoticeChoice.reach).where(
        NoticeChoice.member_id.in_(sorted(member_ids))
    )
    for member_id, kind, reach in session.execute(rows):
        chosen[member_id][kind] = reach
    unwanted = _unwanted(member_ids)
    return {
        one: {
            kind.name: _reach(kind, chosen[one], is_unwanted=(one, mailed_as(kind)) in unwanted)
            for kind in list_kinds()
        }
        for one in member_ids
    }


def _reach(kind: NoticeKind, chosen: Mapping[str, Reach], *, is_unwanted: bool) -> Reach:
    reach = chosen.get(kind.name, first_reach(kind))
    return Reach.PAGE if reach is Reach.AT_ONCE and is_unwanted else reach


def _unwanted(member_ids: Collection[int]) -> set[tuple[int, str]]:
    """Members, and the kinds of mails that they do not want at their address."""
    found = (
        select(Member.id, Unsubscription.kind)
        .join(MailAddress, MailAddress.address == Member.email)
        .join(Unsubscription, Unsubscription.address_id == MailAddress.id)
        .where(Member.id.in_(sorted(member_ids)))
    )
    return {(member_id, kind) for member_id, kind in session.execute(found)}


def get_rhythm(member_id: int) -> NoticeRhythm:
    """When a member is told by mail: as they chose, or as it begins; one query."""
    found = session.get(NoticeRhythm, member_id)
    return found or NoticeRhythm(member_id=member_id, **BEGINNING)


def zone_of(chosen: str | None) -> ZoneInfo:
    """The zone that a member chose, else that of the place."""
    return ZoneInfo(zones.canonical(chosen or "") or value_of(place.ZONE))


@dataclass(frozen=True)
class Quiet:
    """When a member wants no mails: hours of each day, and all days up to one."""

    rhythm: NoticeRhythm
    zone: ZoneInfo

    def ends_at(self, moment: datetime) -> datetime | None:
        """When mails go again that are held at a moment; None where they go at once."""
        muted = self._mute_ends(moment)
        return self._hours_end(muted or moment) or muted

    def _mute_ends(self, moment: datetime) -> datetime | None:
        last_day = self.rhythm.muted_until
        if last_day is None or moment.astimezone(self.zone).date() > last_day:
            return None
        return _utc(datetime.combine(last_day + timedelta(days=1), time(), self.zone))

    def _hours_end(self, moment: datetime) -> datetime | None:
        begin, end = self.rhythm.quiet_from, self.rhythm.quiet_until
        if begin is None or end is None:
            return None
        local = moment.astimezone(self.zone)
        if not _is_between(local.hour, begin, end):
            return None
        day = local.date() + timedelta(days=local.hour >= end)
        ends = datetime.combine(day, time(end), self.zone)
        return _utc(ends if _utc(ends) > moment else ends.replace(fold=1))


def _is_between(hour: int, begin: int, end: int) -> bool:
    """Whether an hour lies between two others, also over midnight; equal ones are no span."""
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def _utc(local: datetime) -> datetime:
    return local.astimezone(UTC)


WEEKDAYS = tuple(Digest)[1:]


def last_due(digest: Digest, hour: int, zone: ZoneInfo, moment: datetime) -> datetime:
    """The latest time of a digest that is not after a moment; a skipped hour comes later."""
    today = moment.astimezone(zone).date()
    days = (today - timedelta(days=back) for back in range(8))
    fitting = (d for d in days if digest is Digest.DAILY or WEEKDAYS[d.weekday()] is digest)
    times = (_utc(datetime.combine(day, time(hour), zone)) for day in fitting)
    return next(at for at in times if at <= moment)


def rests_until(member_id: int) -> datetime | None:
    """Until when mails to a member wait that they can do without; None where they go at once."""
    rhythm = session.get(NoticeRhythm, member_id)
    member = session.get(Member, member_id)
    if rhythm is None or member is None:
        return None
    return Quiet(rhythm, zone_of(member.zone)).ends_at(now())
