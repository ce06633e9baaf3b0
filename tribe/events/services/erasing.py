"""What a member who is erased leaves in gatherings: nobody waits, and nothing leads there."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from tribe import search
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.revisions import ASIDE, Revision
from tribe.events import activities, queries
from tribe.events.models import Attendance, Event, EventHost, EventStatus
from tribe.events.services.answers import promote
from tribe.events.services.attendance import unsettle
from tribe.members.models import Member
from tribe.privacy import Leaver


def erase(leaver: Leaver) -> None:
    """Call off what they alone would have hosted, give their seats on, forget where they received.

    A place that they alone invited to may be their home: it goes, and what they wrote about it
    where their words go. The caller commits.
    """
    for event_id in list_sole_coming(leaver.id):
        _call_off(queries.lock_event(event_id))
    for event_id in _coming_seats(leaver.id):
        _give_seat_on(queries.lock_event(event_id), leaver.id)
    own = _invited_alone(leaver.id)
    emptied = {"place": "", "online_url": ""}
    if leaver.takes_words:
        emptied |= {"title": leaver.gone, "source": "", "html": "", "text": ""}
        emptied |= {"why_cancelled": "", "serves": "", "asks": ""}
        own_words = update(Event).where(Event.cancelled_by_id == leaver.id)
        session.execute(own_words.values(why_cancelled=""))
    session.execute(update(Event).where(Event.id.in_(own)).values(emptied))
    kinds = ("event", "event" + ASIDE)
    of_events = (Revision.subject_type.in_(kinds), Revision.subject_id.in_(own))
    session.execute(delete(Revision).where(*of_events))
    search.changed("event", own)
    session.expire_all()


def list_sole_coming(member_id: int) -> Sequence[int]:
    """The numbers of gatherings to come that a member hosts and nobody else; one query.

    Of what does not say whom it serves the brand is nobody else: it would be its own.
    """
    mine = exists().where(EventHost.event_id == Event.id, EventHost.member_id == member_id)
    leaver = aliased(Member)
    speaks = exists().where(leaver.id == member_id, leaver.is_brand)
    others = exists().where(
        EventHost.event_id == Event.id,
        EventHost.member_id != member_id,
        EventHost.member_id == Member.id,
        or_(~Member.is_brand, Event.serves != "", speaks),
    )
    coming = (Event.ends_at > now(), Event.status == EventStatus.CONFIRMED)
    return session.scalars(select(Event.id).where(mine, ~others, *coming)).all()


def _call_off(event: Event) -> None:
    event.status, event.updated_at = EventStatus.CANCELLED, now()
    event.sequence += 1
    undone = unsettle(event)
    session.flush()
    record(activities.EVENT_CANCELLED, event.id, actor_id=None, undone=undone)


def _coming_seats(member_id: int) -> Sequence[int]:
    answered = select(Event.id).join(Attendance, Attendance.event_id == Event.id)
    coming = (Event.ends_at > now(), Event.status == EventStatus.CONFIRMED)
    return session.scalars(answered.where(Attendance.member_id == member_id, *coming)).all()


def _give_seat_on(event: Event, member_id: int) -> None:
    own = (Attendance.event_id == event.id, Attendance.member_id == member_id)
    session.execute(delete(Attendance).where(*own))
    session.expire_all()
    if event.capacity is not None:
        promote(event)


def _invited_alone(member_id: int) -> Sequence[int]:
    """The gatherings that a member made and that no other hosts."""
    others = exists().where(EventHost.event_id == Event.id, EventHost.member_id != member_id)
    return session.scalars(select(Event.id).where(Event.created_by_id == member_id, ~others)).all()
