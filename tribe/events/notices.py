"""Who is told of what happens to gatherings."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, null, or_, select, union

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity import Activity, ActivityKind
from tribe.activity.notices import (
    BY_BRAND,
    Cause,
    CountedSentence,
    Mailing,
    NoticeKind,
    OfBrand,
    Rank,
    Sentence,
    Told,
    concerned,
)
from tribe.activity.reminders import ReminderKind, due_at, from_fact, moment_in, moment_of
from tribe.base.db import now, session
from tribe.base.i18n import gettext as _
from tribe.base.i18n import local_time
from tribe.events import activities, labels
from tribe.events.mails import NEWS, REMINDER
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.members.models import Member
from tribe.notices.budget import answers_a_member
from tribe.notices.mailing import writer
from tribe.web.design.labels import clock, day_words

EXPECTED = (Rsvp.GOING, Rsvp.WAITLISTED)
OWED_FOR, MOST_OWED = timedelta(days=30), 3  # of a gathering, by accounts of the brand
LEAST_MOVED = 15  # minutes; who is there then misses nothing
SAID = (activities.EVENT_CREATED, activities.EVENT_MOVED, activities.EVENT_CHANGED)
WHEN = {"moment", "start_before", "end", "end_before"}  # facts of a move
WHERE = {"mode", "place", "online_url"}  # fields of which whoever comes must know


def hosts(cause: Cause) -> Select[int]:
    """Who hosts a gathering."""
    return select(EventHost.member_id).where(EventHost.event_id == cause.subject_id)


def hosts_of_answer(cause: Cause) -> Select[int] | None:
    """Who hosts a gathering, where somebody answered for themself whether they do too."""
    return hosts(cause) if cause.member_id in (None, cause.actor_id) else None


def was_asked_by_a_member(cause: Cause) -> bool:
    """Whether an account of the brand says whether it hosts because a member asked it to."""
    answers = (activities.HOST_NAMED, activities.HOST_DECLINED)
    return answers_a_member(cause, activities.HOST_ASKED, *answers)


def expected(cause: Cause) -> Select[int]:
    """Who goes to a gathering, waits for a seat, or hosts it; nobody once it is over."""
    comes = select(Attendance.member_id).where(
        Attendance.event_id == cause.subject_id, Attendance.status.in_(EXPECTED)
    )
    everyone = union(comes, hosts(cause)).subquery()
    is_ahead = select(Event.id).where(Event.id == cause.subject_id, Event.ends_at > now())
    return select(everyone.c.member_id).where(is_ahead.exists())


def expected_in_vain(cause: Cause) -> Select[int]:
    """The same, where the gathering is cancelled still."""
    return _expected_while(cause, EventStatus.CANCELLED)


def expected_again(cause: Cause) -> Select[int]:
    """The same, where the gathering takes place still."""
    return _expected_while(cause, EventStatus.CONFIRMED)


def _expected_while(cause: Cause, status: EventStatus) -> Select[int]:
    stands = select(Event.id).where(Event.id == cause.subject_id, Event.status == status)
    return expected(cause).where(stands.exists())


def expected_elsewhere(cause: Cause) -> Select[int] | None:
    """The same, where the gathering is at another place than before."""
    return expected(cause) if WHERE.intersection(cause.facts["fields"]) else None


def concerns_plans(cause: Cause) -> bool:
    """Whether whoever comes is owed an act of the brand: another start or place, now and then."""
    kinds = [activities.EVENT_MOVED, activities.EVENT_CHANGED]
    *before, is_so = _concern([*_before(cause, kinds), cause])
    return is_so and sum(before) < MOST_OWED


def says_whether(cause: Cause) -> bool:
    """The same, of whether it takes place: so often that nobody comes in vain."""
    kinds = [activities.EVENT_CANCELLED, activities.EVENT_REINSTATED]
    return sum(_concern(_before(cause, kinds))) < MOST_OWED


def reminds_within_bounds(cause: Cause) -> bool:
    """Whether whoever comes is owed a reminder: one of each time before it, and of few new ones.

    Of a gathering in which the brand had a hand: each bears the title that it has by then.
    """
    earlier = select(func.count(Activity.id)).where(
        *_same_subject(cause),
        Activity.kind == cause.kind,
        Activity.id < cause.activity_id,
        Activity.at > cause.at - OWED_FOR,
        Activity.facts["minutes"].as_integer() == cause.facts["minutes"],
    )
    if session.execute(earlier).scalar_one() < MOST_OWED:
        return True
    done = exists().where(
        *_same_subject(cause),
        Activity.kind.in_([kind.name for kind in SAID]),
        Activity.facts[BY_BRAND].as_boolean(),
    )
    of_brand = exists().where(
        Member.is_brand,
        or_(
            Member.id.in_(hosts(cause)),
            Member.id.in_(select(Event.created_by_id).where(Event.id == cause.subject_id)),
        ),
    )
    return not session.scalar(select(or_(done, of_brand)))


def _same_subject(cause: Cause) -> tuple[ColumnElement[bool], ...]:
    return Activity.subject_type == cause.subject_type, Activity.subject_id == cause.subject_id


def _concern(acts: Sequence[Cause | Activity]) -> list[bool]:
    """Of acts on a gathering in their order, whether each concerned plans.

    A few minutes do not, until they add up to more since the last move that did.
    """
    found, moved = [], 0
    for act in acts:
        is_so = True
        if act.kind == activities.EVENT_CHANGED.name:
            is_so = bool(WHERE.intersection(act.facts["fields"]))
        elif act.kind == activities.EVENT_MOVED.name:
            moved += act.facts.get("minutes", LEAST_MOVED)
            is_so = abs(moved) >= LEAST_MOVED
            moved = 0 if is_so else moved
        found.append(is_so)
    return found


def _before(cause: Cause, kinds: Collection[ActivityKind]) -> Sequence[Activity]:
    """What accounts of the brand did of some kinds to the same gathering, some time before."""
    before = select(Activity).where(
        *_same_subject(cause),
        Activity.kind.in_([kind.name for kind in kinds]),
        Activity.id < cause.activity_id,
        Activity.at > cause.at - OWED_FOR,
        Activity.facts[BY_BRAND].as_boolean(),
    )
    return session.scalars(before.order_by(Activity.id)).all()


def expected_soon(cause: Cause) -> Select[int]:
    """Who goes to a gathering that comes near, or hosts it, since before it was to be reminded of.

    No host who said that they do not come, and nobody who was told since that it was moved or
    takes place after all, as whoever did so was not; nor anybody once it began.
    """
    due, moment = due_at(cause), moment_of(cause)
    answered = func.coalesce(Attendance.promoted_at, Attendance.answered_at)
    goes = select(Attendance.member_id).where(
        Attendance.event_id == cause.subject_id,
        Attendance.status == Rsvp.GOING,
        answered <= due,
    )
    stays_away = select(Attendance.member_id).where(
        Attendance.event_id == cause.subject_id, Attendance.status == Rsvp.NOT_GOING
    )
    hosting = hosts(cause).where(EventHost.member_id.not_in(stays_away))
    everyone = union(goes, hosting).subquery()
    told_since = exists().where(
        Activity.subject_type == "event",
        Activity.subject_id == cause.subject_id,
        Activity.kind.in_((activities.EVENT_MOVED.name, activities.EVENT_REINSTATED.name)),
        Activity.at > due,
        or_(Activity.actor_id.is_(None), Activity.actor_id != everyone.c.member_id),
    )
    stands = exists().where(
        Event.id == cause.subject_id,
        Event.status == EventStatus.CONFIRMED,
        Event.starts_at == moment,
        Event.starts_at > now(),
        Event.created_at <= due,
    )
    return select(everyone.c.member_id).where(stands, ~told_since)


def coming(after: datetime, until: datetime) -> Select[int, datetime | None, int | None]:
    """Gatherings that take place and start in a span of time."""
    return select(Event.id, Event.starts_at, null()).where(
        Event.status == EventStatus.CONFIRMED, Event.starts_at > after, Event.starts_at <= until
    )


def off(told: Told) -> str:
    """That a gathering is cancelled, and why if a host said so."""
    if told.note:
        return str(_("“%(title)s” is cancelled: %(why)s", title=told.title, why=told.note))
    return str(_("“%(title)s” is cancelled", title=told.title))


def at_another_time(told: Told) -> str:
    """When a gathering is now, and when it was to be; of acts from before that was kept, less."""
    if not told.facts.keys() >= WHEN:
        return str(_("“%(title)s” is at another time", title=told.title))
    moments = ("moment", "end", "start_before", "end_before")
    return labels.moved(told.title, [from_fact(told.facts[name]) for name in moments])


def at_another_place(told: Told) -> str:
    """Where a gathering is now."""
    where = told.where
    return str(_("“%(title)s” is at another place: %(where)s", title=told.title, where=where))


def near(told: Told) -> str:
    """When a gathering starts, on the clocks of whoever reads."""
    start = local_time(moment_in(told.facts))
    return str(
        _(
            "Reminder: “%(title)s” is on %(day)s at %(time)s",
            title=told.title,
            day=day_words(start),
            time=clock(start),
        )
    )


def write_reminders(cause: Cause, member_ids: Collection[int]) -> None:
    """Write mails that remind members of a gathering, and are not sent once it has begun."""
    chosen = select(Member).where(Member.id.in_(sorted(member_ids)))
    for member in session.scalars(chosen.order_by(Member.id)):
        mail.enqueue(
            REMINDER,
            recipient_of(member),
            thing=f"event-{cause.subject_id}-{cause.activity_id}",
            parents=(f"event-{cause.subject_id}",),
            until=moment_of(cause),
            activity=cause.activity_id,
            event=cause.subject_id,
            member=member.id,
        )


MAIL = writer(NEWS)
COMES = "who goes, waits or hosts"
SEAT = NoticeKind(
    "events.seat",
    Rank.CONCERNED,
    "whose seat it is",
    (activities.SEAT_GIVEN,),
    concerned,
    Sentence("You have a seat at “%(title)s”"),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
CANCELLED = NoticeKind(
    "events.cancelled",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_CANCELLED,),
    expected_in_vain,
    off,
    undone_by=(activities.EVENT_REINSTATED,),
    mail=MAIL,
    is_owed=says_whether,
    is_told_all=True,
)
REINSTATED = NoticeKind(
    "events.reinstated",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_REINSTATED,),
    expected_again,
    Sentence("“%(title)s” takes place after all"),
    undone_by=(activities.EVENT_CANCELLED,),
    mail=MAIL,
    is_owed=says_whether,
    is_told_all=True,
)
MOVED = NoticeKind(
    "events.moved",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_MOVED,),
    expected,
    at_another_time,
    mail=MAIL,
    is_owed=concerns_plans,
    is_told_all=True,
)
CHANGED = NoticeKind(
    "events.changed",
    Rank.CONCERNED,
    "who goes, waits or hosts, where it is at another place",
    (activities.EVENT_CHANGED,),
    expected_elsewhere,
    at_another_place,
    mail=MAIL,
    is_owed=concerns_plans,
    is_told_all=True,
)
ASKED = NoticeKind(
    "events.asked",
    Rank.CONCERNED,
    "who is asked",
    (activities.HOST_ASKED,),
    concerned,
    CountedSentence(
        "%(people)s asks you to host “%(title)s”",
        "%(people)s ask you to host “%(title)s”",
    ),
    mail=MAIL,
    tells_intent=True,
    is_question=True,
)
NAMED = NoticeKind(
    "events.named",
    Rank.CONCERNED,
    "who is named by another",
    (activities.HOST_NAMED,),
    concerned,
    Sentence("You host “%(title)s”"),
    mail=MAIL,
    tells_intent=True,
)
REMOVED = NoticeKind(
    "events.removed",
    Rank.CONCERNED,
    "who was taken away by another",
    (activities.HOST_REMOVED,),
    concerned,
    Sentence("You do not host “%(title)s” any more"),
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
HOSTS = NoticeKind(
    "events.hosts",
    Rank.REPLY,
    "the hosts, where who was asked agreed",
    (activities.HOST_NAMED,),
    hosts_of_answer,
    CountedSentence(
        "%(people)s hosts “%(title)s” with you",
        "%(people)s host “%(title)s” with you",
    ),
    is_owed=was_asked_by_a_member,
)
DECLINED = NoticeKind(
    "events.declined",
    Rank.REPLY,
    "the hosts",
    (activities.HOST_DECLINED,),
    hosts_of_answer,
    CountedSentence(
        "%(people)s will not host “%(title)s”",
        "%(people)s will not host “%(title)s”",
    ),
    is_owed=was_asked_by_a_member,
)
NEAR = NoticeKind(
    "events.near",
    Rank.CONCERNED,
    "who goes or hosts, as long before it as they chose",
    (activities.EVENT_NEAR,),
    expected_soon,
    near,
    undone_by=(
        activities.EVENT_MOVED,
        activities.EVENT_CANCELLED,
        activities.EVENT_ENDED,
        activities.EVENT_ANSWERED,
        activities.HOST_REMOVED,
    ),
    is_rechecked=True,
    mail=Mailing(REMINDER.name, write_reminders),
    in_digest=False,
    of_brand=OfBrand.UNLESS_OWED,
    is_owed=reminds_within_bounds,
    is_told_all=True,
)
WEEK, DAY, TWO_HOURS = 7 * 24 * 60, 24 * 60, 120  # minutes
REMINDERS = (
    ReminderKind(
        NEAR,
        coming,
        {WEEK: timedelta(days=1), DAY: timedelta(hours=12), TWO_HOURS: timedelta(hours=1)},
        frozenset({DAY}),
    ),
)
NOTICES = (
    NEAR,
    SEAT,
    CANCELLED,
    REINSTATED,
    MOVED,
    CHANGED,
    ASKED,
    NAMED,
    REMOVED,
    HOSTS,
    DECLINED,
)
