"""Codes of an app beside the password, and codes for whoever lost it; each code counts once."""

import hashlib
import secrets
import time
from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update

from tribe import audit
from tribe.access import Actor, require
from tribe.accounts.models import Passkey, ProviderAccount, RecoveryCode, Totp
from tribe.accounts.sealing import seal, unseal
from tribe.base.db import now, session, take_turns
from tribe.base.errors import Fault
from tribe.members import policy
from tribe.members.models import Member, SignIn
from tribe.members.services import Unfit

STEP = 30  # seconds, as every app has it
DRIFT = 1  # steps that a clock may be wrong by, on either side
CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
CODE_LENGTH = 16  # five bits each
RESET = "accounts.second_step.reset"


def has_second_step(member: Member) -> bool:
    """Whether a member's password alone does not let them in."""
    chosen = select(Totp.member_id).where(Totp.member_id == member.id)
    return session.scalar(chosen.where(Totp.confirmed_at.is_not(None))) is not None


def begin_totp(member: Member) -> str:
    """The secret for a member's app; it counts once the app has shown a right code.

    Raises Forbidden. A secret that was begun before and never confirmed is kept.
    """
    require(member, policy.EDIT_PROFILE, member)
    take_turns(f"second step {member.id}")
    row = session.get(Totp, member.id, populate_existing=True)
    known = unseal(row.sealed_secret) if row is not None and row.confirmed_at is None else None
    if known is not None:
        return known
    secret = pyotp.random_base32()
    session.execute(delete(Totp).where(Totp.member_id == member.id, Totp.confirmed_at.is_(None)))
    if not has_second_step(member):
        session.add(Totp(member_id=member.id, sealed_secret=seal(secret)))
        session.flush()
    return secret


def confirm_totp(member: Member, code: str, sign_in: SignIn) -> list[str]:
    """Take the app as the member's; answers the codes for whoever loses it, told only here.

    Raises Forbidden, and Unfit for a wrong code.
    """
    require(member, policy.EDIT_PROFILE, member)
    if not _is_app_code(member, code):
        raise Unfit({"code": Fault("accounts.wrong_code")})
    row = session.get_one(Totp, member.id, populate_existing=True)
    row.confirmed_at, sign_in.is_strong = now(), True
    return make_recovery_codes(member)


def make_recovery_codes(member: Member) -> list[str]:
    """New codes in the place of those that a member had, told only here."""
    require(member, policy.EDIT_PROFILE, member)
    take_turns(f"second step {member.id}")
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    session.add_all(RecoveryCode(member_id=member.id, code_hash=_hash(code)) for code in codes)
    session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4)) for code in codes]


def use_code(member: Member, code: str) -> None:
    """Use a code of a member's app, or one of those for whoever lost it; raises Unfit."""
    typed = "".join(code.split()).replace("-", "").lower()
    is_right = _is_app_code(member, typed) if typed.isdigit() else _is_recovery_code(member, typed)
    if not is_right:
        raise Unfit({"code": Fault("accounts.wrong_code")})


def remove_second_step(member: Member) -> None:
    """Let a member's password alone let them in again; raises Forbidden."""
    require(member, policy.EDIT_PROFILE, member)
    _remove(member)


def reset_second_steps(actor: Actor, member: Member, why: str = "") -> None:
    """Take the app, its codes and all passkeys from a member who lost them.

    Raises Forbidden to all but those who keep accounts.
    """
    require(actor, policy.KEEP_ACCOUNTS)
    _remove(member)
    session.execute(delete(Passkey).where(Passkey.member_id == member.id))
    audit.record(RESET, "member", member.id, actor_id=actor.id, why=why)


def remove_steps_since(member: Member, moment: datetime) -> None:
    """Take away what was set up since a moment at which an account was not its owner's."""
    row = session.get(Totp, member.id, populate_existing=True)
    if row is not None and row.made_at >= moment:
        _remove(member)
    since = (Passkey.member_id == member.id, Passkey.made_at >= moment)
    session.execute(delete(Passkey).where(*since))
    since = (ProviderAccount.member_id == member.id, ProviderAccount.linked_at >= moment)
    session.execute(delete(ProviderAccount).where(*since))


def _remove(member: Member) -> None:
    session.execute(delete(Totp).where(Totp.member_id == member.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    session.expire_all()


def _is_app_code(member: Member, code: str) -> bool:
    """Whether it is a code of now that was not used before; of two at one moment one is."""
    row = session.get(Totp, member.id, populate_existing=True)
    secret = unseal(row.sealed_secret) if row is not None else None
    if secret is None or not (code.isascii() and code.isdigit() and len(code) == 6):
        return False
    app, present = pyotp.TOTP(secret, interval=STEP), int(time.time()) // STEP
    around = range(present - DRIFT, present + DRIFT + 1)
    steps = [step for step in around if secrets.compare_digest(app.at(step * STEP), code)]
    if not steps:
        return False
    later = update(Totp).where(Totp.member_id == member.id, Totp.last_step < steps[-1])
    return session.scalar(later.values(last_step=steps[-1]).returning(Totp.member_id)) is not None


def _is_recovery_code(member: Member, code: str) -> bool:
    own = (RecoveryCode.member_id == member.id, RecoveryCode.code_hash == _hash(code))
    unused = update(RecoveryCode).where(*own, RecoveryCode.used_at.is_(None))
    return session.scalar(unused.values(used_at=now()).returning(RecoveryCode.id)) is not None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
