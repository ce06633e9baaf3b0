"""Keeping with an act that an account of the brand did it, whatever becomes of its mark later."""

from sqlalchemy import update

from tribe.activity import Activity, Happened
from tribe.activity.notices import BY_BRAND, told_of
from tribe.base.db import session
from tribe.members.models import Member


def note_brand(happened: Happened) -> None:
    """Note in the row of an act of which members are told that the brand did it."""
    if not happened.is_news or happened.actor_id is None or not told_of(happened.kind.name):
        return
    actor = session.get(Member, happened.actor_id)
    if actor is None or not actor.is_brand:
        return
    facts = {**happened.facts, BY_BRAND: True}
    row = update(Activity).where(Activity.id == happened.activity_id).values(facts=facts)
    session.execute(row, execution_options={"synchronize_session": False})
