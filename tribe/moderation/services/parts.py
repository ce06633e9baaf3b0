"""Whether a thing is away as one of many that one decision took, such as a sweep."""

from collections.abc import Sequence

from tribe.access import Actor
from tribe.base.db import session
from tribe.moderation.models import Decision
from tribe.moderation.services.undoing import may_undo
from tribe.moderation.taken import list_taking
from tribe.web import moderated


def is_kept_by_another(actor: Actor, subject_type: str, subject_id: int) -> bool:
    """Whether a thing is away by a decision about its author that is not the actor's to undo.

    Only who may give back all that it took gives back one of that. One query where it is not away.
    """
    return not all(may_undo(actor, one) for one in _list_taking(subject_type, subject_id))


def _list_taking(subject_type: str, subject_id: int) -> Sequence[Decision]:
    matter = moderated.read(subject_type, subject_id)
    if matter is None or matter.author_id is None or not matter.is_gone:
        return []
    session.flush()
    thing = (subject_type, subject_id)
    return list_taking({thing: matter.author_id})[thing]
