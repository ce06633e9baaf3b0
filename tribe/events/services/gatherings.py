"""Inviting to a gathering, changing it, and calling it off."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from flask_babel import gettext as _

from tribe.db import now, session
from tribe.errors import Forbidden, RuleBroken
from tribe.events import policy, queries, signals, zones
from tribe.events.models import Event, EventHost, EventStatus, Mode
from tribe.events.services.answers import promote
from tribe.events.services.settling import schedule, unsettle
from tribe.markup import cook
from tribe.members.models import Member

SIGNIFICANT = ("mode", "place", "online_url", "zone", "starts_at", "ends_at")


@dataclass(frozen=True)
class EventDraft:
    """What a host says of a gathering; `host_ids` are those who host it."""

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
    group_name: str | None = None


def create_event(host: Member, draft: EventDraft, at: datetime | None = None) -> Event:
    """Invite to a gathering, as its first host; raises Forbidden and RuleBroken."""
    if not policy.may_create(host):
        raise Forbidden(_("Only members in good standing can invite to a gathering."))
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
    schedule(event)
    return event


def edit_event(
    member: Member, event: Event, draft: EventDraft, at: datetime | None = None
) -> Event:
    """Change a gathering; nobody loses their seat by it, and a raised capacity gives seats at once.

    Raises Forbidden for those who do not host or moderate, and RuleBroken.
    """
    event = queries.lock_event(event.id)
    _check_manages(member, event)
    columns = _columns(draft)
    changed = {name for name, value in columns.items() if getattr(event, name) != value}
    for name in changed:
        setattr(event, name, columns[name])
    hosts_changed = [host.member_id for host in event.hosts] != list(dict.fromkeys(draft.host_ids))
    if hosts_changed and draft.host_ids:
        event.hosts.clear()
        session.flush()
        event.hosts.extend(_hosts(draft.host_ids))
    moment = at or now()
    if changed:
        event.updated_at = moment
    if changed.intersection(SIGNIFICANT):
        event.sequence += 1
    if changed.intersection(("starts_at", "ends_at")):
        unsettle(event)
        schedule(event)
        signals.moved.send(event)
    if "capacity" in changed:
        session.flush()
        promote(event, moment)
    session.flush()
    return event


def cancel_event(member: Member, event: Event, at: datetime | None = None) -> Event:
    """Call a gathering off; it stays visible as cancelled, and the ledger forgets it.

    Raises Forbidden for those who do not host or moderate.
    """
    event = queries.lock_event(event.id)
    if event.status is EventStatus.CANCELLED:
        raise RuleBroken(_("This gathering is cancelled."))
    _check_manages(member, event)
    event.status = EventStatus.CANCELLED
    event.sequence += 1
    event.updated_at = at or now()
    unsettle(event)
    signals.cancelled.send(event)
    session.flush()
    return event


def _check_manages(member: Member, event: Event) -> None:
    if event.status is EventStatus.CANCELLED:
        raise RuleBroken(_("This gathering is cancelled."))
    if not policy.may_manage(member, event):
        raise Forbidden(_("Only its hosts and the moderators can change a gathering."))


def _hosts(member_ids: tuple[int, ...]) -> list[EventHost]:
    unique = dict.fromkeys(member_ids)
    return [EventHost(member_id=number, position=index) for index, number in enumerate(unique)]


def is_web_address(url: str) -> bool:
    """Whether it is a complete http or https address, without a password in it."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    is_plain = not any(c.isspace() or c in "<>\"'`\\" for c in url) and "@" not in parts.netloc
    return is_whole and is_plain and parts.scheme in ("http", "https")


def _columns(draft: EventDraft) -> dict[str, object]:
    zone = zones.canonical(draft.zone)
    if zone is None:
        raise RuleBroken(_("There is no time zone of this name."))
    if draft.ends_at <= draft.starts_at:
        raise RuleBroken(_("A gathering ends after it starts."))
    if draft.capacity is not None and draft.capacity < 1:
        raise RuleBroken(_("A gathering has room for at least one person."))
    if draft.online_url and not is_web_address(draft.online_url):
        raise RuleBroken(_("An address begins with https:// or http://."))
    cooked = cook(draft.description)
    return {
        "title": draft.title,
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
    }
