"""What is taken from a member until it ends or is undone; several may stand, each by itself."""

import hmac
from datetime import datetime
from hashlib import sha256

from flask import current_app
from sqlalchemy import delete, func, or_, select

from tribe.base.db import now, session, take_turns
from tribe.live import end_sockets
from tribe.members.models import Member, Restraint, RestraintKind, State
from tribe.members.names import name_key
from tribe.members.shapes import name_shape

CLOSING = (RestraintKind.SUSPENSION, RestraintKind.BAN)


def add(member: Member, kind: RestraintKind, until: datetime | None = None) -> Restraint:
    """Let one more restraint of a member stand; who may was asked. The caller holds the member."""
    is_ban = kind is RestraintKind.BAN
    keeps_name = is_ban or kind is RestraintKind.NAME_TAKEN
    row = Restraint(
        member_id=member.id,
        kind=kind,
        made_at=now(),
        until=until,
        name_key=member.name_key if keeps_name else None,
        name_shape=member.name_shape if keeps_name else None,
        address_digest=digest_of(member.email) if is_ban and member.email else None,
    )
    session.add(row)
    settle(member)
    return row


def take_back(member: Member, restraint_id: int) -> None:
    """Let a restraint stand no more; others of the same member still do."""
    row = session.get(Restraint, restraint_id)
    if row is not None and row.member_id == member.id:
        session.delete(row)
    settle(member)


def open_all(member: Member) -> None:
    """Let nothing that closed an account stand."""
    closing = (Restraint.member_id == member.id, Restraint.kind.in_(CLOSING))
    session.execute(delete(Restraint).where(*closing))
    settle(member)


def settle(member: Member) -> None:
    """Make the account what its restraints say; one that was left stays so."""
    session.flush()
    standing = select(func.max(Restraint.until)).where(
        Restraint.member_id == member.id, Restraint.kind == RestraintKind.SILENCE
    )
    member.silenced_until = session.scalar(standing)
    if member.state is not State.LEFT:
        is_closed = is_restrained(member.id, *CLOSING)
        member.state = State.SUSPENDED if is_closed else State.ACTIVE
        if is_closed:
            end_sockets(member.id)
    session.flush()


def hold(member_id: int) -> Member:
    """A member as they are now, whom nobody else restrains until the transaction ends."""
    take_turns("staff")
    return session.get_one(Member, member_id, populate_existing=True, with_for_update=True)


def is_restrained(member_id: int, *kinds: RestraintKind) -> bool:
    """Whether a restraint of one of these kinds stands; one query."""
    standing = (Restraint.member_id == member_id, Restraint.kind.in_(kinds))
    return session.scalar(select(Restraint.id).where(*standing).limit(1)) is not None


def is_closed_for_good(member_id: int) -> bool:
    """Whether something without an end closes an account; one query."""
    closing = (Restraint.member_id == member_id, Restraint.kind.in_(CLOSING))
    chosen = select(Restraint.id).where(*closing, Restraint.until.is_(None)).limit(1)
    return session.scalar(chosen) is not None


def is_name_barred(name: str) -> bool:
    """Whether a moderator lets nobody bear a name, or one that looks like it; one query."""
    same = or_(Restraint.name_key == name_key(name), Restraint.name_shape == name_shape(name))
    return session.scalar(select(Restraint.id).where(same).limit(1)) is not None


def is_address_barred(email: str) -> bool:
    """Whether an address is that of somebody who was banned, also after they left; one query."""
    same = Restraint.address_digest == digest_of(email)
    return session.scalar(select(Restraint.id).where(same).limit(1)) is not None


def digest_of(email: str) -> str:
    """What is kept of an address that may not join."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"barred {email.strip().lower()}".encode(), sha256).hexdigest()
