"""Recording what happened, and forgetting it in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, update

from tribe.activity.kinds import ActivityKind, Audience
from tribe.activity.listening import (
    Happened,
    Turn,
    Undone,
    each_heard_by,
    followed_by,
    heard_by,
    is_known,
)
from tribe.activity.models import Activity
from tribe.base.db import now, session, write_row
from tribe.jobs import follow, follow_each

KEPT_FOR = timedelta(days=400)  # a year and the season after it
_INSERT = insert(Activity.__table__)  # type: ignore[arg-type]
_INSERT_ONE = _INSERT.returning(Activity.__table__.c.id)
_INSERT_EACH = _INSERT.returning(Activity.__table__.c.id, sort_by_parameter_order=True)


def record(
    kind: ActivityKind,
    subject_id: int,
    *,
    actor_id: int | None,
    member_id: int | None = None,
    at: datetime | None = None,
    is_news: bool = True,
    turns: Sequence[Turn] = (),
    undone: Sequence[Undone] = (),
    **facts: Any,
) -> None:
    """Write down an act in the caller's transaction, and tell its listeners.

    `actor_id` is None for what nobody in particular did, `member_id` is whom it concerns. An act
    with `at` lies in the past, so it is no news: nobody is told of it now. Raises TypeError for
    facts that the kind does not name, LookupError for a kind that no feature declares.
    """
    _check(kind, facts)
    moment = at or now()
    row = {
        "kind": kind.name,
        "actor_id": actor_id,
        "subject_type": kind.subject,
        "subject_id": subject_id,
        "member_id": member_id,
        "audience": kind.audience.value,
        "facts": facts,
        "at": moment,
    }
    activity_id: int = write_row(_INSERT_ONE, row)[0][0]
    is_told = is_news and at is None
    happened = Happened(
        activity_id, kind, subject_id, actor_id, member_id, moment, is_told, facts, turns, undone
    )
    for hear in heard_by(kind):
        hear(happened)
    for job in followed_by(kind) if is_told else ():
        follow(job, activity_id=activity_id)


@dataclass(frozen=True, slots=True)
class DoneTo:
    """One of many things to which the same act is done at once; the rest as `record` takes it."""

    subject_id: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    turns: Sequence[Turn] = ()
    undone: Sequence[Undone] = ()


def record_each(kind: ActivityKind, things: Sequence[DoneTo], *, actor_id: int | None) -> None:
    """Write down one act that is done to many things at once, a row each; raises as `record`.

    So many statements as `record` sends for one thing, and those of listeners that hear of each
    for itself.
    """
    if not things:
        return
    for thing in things:
        _check(kind, thing.facts)
    moment = now()
    same = {
        "kind": kind.name,
        "actor_id": actor_id,
        "subject_type": kind.subject,
        "member_id": None,
        "audience": kind.audience.value,
        "at": moment,
    }
    rows = [same | {"subject_id": thing.subject_id, "facts": dict(thing.facts)} for thing in things]
    numbers = session.scalars(_INSERT_EACH, rows).all()
    happened = [
        Happened(
            number,
            kind,
            thing.subject_id,
            actor_id,
            None,
            moment,
            True,
            thing.facts,
            thing.turns,
            thing.undone,
        )
        for number, thing in zip(numbers, things, strict=True)
    ]
    for hear_each in each_heard_by(kind):
        hear_each(happened)
    for job in followed_by(kind):
        follow_each(job, [{"activity_id": number} for number in numbers])


def _check(kind: ActivityKind, facts: Mapping[str, Any]) -> None:
    if facts.keys() != set(kind.facts):
        raise TypeError(f"{kind.name} is told with {', '.join(kind.facts) or 'no facts'}")
    if not is_known(kind):
        raise LookupError(f"no feature declares activities of kind {kind.name}")


def erase(member_id: int) -> None:
    """Forget a member: their own affairs are deleted, of what is everyone's nobody did it."""
    theirs = or_(Activity.actor_id == member_id, Activity.member_id == member_id)
    is_member = and_(Activity.subject_type == "member", Activity.subject_id == member_id)
    own = and_(theirs, Activity.audience == Audience.OWN)
    session.execute(delete(Activity).where(or_(own, is_member)))
    for column in (Activity.actor_id, Activity.member_id):
        session.execute(update(Activity).where(column == member_id).values({column: None}))


def prune(_payload: dict[str, Any]) -> None:
    """Delete what happened long ago: what it was done to remains, but not who did it when."""
    session.execute(delete(Activity).where(Activity.at < now() - KEPT_FOR))
