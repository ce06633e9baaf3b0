"""Writing the digests: one for a member and a time, whoever writes them and is killed meanwhile."""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from tribe import jobs, mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity.notices import Channel, list_kinds
from tribe.base.db import give_way, insert_or, now, session
from tribe.members.models import Member
from tribe.notices import queries
from tribe.notices.mails import DIGEST
from tribe.notices.models import (
    UNREAD,
    BrandMessage,
    Notice,
    NoticeCause,
    NoticeRhythm,
    Reach,
)
from tribe.notices.services.counting import take
from tribe.notices.wishes import BEGINNING, last_due, reaches_of, zone_of

BATCH = 100  # members; other writers wait for one batch, and not for all
LATE = timedelta(hours=12)  # a digest that could not be written for longer is left out
OF_USE = timedelta(days=3)  # for which one that could not be sent is tried


def write_digests(moment: datetime | None = None) -> int:
    """Write the digests whose time has come, and answer how many.

    Each batch is committed with its marks: done again after a kill, or beside another, it leaves
    out whose digest is written.
    """
    at, written = moment or now(), 0
    for rhythm in queries.list_rhythms():
        zone = zone_of(rhythm[0])
        due_at = last_due(rhythm[1], rhythm[2], zone, at)
        if at - due_at > LATE:
            continue
        today, after = at.astimezone(zone).date(), 0
        while members := queries.list_due(rhythm, due_at, today, after, BATCH):
            begun = time.monotonic()
            reaches = reaches_of([member.id for member in members])
            written += sum(_write(member, due_at, reaches[member.id]) for member in members)
            after = members[-1].id
            jobs.renew()
            give_way(time.monotonic() - begun)
    return written


def _write(member: Member, due_at: datetime, reaches: Mapping[str, Reach]) -> bool:
    """Write a member's digest of a time, with what no mail has said; whether there was anything."""
    if not _is_first(member.id, due_at):
        return False
    kinds = {kind.name for kind in list_kinds() if kind.in_digest}
    wanted = [kind for kind in kinds if reaches[kind] in queries.MAILED]
    unread = select(Notice.id).where(Notice.member_id == member.id, UNREAD)
    unsaid = (
        NoticeCause.member_id == member.id,
        NoticeCause.mailed_at.is_(None),
        NoticeCause.kind.in_(wanted),
        NoticeCause.told_at > due_at - queries.OF_USE,
        NoticeCause.notice_id.in_(unread),
    )
    refused = _beyond_budget(member.id, unsaid)
    said = (
        update(NoticeCause)
        .where(*unsaid, NoticeCause.activity_id.not_in(refused))
        .values(mailed_at=now())
        .returning(NoticeCause.activity_id)
    )
    acts = sorted(session.scalars(said, execution_options={"synchronize_session": False}))
    if not acts:
        return False
    mail.enqueue(
        DIGEST,
        recipient_of(member),
        thing=f"notices-digest-{member.id}-{due_at:%Y-%m-%d-%H}",
        until=due_at + OF_USE,
        member=member.id,
        acts=acts,
    )
    return True


def _beyond_budget(member_id: int, unsaid: Iterable[ColumnElement[bool]]) -> list[int]:
    """Count what the brand says in a digest, the oldest first; what is beyond the budget."""
    found = (
        select(NoticeCause.activity_id)
        .distinct()
        .join(BrandMessage, BrandMessage.activity_id == NoticeCause.activity_id)
        .where(*unsaid, BrandMessage.member_id == member_id)
        .order_by(NoticeCause.activity_id)
    )
    acts = session.scalars(found).all()
    return [act for act in acts if not take(Channel.MAIL, [member_id], act)]


def _is_first(member_id: int, due_at: datetime) -> bool:
    """Move a member's mark forward to a time; whether it lay before, and so nobody has written."""
    row = insert_or(NoticeRhythm).values(
        BEGINNING | {"member_id": member_id, "written_for": due_at}
    )
    before = NoticeRhythm.written_for
    advanced = row.on_conflict_do_update(
        index_elements=["member_id"],
        set_={"written_for": due_at},
        where=or_(before.is_(None), before < row.excluded.written_for),
    )
    return session.scalar(advanced.returning(NoticeRhythm.member_id)) is not None
