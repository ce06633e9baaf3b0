"""Telling by push what a notice says: after the act was committed, a device at a time."""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, update

from tribe.activity.notices import Cause
from tribe.base.db import now, reading, session
from tribe.base.i18n import read_by
from tribe.jobs import enqueue
from tribe.members.models import Member
from tribe.notices import queries, wishes
from tribe.notices.models import PushDevice
from tribe.notices.push import MAX_PAYLOAD, Answer, Endpoint, deliver, why_not_pushing
from tribe.notices.queries import Pushed

PUSH = "notices.push"  # the job
ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=30)  # doubled before each further attempt
MAX_TITLE, MAX_BODY = 120, 400  # characters; four bytes each at most
log = structlog.get_logger(__name__)


def enqueue_pushes(cause: Cause, member_ids: Collection[int]) -> None:
    """Let members be told of an act on their devices, once it is committed; a job for each."""
    if not member_ids:
        return
    for device_id, member_id in queries.list_connected(member_ids):
        told: dict[str, Any] = {"member_id": member_id, "device_id": device_id}
        told["activity_id"] = cause.activity_id
        enqueue(PUSH, key=_key(told), **told)


def push(payload: Mapping[str, Any]) -> None:
    """Tell a member on one device what they have not read.

    Nothing where it was read, taken back or switched off meanwhile, or the device's sign-in ended;
    in quiet hours it waits. Done again after a kill, it replaces what the device was told before.
    """
    if why_not_pushing() is not None:
        return
    with reading():
        rests_until = wishes.rests_until(payload["member_id"])
        letter = _write(payload) if rests_until is None else None
    if rests_until is not None:
        key = f"{_key(payload)}:{payload.get('attempt', 1)}:{rests_until.isoformat()}"
        enqueue(PUSH, key=key, at=rests_until, **payload)
    elif letter is not None:
        endpoint, told, packed = letter
        _note(payload, deliver(endpoint, packed, told.rank, told.tag))


def _key(payload: Mapping[str, Any]) -> str:
    parts = ("activity_id", "member_id", "device_id")
    return ":".join([PUSH, *(str(payload[part]) for part in parts)])


def _write(payload: Mapping[str, Any]) -> tuple[Endpoint, Pushed, bytes] | None:
    """Where to, what is told, and how the device reads it; None where nothing is to be told."""
    device = queries.find_connected(payload["member_id"], payload["device_id"])
    member = session.get(Member, payload["member_id"])
    if device is None or member is None:
        return None
    with read_by(device.locale, member.zone):
        told = queries.find_pushed(member, payload["activity_id"])
    if told is None:
        return None
    endpoint = Endpoint(device.endpoint, device.public_key, device.auth)
    return endpoint, told, _pack(told, device.locale)


def _pack(told: Pushed, locale: str) -> bytes:
    """What the worker of the browser reads; short enough for every service."""
    said = {
        "title": _cut(told.title, MAX_TITLE),
        "body": _cut("\n".join(told.lines), MAX_BODY),
        "url": f"/notices/{told.notice_id}",
        "tag": told.tag,
        "lang": locale,
    }
    packed = json.dumps(said, ensure_ascii=False).encode()
    assert len(packed) <= MAX_PAYLOAD
    return packed


def _cut(text: str, most: int) -> str:
    text = "".join(sign for sign in text if sign >= " " or sign == "\n")  # JSON writes six for one
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _note(payload: Mapping[str, Any], answer: Answer) -> None:
    """Keep what a service answered: used today, gone, or to be tried again."""
    own = PushDevice.id == payload["device_id"]
    if answer.is_taken:
        session.execute(update(PushDevice).where(own).values(last_used_on=now().date()))
    elif answer.is_gone:
        session.execute(delete(PushDevice).where(own))
    elif answer.is_late:
        _try_again(payload, answer)
    else:
        log.warning("a push service refuses a message", status=answer.status)


def _try_again(payload: Mapping[str, Any], answer: Answer) -> None:
    attempt = int(payload.get("attempt", 1))
    if attempt >= ATTEMPTS:
        log.warning("a push service took no message", status=answer.status)
        return
    pause = answer.wait or FIRST_PAUSE * 2 ** (attempt - 1)
    told = {**payload, "attempt": attempt + 1}
    enqueue(PUSH, key=f"{_key(payload)}:{attempt + 1}", at=now() + pause, **told)
