"""Declaring a rite, changing it, keeping it, and letting it rest or go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from tribe.access import require
from tribe.activity import ActivityKind, record
from tribe.base import revisions
from tribe.base.db import insert_or, now, session
from tribe.base.errors import RuleBroken
from tribe.forum.slugs import make_slug
from tribe.markup import cook
from tribe.members.models import Member
from tribe.moderation.services import require_not_held_back
from tribe.rituals import activities, policy, queries
from tribe.rituals.models import Cadence, Ritual, RitualKeeper, RitualStatus, RitualStep
from tribe.rituals.services.withdrawing import COVER

RESERVED = ("new", "choose")  # pages beside the rites' own
MAX_SLUG_LENGTH = 70  # and room for a number


@dataclass(frozen=True)
class RitualDraft:
    """What is said of a rite when it is declared."""

    name: str
    purpose: str
    cadence: Cadence = Cadence.FREE
    steps: tuple[str, ...] = ()


def declare(member: Member, draft: RitualDraft, at: datetime | None = None) -> Ritual:
    """Declare a rite and become its first keeper; raises Forbidden."""
    require(member, policy.DECLARE)
    moment = at or now()
    ritual_id = _insert(member, draft, moment)
    ritual = queries.lock_ritual(ritual_id)
    ritual.steps.extend(_steps(draft.steps))
    ritual.keepers.append(RitualKeeper(member_id=member.id, since=moment))
    session.flush()
    record(activities.RITUAL_DECLARED, ritual.id, actor_id=member.id, at=at)
    return ritual


def edit_ritual(member: Member, ritual: Ritual, draft: RitualDraft) -> Ritual:
    """Change what is said of a rite; its address stays.

    Raises Forbidden, and RuleBroken where its words wait for a moderator.
    """
    ritual = _tended(member, ritual)
    if ritual.name == COVER:
        require_not_held_back("ritual", ritual.id)
    _keep(member, ritual)
    ritual.name, ritual.cadence = draft.name, draft.cadence
    ritual.purpose, ritual.purpose_html = draft.purpose, cook(draft.purpose).html
    if tuple(step.text for step in ritual.steps) != draft.steps:
        ritual.steps.clear()
        session.flush()
        ritual.steps.extend(_steps(draft.steps))
    session.flush()
    record(activities.RITUAL_CHANGED, ritual.id, actor_id=member.id)
    return ritual


def restore_ritual(member: Member, ritual: Ritual, state: revisions.State) -> Ritual:
    """Make of a rite what it was before a change; raises Forbidden."""
    draft = RitualDraft(
        state["name"], state["purpose"], Cadence(state["cadence"]), tuple(state["steps"])
    )
    ritual = edit_ritual(member, ritual, draft)
    ritual.status = RitualStatus(state["status"])
    session.flush()
    return ritual


def state_of(ritual: Ritual) -> dict[str, object]:
    """What a revision keeps of a rite, whose steps are loaded."""
    return {
        "name": ritual.name,
        "purpose": ritual.purpose,
        "cadence": ritual.cadence.value,
        "steps": [step.text for step in ritual.steps],
        "status": ritual.status.value,
    }


def _keep(member: Member, ritual: Ritual) -> None:
    revisions.keep("ritual", ritual.id, member.id, state_of(ritual))


def become_keeper(member: Member, ritual: Ritual, at: datetime | None = None) -> Ritual:
    """For commands that build a tribe: keep a rite without asking; twice is as once.

    Raises Forbidden and RuleBroken.
    """
    ritual = queries.lock_ritual(ritual.id)
    if policy.is_keeper(member, ritual):
        return ritual
    if ritual.status is RitualStatus.RETIRED:
        raise RuleBroken("rituals.laid_down")
    require(member, policy.KEEP, ritual)
    ritual.keepers.append(RitualKeeper(member_id=member.id, since=at or now()))
    session.flush()
    record(activities.RITUAL_KEPT, ritual.id, actor_id=member.id, at=at)
    return ritual


def release(member: Member, ritual: Ritual) -> Ritual:
    """Lay down the keeping of a rite; raises RuleBroken for who does not keep it."""
    ritual = queries.lock_ritual(ritual.id)
    kept = [keeper for keeper in ritual.keepers if keeper.member_id == member.id]
    if not kept:
        raise RuleBroken("rituals.keeps_not")
    ritual.keepers.remove(kept[0])
    session.flush()
    record(activities.RITUAL_RELEASED, ritual.id, actor_id=member.id)
    return ritual


def rest(member: Member, ritual: Ritual) -> Ritual:
    """Let a rite rest for a while; raises Forbidden."""
    return _turn(member, ritual, RitualStatus.RESTING, activities.RITUAL_RESTED)


def wake(member: Member, ritual: Ritual) -> Ritual:
    """Take a rite up again; raises Forbidden."""
    return _turn(member, ritual, RitualStatus.ALIVE, activities.RITUAL_WOKEN)


def retire(member: Member, ritual: Ritual) -> Ritual:
    """Lay a rite down with thanks; its chronicle stays. Raises Forbidden."""
    return _turn(member, ritual, RitualStatus.RETIRED, activities.RITUAL_RETIRED)


def _turn(member: Member, ritual: Ritual, status: RitualStatus, kind: ActivityKind) -> Ritual:
    ritual = _tended(member, ritual)
    if ritual.status is not status:
        _keep(member, ritual)
        ritual.status = status
        session.flush()
        record(kind, ritual.id, actor_id=member.id)
    return ritual


def _tended(member: Member, ritual: Ritual) -> Ritual:
    ritual = queries.lock_ritual(ritual.id)
    require(member, policy.TEND, ritual)
    return ritual


def _steps(texts: Iterable[str]) -> list[RitualStep]:
    return [RitualStep(position=position, text=text) for position, text in enumerate(texts)]


def _insert(member: Member, draft: RitualDraft, moment: datetime) -> int:
    """Add the row under a free slug, whoever else takes one at the same moment."""
    values = {
        "name": draft.name,
        "purpose": draft.purpose,
        "purpose_html": cook(draft.purpose).html,
        "cadence": draft.cadence,
        "created_by_id": member.id,
        "created_at": moment,
    }
    while True:
        statement = insert_or(Ritual).values(slug=_free_slug(draft.name), **values)
        added: int | None = session.scalar(statement.on_conflict_do_nothing().returning(Ritual.id))
        if added is not None:
            return added


def _free_slug(name: str) -> str:
    base = make_slug(name, "rite")[:MAX_SLUG_LENGTH].strip("-")
    taken = queries.list_slugs_like(base).union(RESERVED)
    return next(slug for slug in _numbered(base) if slug not in taken)


def _numbered(base: str) -> Iterable[str]:
    yield base
    for number in count(2):
        yield f"{base}-{number}"
