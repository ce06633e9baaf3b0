"""Taking another name: the old one leads to its member, and is kept from others for a time."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from tribe import search
from tribe.access import Actor, require
from tribe.base.db import insert_or, now, session, take_turns
from tribe.base.errors import Fault, RuleBroken
from tribe.members import names, policy
from tribe.members.models import FormerName, Member, RestraintKind
from tribe.members.queries import brand_names, hold_shape
from tribe.members.restraints import is_restrained
from tribe.members.services import Unfit, is_name_held
from tribe.members.shapes import name_folded, name_shape

PATIENCE = timedelta(days=30)  # between two names, so that nobody slips from one to another


def rename(actor: Actor, member: Member, name: str) -> None:
    """Give a member another name.

    Raises Forbidden to all but the member and who keeps accounts, RuleBroken so soon after
    another change and where a moderator locked it, and Unfit for a name that cannot be taken.
    """
    is_own = actor.id == member.id
    if is_own:
        require(actor, policy.WRITE_PROFILE, member)
    else:
        require(actor, policy.KEEP_ACCOUNTS)
    take_turns(f"name {member.id}")
    session.refresh(member, ["name", "name_key", "name_shape", "name_folded"])
    if name == member.name:
        return
    if is_own and is_restrained(member.id, RestraintKind.NAME_LOCK):
        raise RuleBroken("members.name_locked")
    if is_own and _changed_lately(member):
        raise RuleBroken("members.name_changed", days=PATIENCE.days)
    if fault := _fault_of(member, name):
        raise Unfit({"name": fault})
    former = FormerName(
        name=member.name,
        name_key=member.name_key,
        name_shape=member.name_shape,
        member_id=member.id,
        given_up_at=now(),
    )
    try:
        with session.begin_nested():
            member.name, member.name_key = name, names.name_key(name)
            member.name_shape, member.name_folded = name_shape(name), name_folded(name)
            session.flush()
    except IntegrityError as error:  # someone took it at this moment
        raise Unfit({"name": Fault("members.name_taken")}) from error
    if former.name_key != member.name_key:
        _keep(former)
    borne = (FormerName.name_key == member.name_key,)
    session.execute(delete(FormerName).where(*borne))
    search.changed("member", [member.id])


def _changed_lately(member: Member) -> bool:
    own = (FormerName.member_id == member.id, FormerName.given_up_at > now() - PATIENCE)
    return session.scalar(select(FormerName.name_key).where(*own).limit(1)) is not None


def _fault_of(member: Member, name: str) -> Fault | None:
    if fault := names.fault_of(name):
        return fault
    hold_shape(name)
    key, shape = names.name_key(name), name_shape(name)
    others = select(Member.name_key, Member.name_shape).where(Member.id != member.id)
    rows = session.execute(
        others.where((Member.name_key == key) | (Member.name_shape == shape))
    ).all()
    if any(row.name_key == key for row in rows) or is_name_held(name, member.id):
        return Fault("members.name_taken")
    if rows:
        return Fault("members.name_shape_taken")
    brands = set(brand_names()) - ({member.name} if member.is_brand else set())
    if names.outline(name) in {names.outline(brand) for brand in brands}:
        return Fault("members.name_like_brand")
    return None


def _keep(former: FormerName) -> None:
    """Keep a former name; whoever had it before them has it no longer."""
    row = {
        "name_key": former.name_key,
        "name_shape": former.name_shape,
        "member_id": former.member_id,
        "name": former.name,
        "given_up_at": former.given_up_at,
    }
    insertion = insert_or(FormerName).values(row)
    session.execute(insertion.on_conflict_do_update(index_elements=["name_key"], set_=row))
