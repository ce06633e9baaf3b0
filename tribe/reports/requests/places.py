"""A member's own place: asked for by that member, worked out by a job, and theirs to take away."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from tribe import jobs
from tribe.base.db import insert_or, now, session, take_turns
from tribe.base.errors import RuleBroken
from tribe.ledger.queries import stream_interactions
from tribe.members.models import Member
from tribe.reports.models import OwnPlace

JOB = "reports.place"
AGAIN = timedelta(days=1)  # after which it may be worked out anew
LOST = timedelta(minutes=15)  # after which work that did not end is asked for anew


def find_place(member: Member) -> OwnPlace | None:
    """The place of a member who agrees to be measured, made or in the making; one query."""
    return session.get(OwnPlace, member.id) if member.is_measured else None


def may_ask(row: OwnPlace | None) -> bool:
    """Whether the place could be worked out now: it is not in the making, and not of today."""
    if row is None:
        return True
    return now() >= row.asked_at + (LOST if row.made_at is None else AGAIN)


def ask_for_place(member: Member) -> None:
    """Have a member's own place worked out; nothing where it is in the making or of today.

    Raises RuleBroken for a member who does not agree to be measured.
    """
    if not member.is_measured:
        raise RuleBroken("reports.not_measured")
    take_turns("places")
    row = session.get(OwnPlace, member.id, populate_existing=True)
    if not may_ask(row):
        return
    asked_at = now()
    fresh = {"asked_at": asked_at, "made_at": None}
    session.execute(
        insert_or(OwnPlace)
        .values(member_id=member.id, found=None, **fresh)
        .on_conflict_do_update(index_elements=["member_id"], set_=fresh)
    )
    session.expire_all()
    key = f"{JOB}:{member.id}:{asked_at.isoformat()}"
    jobs.enqueue(JOB, key=key, member_id=member.id)


def make_place(payload: dict[str, Any]) -> None:
    """Work out the place that a member asked for; one who withdrew meanwhile has none."""
    from tribe.graph import Interactions  # until then a server of pages holds no numpy
    from tribe.reports.build.place import place_among
    from tribe.reports.gather.evidence import list_measured

    member = session.get(Member, payload["member_id"])
    row = session.get(OwnPlace, payload["member_id"])
    if member is None or row is None or row.made_at is not None or not member.is_measured:
        return
    member_id, asked_at, until = member.id, row.asked_at, now()
    interactions = Interactions.from_rows(stream_interactions(None, until), list_measured(until))
    if not member.is_brand:
        interactions = interactions.without_brand()
    session.commit()  # nothing is locked while the numbers are made
    found = place_among(interactions, str(member_id), until.timestamp())
    session.execute(
        update(OwnPlace)
        .where(OwnPlace.member_id == member_id, OwnPlace.asked_at == asked_at)
        .values(made_at=until, found=None if found is None else found.to_json())
    )


def forget_place(member_id: int | None) -> None:
    """Take away the place of a member who agrees no more."""
    session.execute(delete(OwnPlace).where(OwnPlace.member_id == member_id))
