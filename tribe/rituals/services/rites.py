"""Declaring a rite, changing it, keeping it, and letting it rest or go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from flask_babel import gettext as _

from tribe.db import insert_or, now, session
from tribe.errors import Forbidden, RuleBroken
from tribe.forum.slugs import make_slug
from tribe.markup import cook
from tribe.members.models import Member
from tribe.rituals import policy, queries
from tribe.rituals.models import Cadence, Ritual, RitualKeeper, RitualStatus, RitualStep

RESERVED = ("new", "choose")  # pages beside the rites' own
LONGEST_SLUG = 70  # and room for a number


@dataclass(frozen=True)
class RitualDraft:
    """What is said of a rite when it is declared."""

    name: str
    purpose: str
    cadence: Cadence = Cadence.FREE
    steps: tuple[str, ...] = ()


def declare(member: Member, draft: RitualDraft, at: datetime | None = None) -> Ritual:
    """Declare a rite and become its first keeper; raises Forbidden."""
    if not policy.may_declare(member):
        raise Forbidden(_("Only members in good standing can declare a rite."))
    moment = at or now()
    ritual_id = _insert(member, draft, moment)
    ritual = queries.lock_ritual(ritual_id)
    ritual.steps.extend(_steps(draft.steps))
    ritual.keepers.append(RitualKeeper(member_id=member.id, member=member, since=moment))
    session.flush()
    return ritual


def edit_ritual(member: Member, ritual: Ritual, draft: RitualDraft) -> Ritual:
    """Change what is said of a rite; its address stays. Raises Forbidden."""
    ritual = _tended(member, ritual)
    ritual.name, ritual.cadence = draft.name, draft.cadence
    ritual.purpose, ritual.purpose_html = draft.purpose, cook(draft.purpose).html
    if tuple(step.text for step in ritual.steps) != draft.steps:
        ritual.steps.clear()
        session.flush()
        ritual.steps.extend(_steps(draft.steps))
    session.flush()
    return ritual


def become_keeper(member: Member, ritual: Ritual, at: datetime | None = None) -> Ritual:
    """Take a rite into one's keeping; twice is as once. Raises Forbidden and RuleBroken."""
    ritual = queries.lock_ritual(ritual.id)
    if policy.is_keeper(member, ritual):
        return ritual
    if ritual.status is RitualStatus.RETIRED:
        raise RuleBroken(_("This rite has been laid down."))
    if not policy.may_keep(member, ritual):
        raise Forbidden(_("Only members in good standing can keep a rite."))
    ritual.keepers.append(RitualKeeper(member_id=member.id, member=member, since=at or now()))
    session.flush()
    return ritual


def release(member: Member, ritual: Ritual) -> Ritual:
    """Lay down the keeping of a rite; raises RuleBroken for who does not keep it."""
    ritual = queries.lock_ritual(ritual.id)
    kept = [keeper for keeper in ritual.keepers if keeper.member_id == member.id]
    if not kept:
        raise RuleBroken(_("You are not among the keepers of this rite."))
    ritual.keepers.remove(kept[0])
    session.flush()
    return ritual


def rest(member: Member, ritual: Ritual) -> Ritual:
    """Let a rite rest for a while; raises Forbidden."""
    return _turn(member, ritual, RitualStatus.RESTING)


def wake(member: Member, ritual: Ritual) -> Ritual:
    """Take a rite up again; raises Forbidden."""
    return _turn(member, ritual, RitualStatus.ALIVE)


def retire(member: Member, ritual: Ritual) -> Ritual:
    """Lay a rite down with thanks; its chronicle stays. Raises Forbidden."""
    return _turn(member, ritual, RitualStatus.RETIRED)


def _turn(member: Member, ritual: Ritual, status: RitualStatus) -> Ritual:
    ritual = _tended(member, ritual)
    ritual.status = status
    session.flush()
    return ritual


def _tended(member: Member, ritual: Ritual) -> Ritual:
    ritual = queries.lock_ritual(ritual.id)
    if not policy.may_tend(member, ritual):
        raise Forbidden(_("Only its keepers and the moderators can change a rite."))
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
    base = make_slug(name, "rite")[:LONGEST_SLUG].strip("-")
    taken = queries.list_slugs_like(base).union(RESERVED)
    return next(slug for slug in _numbered(base) if slug not in taken)


def _numbered(base: str) -> Iterable[str]:
    yield base
    for number in count(2):
        yield f"{base}-{number}"
