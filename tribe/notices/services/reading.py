"""Noting what a member has read of what they were told."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, update

from tribe.access import may
from tribe.activity import Activity
from tribe.activity.notices import list_kinds
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.members.models import Member
from tribe.notices import policy, queries
from tribe.notices.models import UNREAD, Notice, NoticeCause
from tribe.notices.services.bell import ring


def check_own(member: Member, notice_id: int) -> None:
    """Raises NotFound where a notice is not a member's own."""
    notice = queries.find_notice(notice_id)
    if notice is None or not may(member, policy.READ, notice):
        raise NotFound("notices.none")


def mark_read(member: Member, notice_id: int) -> None:
    """Note that a member has read one notice; raises NotFound where it is not theirs."""
    check_own(member, notice_id)
    _mark(member.id, Notice.id == notice_id)


def mark_all_read(member: Member, until: datetime | None = None) -> None:
    """Note that a member has read all that they were told, up to a moment. Raises nothing."""
    if until is None:
        _mark(member.id)
        return
    later = exists().where(NoticeCause.notice_id == Notice.id, NoticeCause.told_at > until)
    _mark(member.id, ~later)


def put_away(member: Member, notice_ids: Collection[int]) -> None:
    """Note that a member has read those of some notices that are theirs. Raises nothing."""
    _mark(member.id, Notice.id.in_(sorted(notice_ids)))


def mark_seen(
    member_id: int, subject_type: str, subject_id: int, *conditions: ColumnElement[bool]
) -> None:
    """Note that a member has seen a thing, and so read what they were told of it.

    `conditions` are of the rows of `Notice`, where not all of the thing was seen. Raises nothing.
    """
    _mark(
        member_id,
        Notice.subject_type == subject_type,
        Notice.subject_id == subject_id,
        *conditions,
    )


def mark_of(member_id: int, actor_id: int) -> None:
    """Note as read what a member was told of another alone, from whom they keep apart now."""
    by_others = exists().where(
        NoticeCause.notice_id == Notice.id,
        NoticeCause.activity_id == Activity.id,
        Activity.actor_id.is_distinct_from(actor_id),
    )
    all_are_told = [kind.name for kind in list_kinds() if kind.is_told_all]
    for_all = exists().where(NoticeCause.notice_id == Notice.id, NoticeCause.kind.in_(all_are_told))
    _mark(member_id, ~by_others, ~for_all)


def _mark(member_id: int, *conditions: ColumnElement[bool]) -> None:
    own = (Notice.member_id == member_id, UNREAD)
    read = update(Notice).where(*own, *conditions).values(read_at=now()).returning(Notice.id)
    if session.scalars(read, execution_options={"synchronize_session": False}).all():
        ring([member_id])
