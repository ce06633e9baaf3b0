"""Private conversations as those who are in them read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from tribe.base.db import now, session
from tribe.base.paging import START, Cursor, Order, Page, Span, read_page
from tribe.blocking import EVERYBODY, reader
from tribe.members.models import Member
from tribe.members.summaries import SUMMARY, MemberSummary, summary_columns
from tribe.messages.models import (
    Conversation,
    ConversationMember,
    Keeping,
    MessageChoice,
    PrivateMessage,
    Standing,
    WhoMayWrite,
)

LATEST_FIRST = Order((Conversation.last_written_at, Conversation.id), is_falling=True)
LAST_FIRST = Order((PrivateMessage.number,), is_falling=True)
SIZE = 50  # messages of a page
BEGINNING = WhoMayWrite.ASKING  # of who chose nothing


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation, and how a member stands in it."""

    conversation: Conversation
    own: ConversationMember | None

    @property
    def member_id(self) -> int | None:
        """Whose place it is; None where they are not in it."""
        return self.own.member_id if self.own is not None else None

    @property
    def standing(self) -> Standing | None:
        """How they stand in it."""
        return self.own.standing if self.own is not None else None

    @property
    def keeping(self) -> Keeping:
        """What may be taken away of it."""
        return self.conversation.keeping

    @property
    def is_whole(self) -> bool:
        """Whether those in it read each other though they keep apart, as it is kept."""
        return self.keeping is not Keeping.FREE

    @property
    def read(self) -> int:
        """The number up to which they have read it."""
        return self.own.last_read_number if self.own is not None else 0


@dataclass(frozen=True, slots=True)
class Other:
    """Another member of a conversation, and how they stand in it."""

    standing: Standing
    member: MemberSummary


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation in the list, with the others in it."""

    id: int
    title: str
    last_written_at: datetime
    standing: Standing
    is_unread: bool
    others: list[MemberSummary] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as its page shows it; a removed one has no words."""

    id: int
    number: int
    author_id: int
    html: str
    written_at: datetime
    edited_at: datetime | None
    is_removed: bool
    is_hidden: bool
    author: MemberSummary


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may begin to write to a member, and whether mails say what was written."""

    who_may_write: WhoMayWrite = BEGINNING
    mails_have_words: bool = False


def find_place(conversation_id: int, member_id: int) -> Place | None:
    """A conversation with how a member stands in it; one query."""
    own = and_(
        ConversationMember.conversation_id == Conversation.id,
        ConversationMember.member_id == member_id,
    )
    found = select(Conversation, ConversationMember).outerjoin(ConversationMember, own)
    found = found.where(Conversation.id == conversation_id, has_others_to_meet(member_id))
    row = session.execute(found).first()
    return Place(row[0], row[1]) if row is not None else None


def find_message(message_id: int) -> PrivateMessage | None:
    """A message by its number; one query."""
    return session.get(PrivateMessage, message_id)


def find_choice(member_id: int) -> Choice:
    """What a member chose, or the beginning; one query."""
    row = session.get(MessageChoice, member_id)
    return Choice(row.who_may_write, row.mails_have_words) if row is not None else Choice()


def list_others(conversation_id: int, member_id: int, *, is_whole: bool = False) -> list[Other]:
    """The others of a conversation, by name, also those who left it; one query.

    With `is_whole` also from whom the reader keeps apart.
    """
    found = (
        select(ConversationMember.standing, *summary_columns())
        .join(Member, Member.id == ConversationMember.member_id)
        .where(
            ConversationMember.conversation_id == conversation_id,
            ConversationMember.member_id != member_id,
        )
        .order_by(Member.name_key)
    )
    found = found.execution_options(**EVERYBODY) if is_whole else found
    return [Other(row[0], MemberSummary.of(row)) for row in session.execute(found)]


def has_others_to_meet(member_id: int) -> ColumnElement[bool]:
    """That in a conversation somebody else is whom its reader meets, or nobody at all."""
    apart = sorted(reader().apart)
    if not apart:
        return true()
    met, kept = aliased(ConversationMember), aliased(ConversationMember)
    is_met = exists().where(
        met.conversation_id == Conversation.id, met.member_id.not_in([member_id, *apart])
    )
    is_apart = exists().where(kept.conversation_id == Conversation.id, kept.member_id.in_(apart))
    return or_(
        Conversation.keeping != Keeping.FREE,
        is_met.correlate(Conversation),
        ~is_apart.correlate(Conversation),
    )


def list_conversations(
    member_id: int, standing: Standing = Standing.IN, span: Span = START
) -> Page[ConversationRow]:
    """A member's conversations, the latest first; two queries."""
    unread = exists().where(
        PrivateMessage.conversation_id == Conversation.id,
        PrivateMessage.number > ConversationMember.last_read_number,
        PrivateMessage.author_id != member_id,
        PrivateMessage.removed_at.is_(None),
    )
    own = (
        select(
            Conversation.id,
            Conversation.title,
            Conversation.last_written_at,
            ConversationMember.standing,
            unread.label("is_unread"),
        )
        .join(ConversationMember, ConversationMember.conversation_id == Conversation.id)
        .where(
            ConversationMember.member_id == member_id,
            ConversationMember.standing == standing,
            has_others_to_meet(member_id),
        )
    )
    page = read_page(own, LATEST_FIRST, span, lambda row: ConversationRow(*row))
    others = _others_of([row.id for row in page.rows], member_id)
    return page.holding([replace(row, others=others.get(row.id, [])) for row in page.rows])


