"""Blocking and ignoring, and ending either; no activity tells of it, for it is its owner's own."""

from datetime import datetime

from sqlalchemy import delete

from tribe.access import require, standing_role
from tribe.base.db import insert_missing, session
from tribe.base.errors import NotFound
from tribe.blocking import Block, Ignoring
from tribe.following.services import part
from tribe.members.models import Member
from tribe.notices.services import mark_of
from tribe.peace import policy


def block(member: Member, other: Member) -> None:
    """Let two members neither see nor hear of each other; raises NotFound, Forbidden.

    Neither follows the other any more. Nobody is told.
    """
    _require(member, other)
    session.execute(insert_missing(Block), {"blocker_id": member.id, "blocked_id": other.id})
    part(member.id, other.id)
    mark_of(member.id, other.id)
    mark_of(other.id, member.id)


def unblock(member: Member, other: Member) -> None:
    """End one's own block, whatever became of the other account; raises Forbidden, NotFound."""
    require(member, policy.LET_COME)
    own = (Block.blocker_id == member.id, Block.blocked_id == other.id)
    _ended(other, session.scalar(delete(Block).where(*own).returning(Block.blocked_id)))


def ignore(member: Member, other: Member, until: datetime | None = None) -> None:
    """Fold what another writes, and be told nothing of them, up to a moment or for good.

    Raises NotFound, Forbidden.
    """
    _require(member, other)
    found = session.get(Ignoring, (member.id, other.id))
    if found is None:
        session.add(Ignoring(member_id=member.id, ignored_id=other.id, until=until))
    else:
        found.until = until
    session.flush()
    mark_of(member.id, other.id)


def stop_ignoring(member: Member, other: Member) -> None:
    """Read and hear of another again; raises Forbidden, NotFound."""
    require(member, policy.LET_COME)
    own = (Ignoring.member_id == member.id, Ignoring.ignored_id == other.id)
    _ended(other, session.scalar(delete(Ignoring).where(*own).returning(Ignoring.ignored_id)))


def _require(member: Member, other: Member) -> None:
    require(member, policy.LET_COME)
    if standing_role(other) is None:
        raise NotFound("members.no_member")
    require(member, policy.KEEP_AWAY, other)


def _ended(other: Member, ended: int | None) -> None:
    if ended is None and standing_role(other) is None:
        raise NotFound("members.no_member")
