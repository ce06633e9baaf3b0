"""How the chronicle follows its gatherings: they move, are called off, or take place after all."""

from sqlalchemy import delete, select, update

from tribe.activity import Happened, Listener
from tribe.base import revisions
from tribe.base.db import insert_or, session
from tribe.events import activities
from tribe.events.models import Event
from tribe.rituals.models import Enactment, Ritual, RitualStatus

MARK = "event_rite"  # the revisions of which rite a gathering enacted


def follow(moved: Happened) -> None:
    """An enactment is when its gathering is."""
    starts_at = select(Event.starts_at).where(Event.id == moved.subject_id).scalar_subquery()
    enacted = update(Enactment).where(Enactment.event_id == moved.subject_id)
    session.execute(enacted.values(at=starts_at))


def forget(cancelled: Happened) -> None:
    """A gathering that is called off enacts nothing, unless someone has told how it was."""
    untold = Enactment.recap == ""
    gone = delete(Enactment).where(Enactment.event_id == cancelled.subject_id, untold)
    columns = (Enactment.ritual_id, Enactment.marked_by_id)
    for ritual_id, marked_by_id in session.execute(gone.returning(*columns)).all():
        revisions.keep(MARK, cancelled.subject_id, marked_by_id, {"ritual": ritual_id})


def remember(reinstated: Happened) -> None:
    """A gathering that takes place after all enacts what it did, if that rite has not ended."""
    mark = revisions.take_last(MARK, reinstated.subject_id)
    if mark is None:
        return
    is_kept = (Ritual.id == mark.state["ritual"], Ritual.status != RitualStatus.RETIRED)
    ritual_id = session.scalar(select(Ritual.id).where(*is_kept))
    if ritual_id is None:
        return
    event = session.get_one(Event, reinstated.subject_id)
    row = {"ritual_id": ritual_id, "event_id": event.id, "at": event.starts_at}
    added = insert_or(Enactment).values(row | {"marked_by_id": mark.editor_id})
    session.execute(added.on_conflict_do_nothing())


LISTENERS = (
    Listener(follow, (activities.EVENT_MOVED,)),
    Listener(forget, (activities.EVENT_CANCELLED,)),
    Listener(remember, (activities.EVENT_REINSTATED,)),
)
