"""Roles and accounts of the brand: given and taken by admins, kept in the audit.

The operator at a terminal acts as the system. The members' council and staff are apart: the council
listens to what is recorded here, and refuses whoever sits on it.
"""

from typing import Any

from sqlalchemy import func, select, update

from tribe import audit
from tribe.access import Actor, Role, is_admin, require
from tribe.activity import ActivityKind, record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import RuleBroken
from tribe.live import end_sockets
from tribe.members import activities, passwords, policy
from tribe.members.models import IN_USE, Member, SignIn
from tribe.members.services import Unfit
from tribe.members.ways_in import replace_password

NEW_PASSWORD = "members.password.set"  # noqa: S105


def give_role(actor: Actor, member: Member, role: Role, why: str = "") -> None:
    """Trust a member with a role, or with none.

    Raises Forbidden to all but admins, RuleBroken for the last admin and for the council.
    """
    _begin(actor)
    if role is member.role:
        return
    keep_one_admin(member)
    facts = {"before": member.role.value, "after": role.value}
    with session.begin_nested():
        member.role = role
        _note(actor, member, activities.ROLE_GIVEN, role=role.value)
    _audit(actor, member, activities.ROLE_GIVEN, facts, why)


def set_brand(actor: Actor, member: Member, is_brand: bool, why: str = "") -> None:
    """Make an account one of the brand, which every post of it shows, or one of a member again.

    Raises Forbidden to all but admins, RuleBroken for the council.
    """
    _begin(actor)
    if is_brand is member.is_brand:
        return
    kind = activities.BRAND_GIVEN if is_brand else activities.BRAND_TAKEN
    with session.begin_nested():
        member.is_brand = is_brand
        _note(actor, member, kind)
    _audit(actor, member, kind, {}, why)


def set_password(actor: Actor, member: Member, password: str) -> None:
    """Give a member a new password, and end their sign-ins; raises Forbidden, and Unfit."""
    fault = passwords.fault_of(password, member.name, member.email or "")
    if fault:
        raise Unfit({"password": fault})
    password_hash = passwords.hash_password(password)
    _begin(actor)
    replace_password(member, password_hash)
    end_sign_ins(member)
    audit.record(NEW_PASSWORD, "member", member.id, actor_id=actor.id)


def end_sign_ins(member: Member) -> None:
    """Sign a member out everywhere."""
    open_ones = (SignIn.member_id == member.id, SignIn.revoked_at.is_(None))
    session.execute(update(SignIn).where(*open_ones).values(revoked_at=now()))
    end_sockets(member.id)


def _begin(actor: Actor) -> None:
    require(actor, policy.KEEP_ACCOUNTS)
    take_turns("staff")


def keep_one_admin(member: Member) -> None:
    """An account stays what it is while it is the only one that can keep the place.

    Raises RuleBroken.
    """
    if not is_admin(member):
        return
    others = (Member.role == Role.ADMIN, IN_USE, Member.id != member.id)
    if not session.scalar(select(func.count()).where(*others)):
        raise RuleBroken("members.last_admin", name=member.name)


def _note(actor: Actor, member: Member, kind: ActivityKind, **facts: Any) -> None:
    session.flush()
    record(kind, member.id, actor_id=actor.id, member_id=member.id, **facts)


def _audit(
    actor: Actor, member: Member, kind: ActivityKind, facts: dict[str, Any], why: str
) -> None:
    audit.record(kind.name, "member", member.id, actor_id=actor.id, facts=facts, why=why)
