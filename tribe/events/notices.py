"""Who is told of what happens to gatherings."""

from sqlalchemy import Select, select, union

from tribe.activity.notices import (
    Cause,
    CountedSentence,
    NoticeKind,
    OfBrand,
    Rank,
    Sentence,
    concerned,
)
from tribe.base.db import now
from tribe.events import activities
from tribe.events.mails import NEWS
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.notices.mailing import writer

EXPECTED = (Rsvp.GOING, Rsvp.WAITLISTED)
WHERE = {"mode", "place", "online_url"}  # fields of which whoever comes must know


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
)
CANCELLED = NoticeKind(
    "events.cancelled",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_CANCELLED,),
    expected_in_vain,
    Sentence("“%(title)s” is cancelled"),
    undone_by=(activities.EVENT_REINSTATED,),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
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
    of_brand=OfBrand.NEVER,
)
MOVED = NoticeKind(
    "events.moved",
    Rank.CONCERNED,
    COMES,
    (activities.EVENT_MOVED,),
    expected,
    Sentence("“%(title)s” is at another time"),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
)
CHANGED = NoticeKind(
    "events.changed",
    Rank.CONCERNED,
    "who goes, waits or hosts, where it is at another place",
    (activities.EVENT_CHANGED,),
    expected_elsewhere,
    Sentence("“%(title)s” is at another place"),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
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
)
NAMED = NoticeKind(
    "events.named",
    Rank.CONCERNED,
    "who is named by another",
    (activities.HOST_NAMED,),
    concerned,
    Sentence("You host “%(title)s”"),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
)
REMOVED = NoticeKind(
    "events.removed",
    Rank.CONCERNED,
    "who was taken away by another",
    (activities.HOST_REMOVED,),
    concerned,
    Sentence("You do not host “%(title)s” any more"),
    of_brand=OfBrand.NEVER,
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
    of_brand=OfBrand.NEVER,
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
    of_brand=OfBrand.NEVER,
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
