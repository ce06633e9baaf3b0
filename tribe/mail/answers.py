"""Answers that come by mail: who wrote them is made sure of, then they wait for the job that posts.

An answer is acknowledged only once its row is committed, and the row is unique for its message: so
whoever is killed, it is posted, and once.
"""

from datetime import timedelta
from hashlib import sha256

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
    """Keep an answer to a signed address until a job takes it; the caller commits."""
    address = session.get(MailAddress, to.address_id)
    if address is None or address.member_id is None:
        return Received.NOBODY
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
    return _keep(said, to, address.member_id, address.address)


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but a detail after a plus."""
    return bool(one) and _without_detail(one) == _without_detail(other)


def _keep(said: Incoming, to: ReplyAddress, member_id: int, address: str) -> Received:
    told = f"{said.digest} {to.thing} {to.thing_id} {to.address_id}"
    digest = sha256(told.encode()).hexdigest()
    if session.scalar(select(exists().where(MailReply.digest == digest))):
        return Received.REPLY
    if _count_lately(member_id) >= MAX_AN_HOUR:
        return Received.TOO_MANY
    thing = find_repliable(to.thing)
    keeps_files = thing is not None and thing.prepare is not None
    row = {
        "digest": digest,
        "member_id": member_id,
        "address": address,
        "thing": to.thing,
        "thing_id": to.thing_id,
        "text": said.text,
        "left_out": [] if keeps_files else [one.name for one in said.attachments],
        "received_at": now(),
    }
    insertion = insert_or(MailReply).values(row).on_conflict_do_nothing(index_elements=["digest"])
    kept_id = session.scalar(insertion.returning(MailReply.id))
    if kept_id is not None:
        for one in said.attachments if keeps_files else ():
            hung = {"reply_id": kept_id, "member_id": member_id, "name": one.name}
            session.add(MailReplyFile(**hung, content=one.content))
        jobs.enqueue(TAKE, row=kept_id)
    return Received.REPLY


def _count_lately(member_id: int) -> int:
    lately = MailReply.received_at > now() - timedelta(hours=1)
    counted = select(func.count(MailReply.id)).where(MailReply.member_id == member_id, lately)
    return session.scalar(counted) or 0


def _without_detail(address: str) -> str:
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
