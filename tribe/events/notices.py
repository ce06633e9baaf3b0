"""Who is told of what happens to gatherings."""

from sqlalchemy import Select, literal, select, union

from tribe.activity.notices import Cause, Channel, NoticeKind, Rank, Told
from tribe.base.db import now
from tribe.base.i18n import gettext as _
from tribe.base.i18n import ngettext
from tribe.events import activities
from tribe.events.mails import NEWS
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.notices.mailing import writer

BY_MAIL = frozenset({Channel.WEB, Channel.MAIL})
EXPECTED = (Rsvp.GOING, Rsvp.WAITLISTED)
WHERE = {"mode", "place", "online_url"}  # fields of which whoever comes must know


def concerned(cause: Cause) -> Select[int] | None:
    """The member whom an act concerns, where another did it."""
    if cause.member_id is None or cause.member_id == cause.actor_id:
        return None
    return select(literal(cause.member_id))


def hosts(cause: Cause) -> Select[int]:
    """Who hosts a gathering."""
    return select(EventHost.member_id).where(EventHost.event_id == cause.subject_id)


def hosts_of_answer(cause: Cause) -> Select[int] | None:
    """Who hosts a gathering, where somebody answered for themself whether they do too."""
    return hosts(cause) if cause.member_id in (None, cause.actor_id) else None


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


def _moving(told: Told) -> str:
    return _("“%(title)s” is at another time", title=told.title)


def _changing(told: Told) -> str:
    return _("“%(title)s” is at another place", title=told.title)


def _cancelling(told: Told) -> str:
    return _("“%(title)s” is cancelled", title=told.title)


def _reinstating(told: Told) -> str:
    return _("“%(title)s” takes place after all", title=told.title)


def _giving_seat(told: Told) -> str:
    return _("You have a seat at “%(title)s”", title=told.title)


def _asking(told: Told) -> str:
    return ngettext(
        "%(people)s asks you to host “%(title)s”",
        "%(people)s ask you to host “%(title)s”",
        told.number,
        people=told.people,
        title=told.title,
    )


def _hosting(told: Told) -> str:
    return ngettext(
        "%(people)s hosts “%(title)s” with you",
        "%(people)s host “%(title)s” with you",
        told.number,
        people=told.people,
        title=told.title,
    )


def _declining(told: Told) -> str:
    return ngettext(
        "%(people)s will not host “%(title)s”",
        "%(people)s will not host “%(title)s”",
        told.number,
        people=told.people,
        title=told.title,
    )


def _naming(told: Told) -> str:
    return _("You host “%(title)s”", title=told.title)


def _removing(told: Told) -> str:
    return _("You do not host “%(title)s” any more", title=told.title)


MAIL = writer(NEWS)
COMES = "who goes, waits or hosts"
SEAT = NoticeKind(
    "events.seat",
    Rank.CONCERNED,
    "whose seat it is",
    (activities.SEAT_GIVEN,),
    concerned,
    _giving_seat,
    mail=MAIL,
    channels=BY_MAIL,
)
CANCELLED = NoticeKind(
    "events.cancelled",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_CANCELLED,),
    expected_in_vain,
    _cancelling,
    undone_by=(activities.EVENT_REINSTATED,),
    mail=MAIL,
    channels=BY_MAIL,
)
REINSTATED = NoticeKind(
    "events.reinstated",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_REINSTATED,),
    expected_again,
    _reinstating,
    undone_by=(activities.EVENT_CANCELLED,),
    mail=MAIL,
    channels=BY_MAIL,
)
MOVED = NoticeKind(
    "events.moved",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_MOVED,),
    expected,
    _moving,
    mail=MAIL,
    channels=BY_MAIL,
)
CHANGED = NoticeKind(
    "events.changed",
    Rank.CONCERNED,
    "who goes, waits or hosts, where it is at another place",
    (activities.EVENT_CHANGED,),
    expected_elsewhere,
    _changing,
    mail=MAIL,
    channels=BY_MAIL,
)
ASKED = NoticeKind(
    "events.asked",
    Rank.CONCERNED,
    "who is asked",
    (activities.HOST_ASKED,),
    concerned,
    _asking,
    mail=MAIL,
    channels=BY_MAIL,
)
NAMED = NoticeKind(
    "events.named",
    Rank.CONCERNED,
    "who is named by another",
    (activities.HOST_NAMED,),
    concerned,
    _naming,
    mail=MAIL,
    channels=BY_MAIL,
)
REMOVED = NoticeKind(
    "events.removed",
    Rank.CONCERNED,
    "who was taken away by another",
    (activities.HOST_REMOVED,),
    concerned,
    _removing,
)
HOSTS = NoticeKind(
    "events.hosts",
    Rank.REPLY,
    "the hosts, where who was asked agreed",
    (activities.HOST_NAMED,),
    hosts_of_answer,
    _hosting,
)
DECLINED = NoticeKind(
    "events.declined",
    Rank.REPLY,
    "the hosts",
    (activities.HOST_DECLINED,),
    hosts_of_answer,
    _declining,
)
NOTICES = (
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
