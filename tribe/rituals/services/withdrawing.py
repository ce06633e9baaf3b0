"""Taking the words of rites and recaps from view, and giving back exactly what was taken."""

from typing import Any

from tribe import search
from tribe.access import Actor, require
from tribe.base import revisions
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.markup import cook
from tribe.members.models import Member, State
from tribe.rituals import policy, queries
from tribe.rituals.models import Enactment, Ritual, RitualStep

Details = dict[str, Any]
COVER = "[…]"  # in place of the name


def take_words(actor: Actor, ritual_id: int) -> Details:
    """Take the name, purpose and steps of a rite from view. Raises NotFound, Forbidden."""
    ritual = _lock(ritual_id)
    require(actor, policy.TEND, ritual)
    details = {
        "name": ritual.name,
        "purpose": ritual.purpose,
        "steps": [step.text for step in ritual.steps],
        "revisions": revisions.set_aside("ritual", ritual.id),
    }
    ritual.name, ritual.purpose, ritual.purpose_html = COVER, "", ""
    ritual.steps.clear()
    session.flush()
    search.changed("ritual", [ritual.id])
    return details


def give_words_back(_actor: Actor, ritual_id: int, details: Details) -> None:
    """Put back of them what was not written anew since. Raises NotFound."""
    ritual = _lock(ritual_id)
    if ritual.name == COVER:
        ritual.name = details["name"]
    if not ritual.purpose:
        ritual.purpose, ritual.purpose_html = details["purpose"], cook(details["purpose"]).html
    if not ritual.steps:
        ritual.steps.extend(
            RitualStep(position=position, text=text)
            for position, text in enumerate(details["steps"])
        )
    revisions.take_up("ritual", ritual.id, details["revisions"])
    session.flush()
    search.changed("ritual", [ritual.id])


def take_recap(actor: Actor, enactment_id: int) -> Details:
    """Take from view what is told of a time; others can tell it. Raises NotFound, Forbidden."""
    found = queries.get_enactment(enactment_id, for_update=True)
    if found is None:
        raise NotFound("rituals.no_enactment")
    require(actor, policy.RECAP, found.ritual, recap_by_id=found.recap_by_id, took_part=False)
    details = {"recap": found.recap, "by": found.recap_by_id}
    found.recap, found.recap_html, found.recap_by_id = "", "", None
    session.flush()
    return details


def give_recap_back(_actor: Actor, enactment_id: int, details: Details) -> None:
    """Tell it as it was told, unless it was told anew or who told it has left. Raises NotFound."""
    found = session.get(Enactment, enactment_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("rituals.no_enactment")
    teller = session.get(Member, details["by"] or 0)
    is_told_anew = bool(found.recap) or found.recap_by_id is not None
    if is_told_anew or teller is None or teller.state is State.LEFT:
        return
    found.recap, found.recap_html = details["recap"], cook(details["recap"]).html
    found.recap_by_id = teller.id
    session.flush()


def _lock(ritual_id: int) -> Ritual:
    if session.get(Ritual, ritual_id) is None:
        raise NotFound("rituals.no_ritual")
    return queries.lock_ritual(ritual_id)
