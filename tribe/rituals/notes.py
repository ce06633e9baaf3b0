"""What the pages of gatherings and topics say of the rites that these enact."""

from collections.abc import Collection

from tribe.rituals import queries
from tribe.web.slots import Part


def rites_of_events(event_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and address of the rite of each gathering that enacts one. One query."""
    found = queries.list_rites_of_events(event_ids)
    return {event_id: (name, f"/rituals/{slug}") for event_id, (slug, name) in found.items()}


def rite_of_event(event_id: int) -> Part | None:
    """Which rite a gathering enacts. One query."""
    found = rites_of_events([event_id]).get(event_id)
    return Part("rituals/_event_head.html", found) if found is not None else None


def rite_of_topic(topic_id: int) -> Part | None:
    """Which rite a topic enacts. One query."""
    found = queries.get_rite_of_topic(topic_id)
    if found is None:
        return None
    slug, name = found
    return Part("rituals/_topic_head.html", (name, f"/rituals/{slug}"))
