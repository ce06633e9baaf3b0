"""Whether a thing is away as one of many that one decision took, such as a sweep."""

from tribe.access import Actor
from tribe.base.db import session
from tribe.moderation.models import Decision
from tribe.moderation.queries import list_standing
from tribe.moderation.services.undoing import may_undo
from tribe.web import moderated


def is_kept_by_another(actor: Actor, subject_type: str, subject_id: int) -> bool:
    """Whether a thing is away by a decision about its author that is not the actor's to undo.

    Only who may give back all that it took gives back one of that. One query where it is not away.
    """
    return not all(may_undo(actor, one) for one in _list_taking(subject_type, subject_id))


def _list_taking(subject_type: str, subject_id: int) -> list[Decision]:
    acts = {name: act for name, act in moderated.register().acts.items() if act.holds is not None}
    matter = moderated.read(subject_type, subject_id)
    if matter is None or matter.author_id is None or not matter.is_gone:
        return []
    session.flush()
    found = list_standing("member", matter.author_id, acts)
    return [one for one in found if _holds(acts[one.act], one, subject_type, subject_id)]


def _holds(
    act: moderated.ModerationAct, decision: Decision, subject_type: str, subject_id: int
) -> bool:
    is_one = subject_id in act.took(decision.details).get(subject_type, ())
    return (
        is_one and act.holds is not None and act.holds(decision.details, subject_type, subject_id)
    )
