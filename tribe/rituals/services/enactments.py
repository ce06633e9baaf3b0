"""Marking gatherings and topics as enactments of a rite, and telling how it was."""

from datetime import datetime

from flask_babel import gettext as _

from tribe.db import insert_or, now, session
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.events.models import Event, EventStatus
from tribe.events.queries import get_event
from tribe.forum.models import Topic
from tribe.markup import cook
from tribe.members.models import Member
from tribe.rituals import policy, queries
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
        raise RuleBroken(_("This rite has been laid down."))
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
        raise RuleBroken(_("It is an enactment of a rite already."))
    return session.get_one(Enactment, added)


def unmark(member: Member, enactment: Enactment) -> None:
    """Take a mark away that was a mistake; raises Forbidden and NotFound."""
    found = queries.get_enactment(enactment.id, for_update=True)
    if found is None:
        raise NotFound(_("There is no such enactment."))
    if not policy.may_unmark(member, found.ritual, found):
        raise Forbidden(_("Only keepers, moderators and whoever marked it can take it back."))
    session.delete(found)
    session.flush()


def recap(
    member: Member, enactment: Enactment, source: str, at: datetime | None = None
) -> Enactment:
    """Tell how an enactment was, for the chronicle; raises Forbidden, NotFound and RuleBroken."""
    found = queries.get_enactment(enactment.id, for_update=True)
    if found is None:
        raise NotFound(_("There is no such enactment."))
    took_part = bool(queries.list_shared(member.id, [found]))
    told_by = found.recap_by_id if found.recap else None
    if not policy.may_recap(member, found.ritual, recap_by_id=told_by, took_part=took_part):
        raise Forbidden(_("Those who took part tell it, or the keepers of the rite."))
    if found.at > (at or now()):
        raise RuleBroken(_("It has not taken place yet."))
    found.recap, found.recap_html = source, cook(source).html
    found.recap_by_id = member.id
    session.flush()
    return found


def _check_event(member: Member, ritual: Ritual, event: Event) -> datetime:
    found = get_event(event.id)
    if found is None:
        raise NotFound(_("There is no such gathering."))
    if not policy.may_enact_event(member, ritual, found):
        raise Forbidden(_("Only keepers, moderators and its hosts can mark a gathering."))
    if found.status is EventStatus.CANCELLED:
        raise RuleBroken(_("This gathering is cancelled."))
    return found.starts_at


def _check_topic(member: Member, ritual: Ritual, topic: Topic) -> datetime:
    found = queries.get_visible_topic(topic.id, member)
    if found is None:
        raise NotFound(_("There is no such topic."))
    if not policy.may_enact_topic(member, ritual, found):
        raise Forbidden(_("Only keepers, moderators and its author can mark a topic."))
    return found.created_at
