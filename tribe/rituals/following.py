"""How the chronicle follows its gatherings: they move, or are called off."""

from sqlalchemy import delete, update

from tribe.db import session
from tribe.events.models import Event
from tribe.events.signals import cancelled, moved
from tribe.rituals.models import Enactment


@moved.connect
def follow(event: Event) -> None:
    """An enactment is when its gathering is."""
    session.execute(
        update(Enactment).where(Enactment.event_id == event.id).values(at=event.starts_at)
    )


@cancelled.connect
def forget(event: Event) -> None:
    """A gathering that is called off enacts nothing, unless someone has told how it was."""
    untold = Enactment.recap == ""
    session.execute(delete(Enactment).where(Enactment.event_id == event.id, untold))
