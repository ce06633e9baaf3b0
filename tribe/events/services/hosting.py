"""Asking members to host, their answer, and stepping down; nobody hosts without having agreed."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from tribe import audit
from tribe.access import require
from tribe.activity import record
from tribe.activity.asking import asks_too_many, most_asked
from tribe.base.db import insert_or, now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.events import activities, policy, queries
from tribe.events.models import Event, EventHost, EventStatus, HostRequest, Rsvp
from tribe.events.services.answers import answer
from tribe.intent.models import is_stated
from tribe.members.models import Member


def ask_to_host(member: Member, event: Event, asked_ids: Iterable[int]) -> None:
    """Ask members to host a gathering too; who hosts it already, or is asked, is not asked again.

    The caller has checked that `member` manages it, and holds it. Raises RuleBroken with more than
    one may ask in a day.
    """
    fresh = list_newly_asked(event, asked_ids)
    if asks_too_many(member, activities.HOST_ASKED, len(fresh)):
        raise RuleBroken("events.asked_enough", most=most_asked(member))
    for asked_id in fresh:
        row = {"event_id": event.id, "member_id": asked_id}
        asked = insert_or(HostRequest).values(row | {"asked_by_id": member.id, "asked_at": now()})
        added = asked.on_conflict_do_nothing().returning(HostRequest.member_id)
        if session.scalar(added) is not None:
            record(activities.HOST_ASKED, event.id, actor_id=member.id, member_id=asked_id)


def list_newly_asked(event: Event | None, asked_ids: Iterable[int]) -> list[int]:
    """Those of some members who neither host a gathering nor are asked to."""
    wanted = list(dict.fromkeys(asked_ids))
    if event is None or not wanted:
        return wanted
    asked = select(HostRequest.member_id).where(HostRequest.event_id == event.id)
    known = {host.member_id for host in event.hosts}.union(session.scalars(asked))
    return [one for one in wanted if one not in known]


def accept_hosting(member: Member, event: Event) -> Event:
    """Agree to host, and come where there is a seat. Raises NotFound, RuleBroken."""
    event = queries.lock_event(event.id)
    if event.status is EventStatus.CANCELLED or event.ends_at <= now():
        raise RuleBroken("events.over_or_cancelled")
    _forget(member, event)
    session.add(EventHost(event_id=event.id, member_id=member.id, position=len(event.hosts)))
    session.flush()
    record(activities.HOST_NAMED, event.id, actor_id=member.id, member_id=member.id)
    attendance = queries.get_attendance(event.id, member.id)
    if attendance is None:
        answer(member, event, Rsvp.GOING)
    return event


def decline_hosting(member: Member, event: Event) -> Event:
    """Say no to hosting; raises NotFound where one was not asked."""
    event = queries.lock_event(event.id)
    _forget(member, event)
    record(activities.HOST_DECLINED, event.id, actor_id=member.id)
    return event


def step_down(member: Member, event: Event) -> Event:
    """Host no longer, while another does. Raises RuleBroken."""
    event = queries.lock_event(event.id)
    own = _host(event, member.id)
    if own is None:
        raise RuleBroken("events.hosts_not")
    if len(event.hosts) == 1:
        raise RuleBroken("events.only_host")
    _check_is_not_left_to_the_brand(event, own)
    event.hosts.remove(own)
    session.flush()
    record(activities.HOST_REMOVED, event.id, actor_id=member.id, member_id=member.id)
    return event


def remove_host(actor: Member, event: Event, member_id: int) -> Event:
    """Take one host away, while another hosts; the audit has it. Raises Forbidden, RuleBroken."""
    event = queries.lock_event(event.id)
    require(actor, policy.REMOVE_HOST, event)
    host = _host(event, member_id)
    if host is None:
        raise RuleBroken("events.member_hosts_not")
    if len(event.hosts) == 1:
        raise RuleBroken("events.last_host")
    _check_is_not_left_to_the_brand(event, host)
    event.hosts.remove(host)
    session.flush()
    kind, facts = activities.HOST_REMOVED, {"event": event.id}
    record(kind, event.id, actor_id=actor.id, member_id=member_id)
    audit.record(kind.name, "member", member_id, actor_id=actor.id, facts=facts)
    return event


def _host(event: Event, member_id: int) -> EventHost | None:
    return next((host for host in event.hosts if host.member_id == member_id), None)


def _check_is_not_left_to_the_brand(event: Event, leaving: EventHost) -> None:
    """Raises RuleBroken where it alone would host what does not say whom it serves."""
    others = [host.member_id for host in event.hosts if host is not leaving]
    if is_stated(event) or session.get_one(Member, leaving.member_id).is_brand:
        return
    people = select(Member.id).where(Member.id.in_(others), ~Member.is_brand)
    if not session.scalar(select(people.exists())):
        raise RuleBroken("events.brand_is_left")


def _forget(member: Member, event: Event) -> None:
    own = (HostRequest.event_id == event.id, HostRequest.member_id == member.id)
    gone = delete(HostRequest).where(*own).returning(HostRequest.member_id)
    if session.scalar(gone) is None:
        raise NotFound("events.not_asked")
