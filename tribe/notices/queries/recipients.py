"""Who is to be told: of an act, by a browser, by a digest, before a moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from tribe.activity import Activity
from tribe.activity.notices import Cause, NoticeKind
from tribe.activity.reminders import ReminderKind, find_reminder
from tribe.base.db import now, session
from tribe.blocking import may_not_be_told
from tribe.members.models import IN_USE, REACHABLE, Member, SignIn
from tribe.notices.models import (
    UNREAD,
    Digest,
    Notice,
    NoticeCause,
    NoticeRhythm,
    PushDevice,
    Reminder,
)
from tribe.notices.push import public_key
from tribe.notices.wishes import (
    BEGINNING,
    DIGEST,
    has_unsubscribed,
    wants_before,
    wants_nothing,
)

Ways = list[tuple[NoticeKind, Select[int]]]  # the kinds, and whom each would tell


def find_cause(activity_id: int) -> Cause | None:
    """An act that may be told, if it is still known; one query."""
    row = session.get(Activity, activity_id)
    if row is None:
        return None
    return Cause(
        row.id,
        row.kind,
        row.subject_type,
        row.subject_id,
        row.actor_id,
        row.member_id,
        row.at,
        row.facts,
    )


def who_is_told(cause: Cause, ways: Ways) -> Subquery:
    """Each member whom an act is told (`member_id`), and by the how manieth way (`way`).

    Never told are the actor, accounts that are not in use, whoever may not see the thing, by a kind
    whoever wants nothing of it, and who blocked or ignores the actor but where all are told.
    """
    seen = {rule: rule(cause) for rule in {kind.seen_by for kind, _wanted in ways} if rule}
    told = union_all(
        *(
            _told(cause, number, kind, wanted, seen[kind.seen_by] if kind.seen_by else None)
            for number, (kind, wanted) in enumerate(ways)
        )
    ).subquery()
    first = func.min(told.c.way).label("way")
    return select(told.c.member_id, first).group_by(told.c.member_id).subquery()


def _told(
    cause: Cause,
    number: int,
    kind: NoticeKind,
    wanted: Select[int],
    is_seen: ColumnElement[bool] | None,
) -> Select[int, int]:
    conditions = [Member.id.in_(wanted), IN_USE, ~wants_nothing(kind)]
    if cause.actor_id is not None:
        conditions.append(Member.id != cause.actor_id)
        if not kind.is_told_all:
            conditions.append(~may_not_be_told(Member.id, cause.actor_id, now()))
    if is_seen is not None:
        conditions.append(is_seen)
    if (reminder := find_reminder(kind.name)) is not None:
        conditions.append(wants_before(reminder, cause.facts["minutes"]))
    return select(Member.id.label("member_id"), literal(number).label("way")).where(*conditions)


def is_connected() -> ColumnElement[bool]:
    """That a browser takes notices: its sign-in goes on, and it was made for our key."""
    live = select(SignIn.id).where(SignIn.revoked_at.is_(None), SignIn.expires_at > now())
    return and_(PushDevice.sign_in_id.in_(live), PushDevice.server_key == public_key())


def list_connected(member_ids: Collection[int]) -> list[tuple[int, int]]:
    """The browsers that show members notices, each with its member; one query."""
    found = select(PushDevice.id, PushDevice.member_id).where(
        PushDevice.member_id.in_(sorted(member_ids)), is_connected()
    )
    return [(number, member) for number, member in session.execute(found.order_by(PushDevice.id))]


def find_connected(member_id: int, device_id: int) -> PushDevice | None:
    """A browser that shows a member notices; one query."""
    own = (PushDevice.id == device_id, PushDevice.member_id == member_id)
    return session.scalar(select(PushDevice).where(*own, is_connected()))


def count_devices() -> int:
    """How many browsers are told; one query."""
    return session.scalar(select(func.count()).select_from(PushDevice).where(is_connected())) or 0


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A browser that shows notices, as its member's page has it."""

    id: int
    sign_in_id: int
    name: str  # what its member calls it
    agent: str
    locale: str
    made_at: datetime
    last_used_on: date | None


def list_devices(member_id: int) -> list[DeviceRow]:
    """The browsers that show a member notices, the latest first; one query."""
    found = (
        select(
            PushDevice.id,
            PushDevice.sign_in_id,
            SignIn.name,
            SignIn.agent,
            PushDevice.locale,
            PushDevice.made_at,
            PushDevice.last_used_on,
        )
        .join(SignIn, SignIn.id == PushDevice.sign_in_id)
        .where(PushDevice.member_id == member_id, is_connected())
        .order_by(PushDevice.made_at.desc(), PushDevice.id.desc())
    )
    return [DeviceRow(*row) for row in session.execute(found)]


def list_rhythms() -> list[tuple[str | None, Digest, int]]:
    """The zones, days and hours of which members have their digest; one query."""
    found = (
        select(Member.zone, chosen_days, chosen_hour)
        .outerjoin(NoticeRhythm, NoticeRhythm.member_id == Member.id)
        .where(IN_USE, REACHABLE)
        .distinct()
    )
    return [(zone, digest, hour) for zone, digest, hour in session.execute(found)]


chosen_days: ColumnElement[Digest] = func.coalesce(
    NoticeRhythm.days, literal(BEGINNING["days"], NoticeRhythm.days.type)
)
chosen_hour: ColumnElement[int] = func.coalesce(NoticeRhythm.hour, BEGINNING["hour"])
OF_USE = timedelta(days=30)  # what was told longer ago is in no digest


def list_due(
    rhythm: tuple[str | None, Digest, int], due_at: datetime, today: date, after: int, number: int
) -> list[Member]:
    """Members of a rhythm whose digest of a time is not written, and who may have something in it.

    So many at most, by their numbers after one; `today` is their day. One query.
    """
    zone, digest, hour = rhythm
    may_be_told = (
        select(NoticeCause.member_id)
        .join(Notice, Notice.id == NoticeCause.notice_id)
        .where(NoticeCause.member_id == Member.id, UNREAD, NoticeCause.mailed_at.is_(None))
        .where(NoticeCause.told_at <= due_at, NoticeCause.told_at > due_at - OF_USE)
    )
    muted, told = NoticeRhythm.muted_until, NoticeRhythm.written_for
    found = (
        select(Member)
        .outerjoin(NoticeRhythm, NoticeRhythm.member_id == Member.id)
        .where(
            Member.id > after,
            Member.zone.is_not_distinct_from(zone),
            chosen_days == digest,
            chosen_hour == hour,
            IN_USE,
            REACHABLE,
            or_(Member.away_until.is_(None), Member.away_until < today),
            or_(muted.is_(None), muted < today),
            or_(told.is_(None), told < due_at),
            ~has_unsubscribed(DIGEST),
            may_be_told.exists(),
        )
        .order_by(Member.id)
        .limit(number)
    )
    return list(session.scalars(found))


Due = tuple[int, datetime, int | None]  # a thing, its moment, and the member that it is for


def list_unreminded(
    kind: ReminderKind, minutes: int, after: datetime, until: datetime
) -> list[Due]:
    """Things whose moment lies in a span and was not reminded of so long before; one query.

    With each its moment, and the member that it is for; the soonest first.
    """
    number, moment, member_id = kind.coming(after, until).subquery().c
    known = exists().where(
        Reminder.kind == kind.notice.name,
        Reminder.subject_id == number,
        Reminder.minutes == minutes,
        Reminder.moment == moment,
    )
    found = select(number, moment, member_id).where(~known).order_by(moment, number)
    return [(n, at, of) for n, at, of in session.execute(found)]
