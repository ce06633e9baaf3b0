"""What is found of gatherings: all of them, for each is open to all."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from tribe.activity import Happened, Listener
from tribe.base.db import session
from tribe.base.i18n import gettext as _
from tribe.events import activities
from tribe.events.addresses import event_link
from tribe.events.models import Event
from tribe.intent.labels import intent_lines, with_intent
from tribe.search import Document, Hit, Searchable, Tab, changed

EVENT = "event"
_COLUMNS = (
    Event.id,
    Event.title,
    Event.serves,
    Event.asks,
    Event.text,
    Event.place,
    Event.starts_at,
)


def documents(event_ids: Collection[int]) -> list[Document]:
    """Gatherings with their place, without the way in, which is for who comes; one query."""
    rows = session.execute(
        select(*_COLUMNS, Event.created_by_id).where(Event.id.in_(sorted(event_ids)))
    )
    return [
        Document(row.id, row.title, _told(row), row.starts_at, row.created_by_id) for row in rows
    ]


def numbers(after: int, size: int) -> Sequence[int]:
    """The next gatherings after a number; one query."""
    chosen = select(Event.id).where(Event.id > after).order_by(Event.id).limit(size)
    return session.scalars(chosen).all()


def show(_seen: Collection[int] | None, event_ids: Collection[int]) -> Mapping[int, Hit]:
    """Gatherings as they are found; one query."""
    rows = session.execute(select(*_COLUMNS).where(Event.id.in_(sorted(event_ids))))
    return {
        row.id: Hit(
            row.title,
            event_link(row.id),
            row.text or row.place,
            row.starts_at,
            place=row.place,
            stated=intent_lines(row),
        )
        for row in rows
    }


def hear(happened: Happened) -> None:
    """A gathering was planned, changed or moved."""
    changed(EVENT, [happened.subject_id])


def _told(row: Any) -> str:
    text = with_intent(row, row.text)
    return f"{text}\n{row.place}" if row.place else text


LISTENERS = (
    Listener(hear, (activities.EVENT_CREATED, activities.EVENT_CHANGED, activities.EVENT_MOVED)),
)
SEARCHABLE = Searchable(
    EVENT,
    tabs=(
        Tab(
            "events",
            lambda: _("Gatherings"),
            ("event", "gatherings", "rencontres", "rencontre", "événements"),
            order=30,
        ),
    ),
    documents=documents,
    numbers=numbers,
    show=show,
    audience=lambda _actor: None,
    stays=True,
)
