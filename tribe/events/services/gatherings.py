"""Inviting to a gathering, changing it, and calling it off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from tribe.access import require
from tribe.activity import record
from tribe.activity.reminders import as_fact
from tribe.base import revisions, zones
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.base.text import is_web_address
from tribe.events import activities, policy, queries
from tribe.events.models import Event, EventHost, EventStatus, Mode
from tribe.events.services.answers import promote
from tribe.events.services.attendance import schedule, unsettle
from tribe.events.services.hosting import ask_to_host
from tribe.events.services.withdrawing import COVER
from tribe.intent.asking import require_intent
from tribe.intent.models import is_stated
from tribe.markup import cook
from tribe.members.models import Member
from tribe.moderation.services import require_not_held_back

MOST_REINSTATED = 3  # cancelling and reinstating are told to all who come, beside any budget
STATEMENTS = frozenset(("serves", "asks"))
SIGNIFICANT = ("mode", "place", "online_url", "zone", "starts_at", "ends_at")


@dataclass(frozen=True)
class EventDraft:
    """What a host says of a gathering; `host_ids` host it, `asked_ids` are asked to.

    Only commands that build or import a tribe know that others host; a form asks them.
    """

    title: str
    mode: Mode
    zone: str
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    place: str = ""
    online_url: str = ""
    capacity: int | None = None
    host_ids: tuple[int, ...] = ()
    asked_ids: tuple[int, ...] = ()
    group_name: str | None = None
    welcomes_guests: bool = False
    serves: str = ""  # said of those that the brand calls, and what it asks
    asks: str = ""


def create_event(host: Member, draft: EventDraft, at: datetime | None = None) -> Event:
    """Invite to a gathering, as its first host; raises Forbidden and RuleBroken.

    An account of the brand says whom it serves and what it asks.
    """
    require(host, policy.CREATE)
    require_intent(host, draft)
    moment = at or now()
    event = Event(
        uid=str(uuid4()),
        created_by_id=host.id,
        created_at=moment,
        updated_at=moment,
        group_name=draft.group_name,
        **_columns(draft),
    )
    event.hosts = _hosts((host.id, *draft.host_ids))
    session.add(event)
    session.flush()
    ask_to_host(host, event, draft.asked_ids)
    schedule(event)
    record(activities.EVENT_CREATED, event.id, actor_id=host.id, at=at)
    _name_hosts(host, event, at)
    return event


def edit_event(
    member: Member, event: Event, draft: EventDraft, at: datetime | None = None
) -> Event:
    """Change a gathering; nobody loses their seat by it, and a raised capacity gives seats at once.

    An account of the brand that hosts it says whom it serves and what it asks, and nobody else.

    Raises Forbidden for those who do not host or moderate, and RuleBroken.
    """
    require(member, policy.CREATE)
    event = queries.lock_event(event.id)
    _check_manages(member, event)
    columns = _columns_of(event, draft)
    if is_asked_for_intent(member, event):
        require_intent(member, draft if is_stated(draft) else event)
    else:  # others leave both as they are
        columns = {name: value for name, value in columns.items() if name not in STATEMENTS}
    changed = _changed(event, columns)
    if changed.intersection(("title", "source", "serves", "asks")) and event.title == COVER:
        require_not_held_back("event", event.id)
    if changed:
        revisions.keep("event", event.id, member.id, state_of(event), at)
    ask_to_host(member, event, draft.asked_ids)
    return change(event, columns, member.id, at)


def is_asked_for_intent(member: Member, event: Event) -> bool:
    """Whether somebody says whom a gathering serves, and nobody else does.

    An account of the brand, of what it hosts, whoever began it, or what an account of it called.
    """
    if not member.is_brand or policy.is_host(member, event):
        return member.is_brand
    caller = session.get(Member, event.created_by_id)
    return caller is not None and caller.is_brand


def is_changed(event: Event, draft: EventDraft) -> bool:
    """Whether a gathering would be another by what is said of it; raises RuleBroken."""
    return bool(_changed(event, _columns_of(event, draft)))


def change(
    event: Event, columns: Mapping[str, Any], actor_id: int | None, at: datetime | None = None
) -> Event:
    """Set columns of a gathering that is held, and tell who listens what is other by it."""
    changed = _changed(event, columns)
    start, end = event.starts_at, event.ends_at
    for name in changed:
        setattr(event, name, columns[name])
    moment = at or now()
    if changed:
        event.updated_at = moment
    if changed.intersection(SIGNIFICANT):
        event.sequence += 1
    session.flush()
    if changed.intersection(("starts_at", "ends_at")):
        undone = unsettle(event)
        if event.status is EventStatus.CONFIRMED:
            schedule(event)
        record(
            activities.EVENT_MOVED,
            event.id,
            actor_id=actor_id,
            at=at,
            undone=undone,
            minutes=round((event.starts_at - start).total_seconds() / 60),  # later than before
            moment=as_fact(event.starts_at),
            start_before=as_fact(start),
            end=as_fact(event.ends_at),
            end_before=as_fact(end),
        )
    if others := changed - {"starts_at", "ends_at", "html", "text"}:
        record(activities.EVENT_CHANGED, event.id, actor_id=actor_id, at=at, fields=sorted(others))
    if "capacity" in changed and event.status is EventStatus.CONFIRMED:
        promote(event, at)
    session.flush()
    return event


def cancel_event(member: Member, event: Event, at: datetime | None = None, why: str = "") -> Event:
    """Call a gathering off, and say why; it stays visible as cancelled, and the ledger forgets it.

    Raises Forbidden for those who do not host or moderate.
    """
    event = queries.lock_event(event.id)
    if event.status is EventStatus.CANCELLED:
        raise RuleBroken("events.cancelled")
    _check_manages(member, event)
    if why:
        require(member, policy.CREATE)
    revisions.keep("event", event.id, member.id, state_of(event), at)
    event.status, event.why_cancelled = EventStatus.CANCELLED, why
    event.cancelled_by_id = member.id if why else None
    event.sequence += 1
    event.updated_at = at or now()
    undone = unsettle(event)
    session.flush()
    record(activities.EVENT_CANCELLED, event.id, actor_id=member.id, at=at, undone=undone)
    return event


def reinstate_event(member: Member, event: Event, at: datetime | None = None) -> Event:
    """Let a gathering take place after all; those who were coming still come.

    Raises Forbidden for those who do not host or moderate, and RuleBroken once it is over, or was
    cancelled too often: each time those who come are told.
    """
    event = queries.lock_event(event.id)
    moment = at or now()
    if event.status is not EventStatus.CANCELLED or event.ends_at <= moment:
        raise RuleBroken("events.takes_place")
    require(member, policy.REINSTATE, event)
    if queries.count_reinstated(event.id) >= MOST_REINSTATED:
        raise RuleBroken("events.reinstated_often", count=MOST_REINSTATED)
    revisions.keep("event", event.id, member.id, state_of(event), at)
    event.status, event.updated_at = EventStatus.CONFIRMED, moment
    event.why_cancelled, event.cancelled_by_id = "", None
    event.sequence += 1
    schedule(event)
    session.flush()
    record(activities.EVENT_REINSTATED, event.id, actor_id=member.id, at=at)
    return event


def state_of(event: Event) -> dict[str, object]:
    """What a revision keeps of a gathering."""
    return {
        "title": event.title,
        "serves": event.serves,
        "asks": event.asks,
        "description": event.source,
        "mode": event.mode.value,
        "place": event.place,
        "online_url": event.online_url,
        "zone": event.zone,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "capacity": event.capacity,
        "welcomes_guests": event.welcomes_guests,
        "status": event.status.value,
    }


def restore_event(member: Member, event: Event, state: revisions.State) -> Event:
    """Make of a gathering what it was before a change; whether it takes place stays as it is.

    Raises as `edit_event`.
    """
    kept = {name: value for name, value in state.items() if name != "status"}
    times = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at")}
    return edit_event(member, event, EventDraft(**(kept | times | {"mode": Mode(kept["mode"])})))


def _changed(event: Event, columns: Mapping[str, Any]) -> set[str]:
    return {name for name, value in columns.items() if getattr(event, name) != value}


def _check_manages(member: Member, event: Event) -> None:
    if event.status is EventStatus.CANCELLED:
        raise RuleBroken("events.cancelled")
    require(member, policy.MANAGE, event)


def _name_hosts(member: Member, event: Event, at: datetime | None) -> None:
    """Record who hosts a gathering beside who made it."""
    others = [host.member_id for host in event.hosts if host.member_id != member.id]
    for member_id in others:
        record(activities.HOST_NAMED, event.id, actor_id=member.id, member_id=member_id, at=at)


def _hosts(member_ids: tuple[int, ...]) -> list[EventHost]:
    unique = dict.fromkeys(member_ids)
    return [EventHost(member_id=number, position=index) for index, number in enumerate(unique)]


def _columns_of(event: Event, draft: EventDraft) -> dict[str, object]:
    """The columns of a draft; a form shows minutes, and what it does not show stays as it is."""
    columns = _columns(draft)
    for name in ("starts_at", "ends_at"):
        stands = getattr(event, name)
        if columns[name] == stands.replace(second=0, microsecond=0):
            columns[name] = stands
    if not is_stated(draft):
        del columns["serves"], columns["asks"]
    return columns


def _columns(draft: EventDraft) -> dict[str, object]:
    zone = zones.canonical(draft.zone)
    if zone is None:
        raise RuleBroken("events.no_zone")
    if draft.ends_at <= draft.starts_at:
        raise RuleBroken("events.ends_before_start")
    if draft.capacity is not None and draft.capacity < 1:
        raise RuleBroken("events.no_capacity")
    if draft.online_url and not is_web_address(draft.online_url):
        raise RuleBroken("events.no_address")
    cooked = cook(draft.description)
    return {
        "title": draft.title,
        "serves": draft.serves if is_stated(draft) else "",
        "asks": draft.asks if is_stated(draft) else "",
        "source": draft.description,
        "html": cooked.html,
        "text": cooked.text,
        "mode": draft.mode,
        "place": draft.place,
        "online_url": draft.online_url,
        "zone": zone,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "capacity": draft.capacity,
        "welcomes_guests": draft.welcomes_guests,
    }
