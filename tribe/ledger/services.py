"""Writing and unwriting interactions, always in the transaction of their cause.

Nothing is recorded unless everyone concerned has agreed to be measured, and a consent that is
withdrawn takes its interactions with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import combinations
from typing import Any

from sqlalchemy import Select, bindparam, delete, or_, select

from tribe.activity import Happened, Turn
from tribe.base.db import insert_missing, list_rows, now, session, write_row
from tribe.blocking import pairs_among, reader
from tribe.graph.data.kinds import Kind
from tribe.ledger.models import Interaction
from tribe.members.models import Member

BATCH = 500  # causes of one statement


def record(
    kind: Kind,
    actor_id: int,
    target_ids: Iterable[int],
    *,
    cause: str,
    cause_id: int,
    at: datetime | None = None,
) -> int:
    """Note that one member turned to others; how many were noted. Twice is as once."""
    turn = Turn(kind, set(target_ids), actor_id, at or now())
    return _record_turns([turn], cause, cause_id)


def record_group(
    kind: Kind,
    member_ids: Iterable[int],
    *,
    cause: str,
    cause_id: int,
    at: datetime | None = None,
) -> int:
    """Note an act of several together, one row a pair; its size counts everyone who was there."""
    group: set[int | None] = set(member_ids)
    pairs = _meeting(combinations(sorted(_consenting(group)), 2)) if len(group) > 1 else ()
    shared = {
        "kind": kind,
        "at": at or now(),
        "cause": cause,
        "cause_id": cause_id,
        "group_size": len(group),
    }
    return _insert([{"actor_id": one, "target_id": other} | shared for one, other in pairs])


def retract(
    cause: str, *cause_ids: int, kind: Kind | None = None, actor_id: int | None = None
) -> None:
    """Unwrite what some causes of a type had brought, when they are undone."""
    doomed = delete(Interaction).where(
        Interaction.cause == cause, Interaction.cause_id.in_(cause_ids)
    )
    if kind is not None:
        doomed = doomed.where(Interaction.kind == kind)
    if actor_id is not None:
        doomed = doomed.where(Interaction.actor_id == actor_id)
    session.execute(doomed)


def forget(member_id: int) -> None:
    """Remove every interaction of a member, as when they withdraw their consent."""
    concerns = or_(Interaction.actor_id == member_id, Interaction.target_id == member_id)
    session.execute(delete(Interaction).where(concerns))


def hear(happened: Happened) -> None:
    """Write and unwrite what an act means between people, in its transaction."""
    cause, cause_id = happened.kind.subject, happened.subject_id
    for undone in happened.undone:
        of, numbers = undone.of or (cause, (cause_id,))
        for start in range(0, len(numbers), BATCH):
            some = sorted(numbers)[start : start + BATCH]
            retract(of, *some, kind=undone.kind, actor_id=undone.actor_id)
    dyads = []
    for turn in happened.turns:
        at = turn.at or happened.at
        if turn.is_group:
            record_group(turn.kind, turn.member_ids, cause=cause, cause_id=cause_id, at=at)
        else:
            dyads.append(replace(turn, actor_id=turn.actor_id or happened.actor_id, at=at))
    _record_turns(dyads, cause, cause_id)


def hear_each(happened: Sequence[Happened]) -> None:
    """The same of an act that is done to many things at once, by a few statements."""
    whole: dict[str, set[int]] = {}
    dyads = []
    for one in happened:
        cause = one.kind.subject, one.subject_id
        if any(undone.kind or undone.actor_id for undone in one.undone) or any(
            turn.is_group for turn in one.turns
        ):
            hear(one)
            continue
        for undone in one.undone:
            of, numbers = undone.of or (cause[0], (cause[1],))
            whole.setdefault(of, set()).update(numbers)
        dyads += [
            replace(
                turn,
                actor_id=turn.actor_id or one.actor_id,
                at=turn.at or one.at,
                of=turn.of or cause,
            )
            for turn in one.turns
        ]
    for of, gone in whole.items():
        for start in range(0, len(gone), BATCH):
            retract(of, *sorted(gone)[start : start + BATCH])
    if dyads:
        _record_turns(dyads, happened[0].kind.subject, happened[0].subject_id)


def hear_withdrawal(happened: Happened) -> None:
    """Remove every interaction of a member who no longer agrees to be measured."""
    assert happened.member_id is not None
    forget(happened.member_id)


def _record_turns(turns: Sequence[Turn], cause: str, cause_id: int) -> int:
    """Write what members turned to others by; the consent of all is asked for at once."""
    concerned = {target for turn in turns for target in (*turn.member_ids, turn.actor_id)}
    consenting = _consenting(concerned) if len(concerned) > 1 else set()
    ties = [
        (turn, turn.actor_id, target)
        for turn in turns
        if turn.actor_id in consenting
        for target in sorted(consenting.intersection(turn.member_ids) - {turn.actor_id})
    ]
    meeting = set(_meeting((one, other) for _turn, one, other in ties))
    rows = [
        {
            "actor_id": one,
            "target_id": other,
            "kind": turn.kind,
            "at": turn.at,
            "cause": turn.of[0] if turn.of else cause,
            "cause_id": turn.of[1] if turn.of else cause_id,
            "group_size": 0,
        }
        for turn, one, other in ties
        if (one, other) in meeting
    ]
    return _insert(rows)


def _meeting(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs of whom neither blocked the other; one query, none where all are of who asks."""
    told, asking = list(pairs), reader()
    if all(asking.id in pair for pair in told):
        return [pair for pair in told if asking.kept.isdisjoint(pair)]
    apart = pairs_among({one for pair in told for one in pair})
    return [(one, other) for one, other in told if not {(one, other), (other, one)} & apart]


def _consenting(member_ids: set[int | None]) -> set[int]:
    """Whoever agrees, and cannot withdraw until this transaction is seen by the withdrawal."""
    return {number for (number,) in list_rows(_agreed(), {"members": list(member_ids)})}


@cache
def _agreed() -> Select[int]:
    is_asked = Member.id.in_(bindparam("members", expanding=True))
    return select(Member.id).where(is_asked, Member.is_measured).with_for_update(read=True)


def _insert(rows: Sequence[dict[str, Any]]) -> int:
    """Add rows that are not there yet; how many were given."""
    if len(rows) == 1:
        write_row(insert_missing(Interaction), rows[0])
    elif rows:
        session.execute(insert_missing(Interaction), rows)
    return len(rows)
