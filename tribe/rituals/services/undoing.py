"""A moderator's change of rites and recaps, and putting back what nobody changed since."""

from hashlib import sha256
from typing import Any

from tribe.access import require
from tribe.activity import record
from tribe.base import revisions
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.markup import cook
from tribe.members.models import Member
from tribe.rituals import activities, policy, queries
from tribe.rituals.models import Cadence, Enactment, Ritual, RitualStep
from tribe.rituals.services.rites import RitualDraft, edit_ritual, state_of
from tribe.rituals.services.withdrawing import COVER

Details = dict[str, Any]
FIELDS = (("name",), ("purpose",), ("cadence",), ("steps",))


def edit_as_moderator(member: Member, ritual: Ritual, draft: RitualDraft) -> Details:
    """Change what is said of a rite; raises as `edit_ritual`."""
    edit_ritual(member, ritual, draft)
    session.flush()
    return {"revision": revisions.last_number("ritual", ritual.id)}


def put_back(_actor: object, ritual_id: int, details: Details) -> None:
    """Let a rite be what it was before a change, field by field where nobody changed it since.

    Words that were taken from view stay away. Raises NotFound.
    """
    if session.get(Ritual, ritual_id) is None:
        raise NotFound("rituals.no_ritual")
    ritual = queries.lock_ritual(ritual_id)
    groups = (("cadence",),) if ritual.name == COVER else FIELDS
    number = details["revision"]
    back = revisions.take_back("ritual", ritual.id, number, state_of(ritual), groups)
    if not back:
        return
    ritual.name = back.get("name", ritual.name)
    ritual.cadence = Cadence(back.get("cadence", ritual.cadence))
    if "purpose" in back:
        ritual.purpose, ritual.purpose_html = back["purpose"], cook(back["purpose"]).html
    if "steps" in back:
        ritual.steps.clear()
        session.flush()
        ritual.steps.extend(
            RitualStep(position=position, text=text) for position, text in enumerate(back["steps"])
        )
    session.flush()
    record(activities.RITUAL_CHANGED, ritual.id, actor_id=None)


def read_change(ritual_id: int, revision_id: int) -> tuple[revisions.State, revisions.State] | None:
    """What a rite was before a change, and after; None where its words were taken since."""
    found = session.get(Ritual, ritual_id)
    ritual = queries.get_ritual(found.slug) if found is not None else None
    if ritual is None or ritual.name == COVER:
        return None
    return revisions.read_change("ritual", ritual.id, revision_id, state_of(ritual))


def change_recap(member: Member, enactment_id: int, source: str) -> Details:
    """Say otherwise what another told of a time, who stays its teller. Raises NotFound, Forbidden.

    Its words before are kept for the reversal, and a digest of what was made of them.
    """
    found = queries.get_enactment(enactment_id, for_update=True)
    if found is None or not found.recap:
        raise NotFound("rituals.no_enactment")
    require(member, policy.RECAP, found.ritual, recap_by_id=found.recap_by_id, took_part=False)
    details = {"recap": found.recap, "made": _digest(source)}
    _tell(found, source, member.id)
    return details


def put_recap_back(_actor: object, enactment_id: int, details: Details) -> None:
    """Tell it as it was told, unless somebody changed it since. Raises NotFound."""
    found = session.get(Enactment, enactment_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("rituals.no_enactment")
    if is_as_changed(found, details):
        _tell(found, details["recap"], None)


def is_as_changed(enactment: Enactment, details: Details) -> bool:
    """Whether a recap is as a change made it."""
    return bool(enactment.recap) and _digest(enactment.recap) == details["made"]


def _tell(found: Enactment, source: str, actor_id: int | None) -> None:
    found.recap, found.recap_html = source, cook(source).html
    session.flush()
    record(
        activities.ENACTMENT_TOLD,
        found.ritual_id,
        actor_id=actor_id,
        enactment=found.id,
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
