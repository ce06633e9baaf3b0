"""Writing down what came from outside, and counting the months that are over."""

from datetime import UTC, date, datetime, timedelta

from tribe import audit
from tribe.access import Actor, require
from tribe.base.db import insert_missing, now, session
from tribe.base.errors import NotFound
from tribe.transparency import policy, queries
from tribe.transparency.models import ActiveMonth, OutsideMatter

KEPT = timedelta(days=400)  # as long as acts are


def note_matter(actor: Actor, matter: OutsideMatter, why: str = "") -> OutsideMatter:
    """Write an order or a dispute down; raises Forbidden."""
    require(actor, policy.KEEP)
    session.add(matter)
    session.flush()
    _audit(actor, "transparency.noted", matter, why)
    return matter


def strike_matter(actor: Actor, matter_id: int, why: str = "") -> None:
    """Take one that was written down wrongly out of the record; raises Forbidden, NotFound."""
    require(actor, policy.KEEP)
    matter = queries.find_matter(matter_id)
    if matter is None:
        raise NotFound("transparency.no_matter")
    _audit(actor, "transparency.struck", matter, why)
    session.delete(matter)
    session.flush()


def count_months(at: datetime | None = None) -> int:
    """Count each whole month of which all acts are kept, and that is not counted; how many it were.

    A month is counted once, for its acts go after a year.
    """
    moment = at or now()
    oldest = queries.first_activity()
    if oldest is None:
        return 0
    kept = _next((moment - KEPT).date())
    day, this = max(oldest.date().replace(day=1), kept), moment.date().replace(day=1)
    counted = 0
    while day < this:
        after = _next(day)
        if not queries.has_month(day):
            number = queries.count_active(_begin(day), _begin(after))
            row = {"first_day": day, "number": number}
            counted += session.scalar(insert_missing(ActiveMonth, "number"), row) is not None
        day = after
    return counted


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _audit(actor: Actor, kind: str, matter: OutsideMatter, why: str) -> None:
    audit.record(
        kind,
        "outside_matter",
        matter.id,
        actor_id=actor.id,
        facts={"matter": matter.kind.value, "country": matter.country},
        why=why,
    )
