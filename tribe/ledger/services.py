"""Writing and unwriting interactions, always in the transaction of their cause.

Nothing is recorded unless everyone concerned has agreed to be measured, and a consent that is
withdrawn takes its interactions with it.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import delete, or_, select

from tribe.db import insert_or, now, session
from tribe.graph.kinds import Kind
from tribe.ledger.models import Cause, Interaction
from tribe.members.models import Member
from tribe.members.signals import consent_withdrawn


def record(
    kind: Kind,
    actor_id: int,
    target_ids: Iterable[int],
    *,
    cause: Cause,
    cause_id: int,
    at: datetime | None = None,
) -> int:
    """Note that one member turned to others; how many were noted. Twice is as once."""
    targets = set(target_ids) - {actor_id}
    consenting = _consenting({actor_id, *targets}) if targets else set()
    if actor_id not in consenting:
        return 0
    pairs = [(actor_id, target) for target in sorted(targets & consenting)]
    return _insert(pairs, kind, cause, cause_id, at, group_size=0)


def record_group(
    kind: Kind,
    member_ids: Iterable[int],
    *,
    cause: Cause,
    cause_id: int,
    at: datetime | None = None,
) -> int:
    """Note an act of several together, one row a pair; its size counts everyone who was there."""
    group = set(member_ids)
    pairs = list(combinations(sorted(_consenting(group)), 2)) if len(group) > 1 else []
    return _insert(pairs, kind, cause, cause_id, at, group_size=len(group))


def retract(
    cause: Cause, cause_id: int, *, kind: Kind | None = None, actor_id: int | None = None
) -> None:
    """Unwrite what a cause had brought, when it is undone."""
    doomed = delete(Interaction).where(Interaction.cause == cause, Interaction.cause_id == cause_id)
    if kind is not None:
        doomed = doomed.where(Interaction.kind == kind)
    if actor_id is not None:
        doomed = doomed.where(Interaction.actor_id == actor_id)
    session.execute(doomed)


def forget(member_id: int) -> None:
    """Remove every interaction of a member, as when they withdraw their consent."""
    concerns = or_(Interaction.actor_id == member_id, Interaction.target_id == member_id)
    session.execute(delete(Interaction).where(concerns))


@consent_withdrawn.connect
def _on_withdrawal(_sender: Any, *, member_id: int, **_more: Any) -> None:
    forget(member_id)


def _consenting(member_ids: set[int]) -> set[int]:
    """Whoever agrees, and cannot withdraw until this transaction is seen by the withdrawal."""
    agreed = select(Member.id).where(Member.id.in_(member_ids), Member.is_measured)
    return set(session.scalars(agreed.with_for_update(read=True)))


def _insert(
    pairs: list[tuple[int, int]],
    kind: Kind,
    cause: Cause,
    cause_id: int,
    at: datetime | None,
    group_size: int,
) -> int:
    if not pairs:
        return 0
    shared = {
        "kind": kind,
        "at": at or now(),
        "cause": cause,
        "cause_id": cause_id,
        "group_size": group_size,
    }
    rows = [{"actor_id": actor, "target_id": target} | shared for actor, target in pairs]
    session.execute(insert_or(Interaction).on_conflict_do_nothing(), rows)
    return len(rows)
