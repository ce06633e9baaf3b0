"""The job that takes an answer which came by mail: it is posted as on its page, or sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.base.db import now, reading, session
from tribe.base.errors import Fault, Forbidden, NotFound, RuleBroken, TribeError, Unavailable
from tribe.base.text import is_blank
from tribe.mail import Attachment, LeftOut, Mail, Reply
from tribe.mail.kinds import Repliable, find_repliable
from tribe.mail.models import MailReply, MailReplyFile
from tribe.members.models import Member
from tribe.postmaster import mails

NOWHERE = Fault("postmaster.no_files_there")
PATIENCE = timedelta(hours=1)  # between two mails that an answer was refused


@dataclass(frozen=True)
class Hung:
    """What hung on an answer: all by name, what may be posted, and what not and why."""

    names: Sequence[str] = ()
    files: Sequence[Any] = ()
    left_out: Sequence[LeftOut] = ()


def take(payload: Mapping[str, Any]) -> None:
    """Post an answer, or mail its writer why not; once. What fails for now is tried again."""
    hung = _hung_on(payload["row"])
    waiting = select(MailReply).where(MailReply.id == payload["row"], MailReply.ended_at.is_(None))
    row = session.scalar(waiting.with_for_update())
    member = session.get(Member, row.member_id) if row is not None else None
    if row is None or member is None:
        return
    thing = find_repliable(row.thing)
    url = thing.url(row.thing_id) if thing is not None else ""
    try:
        with session.begin_nested():
            _take(row, member, thing, hung)
    except Unavailable:
        raise
    except TribeError as refusal:
        _tell_refused(row, member, refusal, hung.names, url)
    else:
        _tell_left_out(row, member, hung.left_out, url)
    session.execute(delete(MailReplyFile).where(MailReplyFile.reply_id == row.id))
    row.text, row.left_out, row.ended_at = "", [], now()


def _hung_on(reply_id: int) -> Hung:
    """What hung on an answer that waits, made ready before anything is written."""
    with reading():
        row = session.get(MailReply, reply_id)
        if row is None or row.ended_at is not None:
            return Hung()
        found = select(MailReplyFile).where(MailReplyFile.reply_id == reply_id)
        rows = session.scalars(found.order_by(MailReplyFile.id)).all()
        given = [Attachment(one.name, one.content) for one in rows]
        thing, untaken = find_repliable(row.thing), list(row.left_out)
    if thing is None or thing.prepare is None:
        untaken, given = [*untaken, *(one.name for one in given)], []
    left_out = [LeftOut(name, NOWHERE.code) for name in untaken]
    files: Sequence[Any] = ()
    if given and thing is not None and thing.prepare is not None:
        files, refused = thing.prepare(given)
        left_out += refused
    return Hung([*untaken, *(one.name for one in given)], files, left_out)


def _take(row: MailReply, member: Member, thing: Repliable | None, hung: Hung) -> None:
    """Do what the member could do on the page; raises what that refuses."""
    if thing is None:
        raise NotFound("postmaster.reply_gone")
    if member.email != row.address:
        raise Forbidden("postmaster.reply_address")
    if is_blank(row.text):
        raise RuleBroken("postmaster.reply_empty")
    thing.take(Reply(member.id, row.thing_id, row.text, hung.files))


def _tell_refused(
    row: MailReply, member: Member, refusal: TribeError, names: Sequence[str], url: str
) -> None:
    row.refusal = refusal.code
    if not member.email:
        return
    turn = _next_turn(member)
    written = mail.enqueue(
        mails.REFUSED,
        recipient_of(member),
        thing=f"reply-{row.id}",
        code=refusal.code,
        parameters={name: _plain(value) for name, value in refusal.parameters.items()},
        words=row.text,
        left_out=list(names),
        url=url,
    )
    if written is not None:
        written.due_at = turn


def _tell_left_out(row: MailReply, member: Member, left_out: Sequence[LeftOut], url: str) -> None:
    if left_out and member.email:
        recipient, thing = recipient_of(member), f"reply-{row.id}"
        told = [[one.name, one.code, dict(one.parameters)] for one in left_out]
        mail.enqueue(mails.LEFT_OUT, recipient, thing=thing, left_out=told, url=url)


def _next_turn(member: Member) -> datetime:
    """When a member may be told again, so that two machines that answer each other rest."""
    own = (Mail.member_id == member.id, Mail.kind == mails.REFUSED.name)
    last: datetime | None = session.scalar(select(func.max(Mail.due_at)).where(*own))
    return max(now(), last + PATIENCE) if last is not None else now()


def _plain(value: object) -> int | str:
    return value if isinstance(value, int) else str(value)
