"""Gatherings as moderation reads them."""

from tribe.base.db import session
from tribe.events.addresses import event_link
from tribe.events.models import Event
from tribe.web.moderated import Matter, Moderated


def read_event(event_id: int) -> Matter | None:
    """A gathering, by whoever made it."""
    event = session.get(Event, event_id)
    if event is None:
        return None
    return Matter(event.created_by_id, event.title, event_link(event.id), event.text)


MODERATED = (Moderated("event", read_event),)
