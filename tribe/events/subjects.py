"""Gatherings as they are referred to from elsewhere."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import exists, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.events.addresses import event_link
from tribe.events.labels import where
from tribe.events.models import Event
from tribe.intent.labels import intent_lines, with_intent
from tribe.web.subjects import Shown, Sight, Subject, numbered


def show_event(_actor: Actor, event_id: int) -> Shown | None:
    """A gathering; each is open to all, its way in is not told."""
    event = session.get(Event, event_id)
    if event is None:
        return None
    text = with_intent(event, event.text)
    lines = intent_lines(event)
    link, place = event_link(event.id), where(event)
    return Shown(event.title, link, text, event.why_cancelled, lines, where=place)


def show_events(_actor: Actor, event_ids: Collection[int]) -> Mapping[int, Shown]:
    """Gatherings, without their texts; one query."""
    told = (Event.id, Event.title, Event.why_cancelled, Event.mode, Event.place)
    columns = (*told, Event.serves, Event.asks)
    found = select(*columns).where(Event.id.in_(sorted(event_ids)))
    return {
        row.id: Shown(
            row.title,
            event_link(row.id),
            note=row.why_cancelled,
            stated=intent_lines(row),
            where=where(row),
        )
        for row in session.execute(found)
    }


SUBJECTS = (
    Subject(
        "event",
        lambda: _("gathering"),
        show_event,
        is_searchable=True,
        is_reportable=True,
        show_all=show_events,
        pages={"events.event": numbered("event_id"), "events.event_calendar": numbered("event_id")},
        sight=Sight(lambda number: exists().where(Event.id == number)),
    ),
)
