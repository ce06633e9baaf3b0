"""Connecting a browser that shows notices, and ending that."""

import hashlib

from sqlalchemy import delete, or_, select

from tribe.access import may
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.models import Member, SignIn
from tribe.notices import policy
from tribe.notices.models import PushDevice
from tribe.notices.push import Endpoint, is_endpoint, public_key, why_not_pushing

MOST = 10  # browsers of one member; the earliest goes


def connect(member: Member, sign_in: SignIn, endpoint: Endpoint, locale: str) -> PushDevice:
    """Let the browser of a sign-in show notices, in place of what it was connected by before.

    Raises RuleBroken where this place tells no browsers, or for what no browser says.
    """
    if why_not_pushing() is not None:
        raise RuleBroken("notices.no_push")
    if not is_endpoint(endpoint):
        raise RuleBroken("notices.no_endpoint")
    digest = hashlib.sha256(endpoint.address.encode()).hexdigest()
    is_same = or_(PushDevice.sign_in_id == sign_in.id, PushDevice.endpoint_hash == digest)
    session.execute(delete(PushDevice).where(is_same))
    device = PushDevice(
        member_id=member.id,
        sign_in_id=sign_in.id,
        endpoint=endpoint.address,
        endpoint_hash=digest,
        public_key=endpoint.public_key,
        auth=endpoint.auth,
        server_key=public_key(),
        locale=locale,
    )
    session.add(device)
    session.flush()
    latest = select(PushDevice.id).where(PushDevice.member_id == member.id)
    kept = latest.order_by(PushDevice.made_at.desc(), PushDevice.id).limit(MOST).subquery()
    is_more = PushDevice.id.not_in(select(kept.c.id))
    session.execute(delete(PushDevice).where(PushDevice.member_id == member.id, is_more))
    return device


def disconnect(member: Member, device_id: int) -> None:
    """Let a browser show no notices any more; raises NotFound, also for one of another."""
    device = session.get(PushDevice, device_id)
    if device is None or not may(member, policy.DISCONNECT, device):
        raise NotFound("notices.no_device")
    session.delete(device)
    session.flush()


def prune_devices() -> None:
    """Forget browsers whose sign-in has ended, or that were made for another key of ours."""
    ended = select(SignIn.id).where(or_(SignIn.revoked_at.is_not(None), SignIn.expires_at < now()))
    is_over = or_(PushDevice.sign_in_id.in_(ended), PushDevice.server_key != public_key())
    session.execute(delete(PushDevice).where(is_over))
