"""Becoming a keeper: who keeps a rite is asked by those who would, and asks those who could."""

from datetime import timedelta

from sqlalchemy import delete

from tribe import audit
from tribe.access import may, require
from tribe.activity import record
from tribe.activity.asking import asks_too_many, most_asked
from tribe.base.db import insert_or, now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.models import Member
from tribe.rituals import activities, policy, queries
from tribe.rituals.models import KeeperRequest, Ritual, RitualKeeper, RitualStatus

KNOWN_AFTER = timedelta(
    days=7
)  # a rite that nobody keeps may be taken up by whoever is here so long


def ask_to_keep(member: Member, ritual: Ritual) -> bool:
    """Take a rite into one's keeping, or ask its keepers; whether one keeps it now.

    At once for a moderator, for who was asked by a keeper, and where nobody keeps it for who has
    been here for a week; else a keeper or a moderator confirms. Raises Forbidden and RuleBroken.
    """
    ritual = queries.lock_ritual(ritual.id)
    if policy.is_keeper(member, ritual):
        return True
    if ritual.status is RitualStatus.RETIRED:
        raise RuleBroken("rituals.laid_down")
    require(member, policy.KEEP, ritual)
    request = session.get(KeeperRequest, (ritual.id, member.id))
    was_asked = request is not None and request.asked_by_id != member.id
    is_free = not ritual.keepers and member.joined_at <= now() - KNOWN_AFTER
    if was_asked or is_free or may(member, policy.TEND, ritual):
        _admit(member.id, ritual, member.id)
        return True
    _ask(ritual, member.id, member.id)
    return False


def ask_member_to_keep(keeper: Member, ritual: Ritual, member: Member) -> None:
    """Ask a member to keep a rite too; whoever asked for it themself is admitted.

    Raises Forbidden and RuleBroken.
    """
    ritual = _tended(keeper, ritual)
    if not may(member, policy.KEEP, ritual):
        raise RuleBroken("rituals.keeps_already", name=member.name)
    request = session.get(KeeperRequest, (ritual.id, member.id))
    if request is not None and request.asked_by_id == member.id:
        _admit(member.id, ritual, keeper.id)
    elif request is None:
        if asks_too_many(keeper, activities.KEEPER_ASKED, 1):
            raise RuleBroken("rituals.asked_enough", most=most_asked(keeper))
        _ask(ritual, member.id, keeper.id)


def decline_keeper(actor: Member, ritual: Ritual, member_id: int) -> None:
    """Say no: for oneself, or as a keeper to who asks. Raises Forbidden and NotFound."""
    ritual = queries.lock_ritual(ritual.id)
    if actor.id != member_id:
        require(actor, policy.TEND, ritual)
    own = (KeeperRequest.ritual_id == ritual.id, KeeperRequest.member_id == member_id)
    gone = delete(KeeperRequest).where(*own).returning(KeeperRequest.asked_by_id)
    asked_by = session.scalar(gone)
    if asked_by is None:
        raise NotFound("rituals.no_request")
    record(
        activities.KEEPER_DECLINED,
        ritual.id,
        actor_id=actor.id,
        member_id=member_id,
        had_asked=asked_by == member_id,
    )


def remove_keeper(actor: Member, ritual: Ritual, member_id: int) -> Ritual:
    """Let a member keep a rite no longer; the audit has it. Raises Forbidden and RuleBroken."""
    ritual = queries.lock_ritual(ritual.id)
    require(actor, policy.TEND, ritual)
    kept = [keeper for keeper in ritual.keepers if keeper.member_id == member_id]
    if not kept:
        raise RuleBroken("rituals.member_keeps_not")
    ritual.keepers.remove(kept[0])
    session.flush()
    kind, facts = activities.RITUAL_RELEASED, {"ritual": ritual.id}
    record(kind, ritual.id, actor_id=actor.id, member_id=member_id)
    audit.record(kind.name, "member", member_id, actor_id=actor.id, facts=facts)
    return ritual


def _tended(keeper: Member, ritual: Ritual) -> Ritual:
    ritual = queries.lock_ritual(ritual.id)
    require(keeper, policy.TEND, ritual)
    if ritual.status is RitualStatus.RETIRED:
        raise RuleBroken("rituals.laid_down")
    return ritual


def _ask(ritual: Ritual, member_id: int, asked_by_id: int) -> None:
    row = {"ritual_id": ritual.id, "member_id": member_id}
    asked = insert_or(KeeperRequest).values(row | {"asked_by_id": asked_by_id, "asked_at": now()})
    added = asked.on_conflict_do_nothing().returning(KeeperRequest.member_id)
    if session.scalar(added) is not None:
        record(activities.KEEPER_ASKED, ritual.id, actor_id=asked_by_id, member_id=member_id)


def _admit(member_id: int, ritual: Ritual, admitted_by_id: int) -> None:
    own = (KeeperRequest.ritual_id == ritual.id, KeeperRequest.member_id == member_id)
    session.execute(delete(KeeperRequest).where(*own))
    session.add(RitualKeeper(ritual_id=ritual.id, member_id=member_id, since=now()))
    session.flush()
    record(activities.RITUAL_KEPT, ritual.id, actor_id=admitted_by_id, member_id=member_id)
