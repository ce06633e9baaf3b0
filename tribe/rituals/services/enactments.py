"""Marking gatherings and topics as enactments of a rite, and telling how it was."""

from datetime import datetime

from tribe.access import require
from tribe.activity import record
from tribe.base.db import insert_or, now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.events.models import Event, EventStatus
from tribe.events.queries import get_event
from tribe.forum.models import Topic
from tribe.markup import cook
from tribe.members.models import Member
from tribe.moderation.services import require_not_held_back
from tribe.rituals import activities, policy, queries
from tribe.rituals.models import Enactment, Ritual, RitualStatus


def enact(
    member: Member,
    ritual: Ritual,
    event: Event | None = None,
    topic: Topic | None = None,
    at: datetime | None = None,
) -> Enactment:
    """Mark a gathering or a topic as an enactment, at its own time unless another is given.

    Raises Forbidden, NotFound, and RuleBroken when it enacts a rite already or cannot.
    """
    if (event is None) == (topic is None):
        raise ValueError("an enactment is either an event or a topic")
    ritual = queries.lock_ritual(ritual.id)
    if ritual.status is RitualStatus.RETIRED:
        raise RuleBroken("rituals.laid_down")
    if event is not None:
        moment = _check_event(member, ritual, event)
    else:
        assert topic is not None
        moment = _check_topic(member, ritual, topic)
    added = session.scalar(
        insert_or(Enactment)
        .values(
            ritual_id=ritual.id,
            event_id=event.id if event else None,
            topic_id=topic.id if topic else None,
            at=at or moment,
            marked_by_id=member.id,
        )
        .on_conflict_do_nothing()
        .returning(Enactment.id)
    )
    if added is None:
        raise RuleBroken("rituals.enacts_already")
    record(activities.RITUAL_ENACTED, ritual.id, actor_id=member.id, at=at, enactment=added)
    return session.get_one(Enactment, added)


def unmark(member: Member, enactment: Enactment) -> None:
    """Take a mark away that was a mistake; raises Forbidden and NotFound."""
    found = queries.get_enactment(enactment.id, for_update=True)
    if found is None:
        raise NotFound("rituals.no_enactment")
    require(member, policy.UNMARK, found.ritual, found)
    session.delete(found)
    session.flush()
    record(
        activities.ENACTMENT_REMOVED,
        found.ritual_id,
        actor_id=member.id,
        enactment=found.id,
    )


def recap(
    member: Member, enactment: Enactment, source: str, at: datetime | None = None
) -> Enactment:
    """Tell how an enactment was, for the chronicle; raises Forbidden, NotFound and RuleBroken."""
    found = queries.get_enactment(enactment.id, for_update=True)
    if found is None:
        raise NotFound("rituals.no_enactment")
    took_part = bool(queries.list_shared(member.id, [found]))
    told_by = found.recap_by_id if found.recap else None
    require(member, policy.RECAP, found.ritual, recap_by_id=told_by, took_part=took_part)
    if found.at > (at or now()):
        raise RuleBroken("rituals.not_yet")
    if not found.recap:
        require_not_held_back("enactment", found.id)
        found.recap_at = at or now()
    found.recap, found.recap_html = source, cook(source).html
    found.recap_by_id = member.id
    session.flush()
    record(
        activities.ENACTMENT_TOLD,
        found.ritual_id,
        actor_id=member.id,
        at=at,
        enactment=found.id,
    )
    return found


def _check_event(member: Member, ritual: Ritual, event: Event) -> datetime:
    found = get_event(event.id)
    if found is None:
        raise NotFound("rituals.no_event")
    require(member, policy.ENACT_EVENT, ritual, found)
    if found.status is EventStatus.CANCELLED:
        raise RuleBroken("rituals.event_cancelled")
    return found.starts_at


def _check_topic(member: Member, ritual: Ritual, topic: Topic) -> datetime:
    found = queries.get_visible_topic(topic.id, member)
    if found is None:
        raise NotFound("rituals.no_topic")
    require(member, policy.ENACT_TOPIC, ritual, found)
    return found.created_at
