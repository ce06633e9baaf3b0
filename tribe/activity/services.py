"""Recording what happened, and forgetting it in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, update

from tribe.activity.kinds import ActivityKind, Audience
from tribe.activity.listening import Happened, Turn, Undone, followed_by, heard_by, is_known
from tribe.activity.models import Activity
from tribe.base.db import now, session
from tribe.jobs import follow

KEPT_FOR = timedelta(days=400)  # a year and the season after it
_INSERT = insert(Activity.__table__)  # type: ignore[arg-type]


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
    if facts.keys() != set(kind.facts):
        raise TypeError(f"{kind.name} is told with {', '.join(kind.facts) or 'no facts'}")
    if not is_known(kind):
        raise LookupError(f"no feature declares activities of kind {kind.name}")
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
    added = session.execute(_INSERT, row)
    activity_id: int = added.inserted_primary_key[0]  # type: ignore[attr-defined]
    is_told = is_news and at is None
    happened = Happened(
        activity_id, kind, subject_id, actor_id, member_id, moment, is_told, facts, turns, undone
    )
    for hear in heard_by(kind):
        hear(happened)
    for job in followed_by(kind) if is_told else ():
        follow(job, activity_id=activity_id)


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
