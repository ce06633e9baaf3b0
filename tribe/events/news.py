"""Gatherings that still lie ahead, and were announced or changed since a member was here."""

from tribe.base.i18n import gettext as _
from tribe.base.text import isolated
from tribe.events.activities import EVENT_CREATED, EVENT_MOVED, EVENT_REINSTATED
from tribe.events.labels import elsewhere, hour
from tribe.events.queries import EventRow, list_changed, list_turns
from tribe.members.models import Member
from tribe.web.design.labels import day_words
from tribe.web.news import News, NewsSource, Window


def read(reader: Member, window: Window) -> list[News]:
    """Gatherings of others; two queries, one where there are none."""
    changed = list_changed(reader.id, window)
    turns = list_turns([row.id for row, _at in changed], window.since)
    return [
        News(
            at,
            row.id,
            what=_what(turns.get(row.id, set())),
            title=row.title,
            address=f"/events/{row.id}",
            line=_line(row),
            icon="calendar",
        )
        for row, at in changed
    ]


def _what(turns: set[str]) -> str:
    if EVENT_CREATED.name in turns:
        return _("new gathering")
    if EVENT_REINSTATED.name in turns:
        return _("gathering held after all")
    return _("gathering moved") if EVENT_MOVED.name in turns else _("gathering changed")


def _line(row: EventRow) -> str:
    begins = f"{day_words(row.local_start)}, {hour(row.local_start)}"
    parts = (begins, elsewhere(row), isolated(row.place) if row.place else "")
    return ", ".join(part for part in parts if part)


NEWS = (NewsSource("events", read),)
