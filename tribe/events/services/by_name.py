"""People without an account who come by name, seated under the lock of members' seats."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from tribe.access import require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.events import activities, policy, queries, settings
from tribe.events.models import Event, EventStatus, GuestSeat
from tribe.events.services.answers import free_seats, promote
from tribe.members.models import Member
from tribe.settings import value_of

REMEMBERED = timedelta(days=3)  # after the end, for hosts who must reach somebody


def seat_guest(
    event: Event,
    name: str,
    email: str | None = None,
    locale: str | None = None,
    at: datetime | None = None,
) -> str:
    """Seat somebody by name, and give the secret by which they give the seat back.

    Raises RuleBroken where guests are not welcome, or no seat is free: nobody without an account
    stands in line, since they could not be told that it is their turn.
    """
    event = queries.lock_event(event.id)
    moment = at or now()
    _check_open(event, moment)
    if not name.strip():
        raise RuleBroken("events.no_name")
    if not _has_room(event):
        raise RuleBroken("events.no_guest_seat")
    secret = secrets.token_urlsafe(32)
    row = GuestSeat(event_id=event.id, name=name, email=email, locale=locale, taken_at=moment)
    row.digest = digest_of(secret)
    session.add(row)
    session.flush()
    record(activities.GUEST_SEATED, event.id, actor_id=None, at=at)
    return secret


def find_seat(secret: str) -> GuestSeat:
    """The seat of a secret. Raises NotFound."""
    seat = queries.find_guest_seat(digest_of(secret))
    if seat is None:
        raise NotFound("events.no_such_seat")
    return seat


def give_back(secret: str) -> Event:
    """Free a guest's seat for whoever waits for one. Raises NotFound."""
    event = queries.lock_event(find_seat(secret).event_id)
    session.delete(find_seat(secret))
    session.flush()
    record(activities.GUEST_LEFT, event.id, actor_id=None)
    return _freed(event)


def remove_guest(member: Member, event: Event, seat_id: int) -> Event:
    """Take a guest's seat away, as hosts and moderators may. Raises Forbidden, NotFound."""
    event = queries.lock_event(event.id)
    require(member, policy.MANAGE, event)
    own = (GuestSeat.id == seat_id, GuestSeat.event_id == event.id)
    if session.scalar(delete(GuestSeat).where(*own).returning(GuestSeat.id)) is None:
        raise NotFound("events.no_such_seat")
    record(activities.GUEST_REMOVED, event.id, actor_id=member.id)
    return _freed(event)


def forget_guests(moment: datetime | None = None) -> None:
    """Delete the seats of gatherings that ended some days ago; the caller commits."""
    over = select(Event.id).where(Event.ends_at < (moment or now()) - REMEMBERED)
    session.execute(delete(GuestSeat).where(GuestSeat.event_id.in_(over)))


def forget_guest(email: str) -> None:
    """Delete the address of a person from all seats; the caller commits."""
    session.execute(delete(GuestSeat).where(func.lower(GuestSeat.email) == email.lower()))


def may_seat(event: Event) -> bool:
    """Whether guests are welcome and it is not over; there may be no seat left."""
    is_standing = event.status is not EventStatus.CANCELLED and event.ends_at > now()
    return is_standing and event.welcomes_guests and value_of(settings.MAX_GUEST_SEATS) > 0


def digest_of(secret: str) -> str:
    """What the database knows of the secret of a seat."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_open(event: Event, moment: datetime) -> None:
    if event.status is EventStatus.CANCELLED:
        raise RuleBroken("events.cancelled")
    if event.ends_at <= moment:
        raise RuleBroken("events.over")
    if not event.welcomes_guests or value_of(settings.MAX_GUEST_SEATS) < 1:
        raise RuleBroken("events.guests_not_welcome")


def _has_room(event: Event) -> bool:
    free = free_seats(event)
    taken = queries.count_answers([event.id])[event.id].by_name
    return taken < value_of(settings.MAX_GUEST_SEATS) and (free is None or free > 0)


def _freed(event: Event) -> Event:
    if event.capacity is not None:
        promote(event)
    return event
