"""Answers that come by mail: who wrote them is made sure of, then they wait for the job that posts.

An answer is acknowledged only once its row is committed, and the row is unique for its message: so
whoever is killed, it is posted, and once.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import exists, func, select

from tribe import jobs
from tribe.base.db import insert_or, now, session
from tribe.mail import incoming
from tribe.mail.authentication import is_forged
from tribe.mail.inbound_addresses import ReplyAddress
from tribe.mail.incoming import Incoming
from tribe.mail.kinds import find_repliable
from tribe.mail.models import MailAddress, MailReply, MailReplyFile
from tribe.mail.received import Received

TAKE = "mail.take_reply"
MAX_AN_HOUR = 20  # answers of one member


def keep(raw: bytes, to: ReplyAddress, sender: str | None) -> Received:
    """Keep an answer to a signed address until a job takes it; the caller commits.

    That another one came and was refused is noted, once a day of an address and a reason, so that
    whoever knows the address cannot fill the table.
    """
    address = session.get(MailAddress, to.address_id)
    if address is None or address.member_id is None:
        return Received.NOBODY
    became = _keep(raw, to, address, sender)
    if became is not Received.REPLY:
        day = now().date().isoformat()
        _insert(f"{day} {became.name}", to, address.member_id, refusal=became.name, ended_at=now())
    return became


def _keep(raw: bytes, to: ReplyAddress, address: MailAddress, sender: str | None) -> Received:
    if to.has_ended:
        return Received.ENDED
    try:
        said = incoming.read(raw, sender)
    except incoming.Unreadable:
        return Received.UNREADABLE
    except incoming.TooLong:
        return Received.TOO_LARGE
    if said.is_automatic:
        return Received.AUTOMATIC
    if not is_same_mailbox(said.author, address.address) or is_forged(said.author, said.results):
        return Received.FOREIGN
    return _keep_said(said, to, address)


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but a detail after a plus."""
    return bool(one) and _without_detail(one) == _without_detail(other)


def _keep_said(said: Incoming, to: ReplyAddress, address: MailAddress) -> Received:
    assert address.member_id is not None
    if session.scalar(select(exists().where(MailReply.digest == _digest(said.digest, to)))):
        return Received.REPLY
    if _count_lately(address.member_id) >= MAX_AN_HOUR:
        return Received.TOO_MANY
    thing = find_repliable(to.thing)
    keeps_files = thing is not None and thing.prepare is not None
    left_out = [] if keeps_files else [one.name for one in said.attachments]
    words = {"address": address.address, "text": said.text, "left_out": left_out}
    kept_id = _insert(said.digest, to, address.member_id, **words)
    if kept_id is not None:
        for one in said.attachments if keeps_files else ():
            hung = {"reply_id": kept_id, "member_id": address.member_id, "name": one.name}
            session.add(MailReplyFile(**hung, content=one.content))
        jobs.enqueue(TAKE, row=kept_id)
    return Received.REPLY


def _insert(what: str, to: ReplyAddress, member_id: int, **said: Any) -> int | None:
    """Write a row, unless there is one of the same; answers its number."""
    row = {
        "digest": _digest(what, to),
        "member_id": member_id,
        "address": "",
        "thing": to.thing,
        "thing_id": to.thing_id,
        "text": "",
        "left_out": [],
        "received_at": now(),
    }
    insertion = insert_or(MailReply).values(row | said)
    once = insertion.on_conflict_do_nothing(index_elements=["digest"])
    return session.scalar(once.returning(MailReply.id))


def _digest(what: str, to: ReplyAddress) -> str:
    return sha256(f"{what} {to.thing} {to.thing_id} {to.address_id}".encode()).hexdigest()


def _count_lately(member_id: int) -> int:
    lately = MailReply.received_at > now() - timedelta(hours=1)
    own = (MailReply.member_id == member_id, MailReply.address != "")  # which refused ones lack
    return session.scalar(select(func.count(MailReply.id)).where(*own, lately)) or 0


def _without_detail(address: str) -> str:
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
