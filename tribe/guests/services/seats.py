"""Coming to a gathering by name, and hearing when it changes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tribe import mail
from tribe.activity import Happened
from tribe.activity.reminders import moment_in
from tribe.base.db import session
from tribe.events import services as events
from tribe.events.activities import EVENT_CANCELLED, EVENT_CHANGED, EVENT_MOVED, EVENT_REINSTATED
from tribe.events.models import Event, GuestSeat
from tribe.events.notices import DAY
from tribe.guests.mails import AGAIN, CHANGED, NEAR, OFF, PLACE, SEATED, TIME, WAY_IN
from tribe.mail import Recipient

HEARD = (EVENT_CANCELLED, EVENT_CHANGED, EVENT_MOVED, EVENT_REINSTATED)


def come(event: Event, name: str, email: str | None, locale: str | None) -> str:
    """Take a place by name, and mail how it is given back where there is an address.

    Gives the secret of the place. Raises RuleBroken as `events.services.seat_guest`.
    """
    secret = events.seat_guest(event, name, email, locale)
    if email is not None:
        to, thing = Recipient(email, locale=locale), f"guest-seat-{event.id}"
        facts: dict[str, Any] = {"event": event.id, "name": name, "secret": secret}
        mail.enqueue(SEATED, to, thing=thing, until=event.ends_at, **facts)
    return secret


def tell_guests(happened: Happened) -> None:
    """A gathering changes for those who come: mail the guests who left an address."""
    news = _news_of(happened)
    if not news or not happened.is_news:
        return
    seats = select(GuestSeat).where(
        GuestSeat.event_id == happened.subject_id, GuestSeat.email.is_not(None)
    )
    event = session.get_one(Event, happened.subject_id)
    thing = f"guest-event-{event.id}-{event.sequence}"  # one address may have several places
    for seat in session.scalars(seats.order_by(GuestSeat.taken_at, GuestSeat.id)).all():
        assert seat.email is not None
        to = Recipient(seat.email, locale=seat.locale)
        facts: dict[str, Any] = {"event": event.id, "news": news}
        row = mail.enqueue(CHANGED, to, thing=thing, until=event.ends_at, **facts)
        if row is not None and not set(news) <= set(row.facts["news"]):
            row.facts = {**row.facts, "news": [*row.facts["news"], *news]}  # of the same change


def remind_guests(happened: Happened) -> None:
    """A gathering is a day away: mail the guests who left an address, and came before that."""
    if happened.facts["minutes"] != DAY or not happened.is_news:
        return
    moment = moment_in(happened.facts)
    seats = select(GuestSeat).where(
        GuestSeat.event_id == happened.subject_id,
        GuestSeat.email.is_not(None),
        GuestSeat.taken_at <= moment - timedelta(minutes=DAY),
    )
    thing = f"guest-near-{happened.subject_id}-{happened.facts['moment']}"
    for seat in session.scalars(seats.order_by(GuestSeat.taken_at, GuestSeat.id)).all():
        assert seat.email is not None
        to = Recipient(seat.email, locale=seat.locale)
        facts: dict[str, Any] = {"moment": happened.facts["moment"], "seat": seat.id}
        mail.enqueue(NEAR, to, thing=thing, until=moment, event=happened.subject_id, **facts)


def _news_of(happened: Happened) -> list[str]:
    """What guests hear of an act; of words and seats they read on the page, if they like."""
    fields = set(happened.facts.get("fields", ()))
    elsewhere = [WAY_IN] if "online_url" in fields else []
    elsewhere += [PLACE] if fields & {"mode", "place"} else []
    if happened.kind == EVENT_CHANGED:
        return elsewhere
    return {EVENT_MOVED: [TIME], EVENT_REINSTATED: [AGAIN]}.get(happened.kind, [OFF])
