"""What moderators do with an account; each verb answers what its exact reversal needs.

Each is done by a decision with its statement of reasons: nothing but the acts of `judged` calls
them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from tribe import search
from tribe.access import Actor, require
from tribe.activity import record
from tribe.base.db import session
from tribe.markup import cook
from tribe.members import activities, policy, restraints
from tribe.members.models import (
    Avatar,
    FormerName,
    Member,
    Restraint,
    RestraintKind,
    State,
    TakenPicture,
    Trait,
    TraitKind,
)
from tribe.members.names import name_key
from tribe.members.queries import hold_shape
from tribe.members.shapes import name_shape
from tribe.members.staff import end_sign_ins, keep_one_admin

Details = dict[str, Any]
NAMELESS = "member-{}"  # until they choose another name


def silence(actor: Actor, member_id: int, until: datetime) -> Details:
    """Let a member read alone until then. Raises Forbidden."""
    member = _held(actor, member_id)
    return {"restraint": restraints.add(member, RestraintKind.SILENCE, until).id}


def lock_name(actor: Actor, member_id: int) -> Details:
    """Let a member keep the name that they bear. Raises Forbidden."""
    return {"restraint": restraints.add(_held(actor, member_id), RestraintKind.NAME_LOCK).id}


def suspend(actor: Actor, member_id: int, until: datetime | None) -> Details:
    """Close an account, and end its sign-ins; what was written stays.

    Raises Forbidden, and RuleBroken for the last admin.
    """
    return _close(actor, member_id, RestraintKind.SUSPENSION, until)


def ban(actor: Actor, member_id: int) -> Details:
    """The same without end; nobody joins with its name and address. Raises the same."""
    return _close(actor, member_id, RestraintKind.BAN, None)


def release(member_id: int, details: Details) -> None:
    """Let what one of these did stand no more; what others did stands."""
    member = restraints.hold(member_id)
    was_closed = member.state is State.SUSPENDED
    restraints.take_back(member, int(details["restraint"]))
    if was_closed and member.state is State.ACTIVE:
        record(activities.UNSUSPENDED, member.id, actor_id=None, member_id=member.id)


def take_name(actor: Actor, member_id: int) -> Details:
    """Take a name from who bears it; nobody takes it again, and they choose another at once.

    Raises Forbidden.
    """
    member = _held(actor, member_id)
    taken = {"name": member.name, "shape": member.name_shape}
    row = restraints.add(member, RestraintKind.NAME_TAKEN)
    _bear(member, NAMELESS.format(member.id))
    return taken | {"restraint": row.id}


def give_name_back(member_id: int, details: Details) -> None:
    """Let them bear it again, unless they chose another since or somebody bears its like now."""
    member = restraints.hold(member_id)
    restraints.take_back(member, int(details["restraint"]))
    name = str(details["name"])
    if member.state is State.LEFT or member.name != NAMELESS.format(member.id):
        return
    hold_shape(name)
    same = (Member.name_key == name_key(name)) | (Member.name_shape == name_shape(name))
    if session.scalar(select(func.count()).where(same, Member.id != member.id)):
        return
    _bear(member, name)


def take_picture(actor: Actor, member_id: int) -> Details:
    """Take a member's picture away; its file is kept for the reversal. Raises Forbidden."""
    member = _held(actor, member_id)
    avatar = session.get(Avatar, member.id)
    if avatar is None:
        return {}
    row = TakenPicture(member_id=member.id, digest=avatar.digest, key=member.avatar_key)
    session.add(row)
    session.delete(avatar)
    member.avatar_key = None
    session.flush()
    return {"picture": row.id}


def give_picture_back(member_id: int, details: Details) -> None:
    """Show it again, unless they chose another since."""
    member = restraints.hold(member_id)
    row = session.get(TakenPicture, details.get("picture"))
    if row is None or row.member_id != member.id:
        return
    if member.state is not State.LEFT and session.get(Avatar, member.id) is None:
        session.add(Avatar(member_id=member.id, digest=row.digest))
        member.avatar_key = row.key
    session.delete(row)
    session.flush()


def take_words(actor: Actor, member_id: int) -> Details:
    """Take away what a member says of themself on their page. Raises Forbidden."""
    member = _held(actor, member_id)
    worn = session.execute(
        select(Trait.kind, Trait.position, Trait.text)
        .where(Trait.member_id == member.id)
        .order_by(Trait.id)
    )
    taken = {
        "bio": member.bio,
        "traits": [[kind.value, position, text] for kind, position, text in worn],
        "away_words": member.away_words,
    }
    member.bio, member.bio_html, member.away_words = "", "", ""
    session.execute(delete(Trait).where(Trait.member_id == member.id))
    session.flush()
    search.changed("member", [member.id])
    return taken


def give_words_back(member_id: int, details: Details) -> None:
    """Put back of them what was not written anew since."""
    member = restraints.hold(member_id)
    if member.state is State.LEFT:
        return
    if not member.bio and details["bio"]:
        member.bio, member.bio_html = details["bio"], cook(details["bio"]).html
    if not member.away_words:
        member.away_words = details["away_words"]
    worn = (Trait.member_id == member.id,)
    if session.scalar(select(Trait.id).where(*worn).limit(1)) is None:
        session.add_all(
            Trait(member_id=member.id, kind=TraitKind(kind), position=position, text=text)
            for kind, position, text in details["traits"]
        )
    session.flush()
    search.changed("member", [member.id])


def _held(actor: Actor, member_id: int) -> Member:
    member = restraints.hold(member_id)
    require(actor, policy.RESTRAIN, member)
    return member


def _close(actor: Actor, member_id: int, kind: RestraintKind, until: datetime | None) -> Details:
    member = _held(actor, member_id)
    was_open = member.state is State.ACTIVE
    if was_open:
        keep_one_admin(member)
    row: Restraint = restraints.add(member, kind, until)
    end_sign_ins(member)
    if was_open:
        record(activities.SUSPENDED, member.id, actor_id=actor.id, member_id=member.id)
    return {"restraint": row.id}


def _bear(member: Member, name: str) -> None:
    member.name, member.name_key, member.name_shape = name, name_key(name), name_shape(name)
    session.flush()
    session.execute(delete(FormerName).where(FormerName.name_key == member.name_key))
    search.changed("member", [member.id])
