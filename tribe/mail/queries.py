"""Reading the outbox, for operators: no facts and no texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.mail.connection import BROKEN
from tribe.mail.mails import TEST
from tribe.mail.models import OPEN, Mail, MailAddress, MailReply, MailState

NEWEST = Order((Mail.id,), is_falling=True)
LAST_PAUSED = Order((MailAddress.paused_at, MailAddress.id), is_falling=True)
LAST_RECEIVED = Order((MailReply.id,), is_falling=True)
PAGE = 30
SHOWN = (
    Mail.id,
    Mail.kind,
    MailAddress.address,
    Mail.state,
    Mail.attempts,
    Mail.answer,
    Mail.created_at,
    Mail.due_at,
    Mail.ended_at,
)


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail as operators see it."""

    id: int
    kind: str
    address: str
    state: MailState
    attempts: int
    answer: str
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None


def list_mails(
    state: MailState | None = None, span: Span = START, size: int = PAGE
) -> Page[MailRow]:
    """Mails, the newest first, in one state or in all; one query."""
    listed = select(*SHOWN).join(MailAddress, MailAddress.id == Mail.address_id)
    if state is not None:
        listed = listed.where(Mail.state == state)
    return read_page(listed, NEWEST, span, lambda row: MailRow(*row), size)


def list_paused(span: Span = START, size: int = PAGE) -> Page[MailAddress]:
    """Addresses that nothing goes to, the last paused first; one query."""
    paused = select(MailAddress).where(MailAddress.paused_at.is_not(None))
    return read_page(paused, LAST_PAUSED, span, size=size)


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """An answer that came in, as operators see it: not from whom, and nothing of what it says."""

    id: int
    thing: str
    thing_id: int
    received_at: datetime
    ended_at: datetime | None
    refusal: str


def list_replies(span: Span = START, size: int = PAGE) -> Page[ReplyRow]:
    """Answers that came in, the newest first; one query."""
    columns = (
        MailReply.id,
        MailReply.thing,
        MailReply.thing_id,
        MailReply.received_at,
        MailReply.ended_at,
        MailReply.refusal,
    )
    return read_page(select(*columns), LAST_RECEIVED, span, lambda row: ReplyRow(*row), size)


def count_states() -> Mapping[MailState, int]:
    """How many mails stand where; one query along an index."""
    rows = session.execute(select(Mail.state, func.count(Mail.id)).group_by(Mail.state))
    return dict(rows.all())


def find_trouble() -> str | None:
    """The code of what the server's trouble is, where mail is held up by it; one query."""
    last = select(Mail.answer).where(OPEN, Mail.state == MailState.DEFERRED)
    answer = session.scalar(last.order_by(Mail.due_at.desc()).limit(1))
    return answer if answer in BROKEN else None


def find_last_test(address: str) -> MailRow | None:
    """How the latest test message to an address stands; one query."""
    theirs = (Mail.kind == TEST.name, MailAddress.address == address.strip().lower())
    tests = select(*SHOWN).join(MailAddress, MailAddress.id == Mail.address_id).where(*theirs)
    row = session.execute(tests.order_by(Mail.id.desc()).limit(1)).first()
    return MailRow(*row) if row is not None else None


def get_address(address_id: int) -> MailAddress | None:
    """An address by its number."""
    return session.get(MailAddress, address_id)
