"""Who may watch a gathering: everyone, since each is open to all."""

from tribe.events import queries


def may_watch(event_id: int) -> bool:
    """Whether there is such a gathering."""
    return queries.get_event(event_id) is not None