def _others_of(ids: Collection[int], member_id: int) -> dict[int, list[MemberSummary]]:
    """Who else is in some conversations, or was asked to be; whether they declined is not told."""
    found: dict[int, list[MemberSummary]] = {}
    if not ids:
        return found
    chosen = (
        select(ConversationMember.conversation_id, *summary_columns())
        .join(Member, Member.id == ConversationMember.member_id)
        .where(
            ConversationMember.conversation_id.in_(sorted(ids)),
            ConversationMember.member_id != member_id,
            ConversationMember.standing != Standing.LEFT,
        )
        .order_by(Member.name_key)
    )
    for row in session.execute(chosen):
        found.setdefault(row[0], []).append(MemberSummary.of(row))
    return found


_ROW = (
    PrivateMessage.id,
    PrivateMessage.number,
    PrivateMessage.author_id,
    PrivateMessage.html,
    PrivateMessage.written_at,
    PrivateMessage.edited_at,
    PrivateMessage.removed_at.is_not(None).label("is_removed"),
    PrivateMessage.hidden_at.is_not(None).label("is_hidden"),
    *summary_columns(),
)


def list_messages(
    conversation_id: int, span: Span = START, *, is_whole: bool = False
) -> Page[MessageRow]:
    """A page of a conversation, the last message first; one query.

    With `is_whole` also of whom the reader keeps apart from.
    """
    chosen = (
        select(*_ROW)
        .join(Member, Member.id == PrivateMessage.author_id)
        .where(PrivateMessage.conversation_id == conversation_id)
    )
    chosen = chosen.execution_options(**EVERYBODY) if is_whole else chosen
    return read_page(chosen, LAST_FIRST, span, _message_row, SIZE)


def span_around(place: Place, number: int) -> Span:
    """Where a page begins that has a message of that number amid it."""
    last = number + SIZE // 2
    if last >= place.conversation.highest_number:
        return START
    return Span(after=Cursor((last + 1,)))


def list_after(
    conversation_id: int,
    number: int,
    first: int,
    since: datetime | None,
    *,
    is_whole: bool = False,
) -> list[MessageRow]:
    """Messages beyond a number, and those from another on that changed since; one query."""
    changed = PrivateMessage.number > number
    if since is not None:
        is_changed = or_(
            PrivateMessage.removed_at >= since,
            PrivateMessage.edited_at >= since,
            PrivateMessage.hidden_at >= since,
        )
        changed = changed | and_(PrivateMessage.number >= first, is_changed)
    chosen = (
        select(*_ROW)
        .join(Member, Member.id == PrivateMessage.author_id)
        .where(PrivateMessage.conversation_id == conversation_id, changed)
        .order_by(PrivateMessage.number)
        .limit(SIZE)
    )
    chosen = chosen.execution_options(**EVERYBODY) if is_whole else chosen
    return [_message_row(row) for row in session.execute(chosen)]


def _message_row(row: Sequence[Any]) -> MessageRow:
    number, place, author_id, html, written_at, edited_at, is_removed, is_hidden = row[:-SUMMARY]
    gone = bool(is_removed), bool(is_hidden)
    words = "" if is_hidden else html
    author = MemberSummary(*row[-SUMMARY:])
    return MessageRow(number, place, author_id, words, written_at, edited_at, *gone, author)


def has_written(member_id: int, conversation_id: int) -> bool:
    """Whether a member wrote in a conversation; one query."""
    own = (PrivateMessage.author_id == member_id, PrivateMessage.conversation_id == conversation_id)
    return bool(session.scalar(select(exists().where(*own))))


def wrote_to_each_other(reader_id: int, writer_id: int) -> bool:
    """Whether a member said something in a conversation that another was in; one query."""
    said = select(PrivateMessage.conversation_id).where(PrivateMessage.author_id == reader_id)
    return bool(session.scalar(select(_is_in(writer_id, said, (Standing.IN, Standing.LEFT)))))


def waits_for(writer_id: int, reader_id: int) -> bool:
    """Whether a member wrote to another who has not agreed to it; one query."""
    begun = select(Conversation.id).where(Conversation.begun_by_id == writer_id)
    waiting = (Standing.ASKED, Standing.DECLINED)
    return bool(session.scalar(select(_is_in(reader_id, begun, waiting))))


def _is_in(member_id: int, ids: Any, standings: Collection[Standing]) -> ColumnElement[bool]:
    return exists().where(
        ConversationMember.member_id == member_id,
        ConversationMember.conversation_id.in_(ids),
        ConversationMember.standing.in_(standings),
    )


def count_begun(member_id: int) -> int:
    """To how many members one began to write within a day; one query."""
    begun = (
        select(func.count())
        .select_from(ConversationMember)
        .join(Conversation, Conversation.id == ConversationMember.conversation_id)
    )
    recent = Conversation.begun_at > now() - timedelta(days=1)
    others = ConversationMember.member_id != member_id
    return session.scalar(begun.where(Conversation.begun_by_id == member_id, recent, others)) or 0
