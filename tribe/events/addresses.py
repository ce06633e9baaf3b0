"""Addresses of gatherings."""


def event_link(event_id: int) -> str:
    """The address of a gathering, by its number."""
    return f"/events/{event_id}"
