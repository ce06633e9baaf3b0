"""What the pages of gatherings and topics say of rites, as template globals."""

from collections.abc import Collection
from dataclasses import dataclass

from flask.sansio.app import App
from flask_babel import gettext as _

from tribe.rituals import queries


@dataclass(frozen=True)
class Rite:
    """The rite that something enacts."""

    name: str
    url: str


def rites_of_events(event_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and address of the rite of each gathering that enacts one. One query."""
    found = queries.list_rites_of_events(event_ids)
    return {event_id: (name, f"/rituals/{slug}") for event_id, (slug, name) in found.items()}


def enactment_of_event(event_id: int) -> Rite | None:
    """The rite that a gathering enacts. One query."""
    found = rites_of_events([event_id]).get(event_id)
    return Rite(*found) if found is not None else None


def enactment_of_topic(topic_id: int) -> Rite | None:
    """The rite that a topic enacts. One query."""
    found = queries.get_rite_of_topic(topic_id)
    return Rite(found[1], f"/rituals/{found[0]}") if found is not None else None


def topic_notes(topic_id: int) -> list[tuple[str, str]]:
    """Address and words to show above a topic. One query."""
    rite = enactment_of_topic(topic_id)
    if rite is None:
        return []
    return [(rite.url, _("An enactment of the rite %(name)s", name=rite.name))]


def init_app(app: App) -> None:
    """Let every template ask."""
    for function in (enactment_of_event, enactment_of_topic, rites_of_events, topic_notes):
        app.jinja_env.globals[function.__name__] = function
