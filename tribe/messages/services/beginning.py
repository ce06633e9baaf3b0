"""Who may begin to write to whom, and beginning a conversation."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from tribe.access import is_moderator, may, require, standing_role
from tribe.access.acquaintance import are_acquainted
from tribe.base.db import insert_or, now, session, take_turns
from tribe.base.errors import RuleBroken
from tribe.base.text import is_blank
from tribe.following.queries import is_following
from tribe.members.models import Member
from tribe.messages import policy, queries
from tribe.messages.models import (
    MAX_TITLE_LENGTH,
    Conversation,
    ConversationMember,
    Keeping,
    MessageChoice,
    Standing,
    WhoMayWrite,
)
from tribe.messages.queries import Choice
from tribe.messages.services.blocks import are_blocked
from tribe.messages.services.writing import append, check_body
from tribe.messages.settings import FIRST_MESSAGES
from tribe.settings import value_of

MAX_OTHERS = 7  # eight who talk know each other's voices; more are a topic
NEW_FOR = timedelta(days=7)


class Entry(StrEnum):
    """How a member may begin to write to another."""

    OPEN = "open"
    ASKING = "asking"  # what they write waits until the other agrees
    CLOSED = "closed"


def may_write_to(writer: Member, reader: Member) -> Entry:
    """How one may begin to write to another: the one place that asks for choices and blocks.

    Whoever moderates may write to everybody; an account of the brand to nobody.
    """
    if not (may(writer, policy.BEGIN) and standing_role(reader)) or writer.id == reader.id:
        return Entry.CLOSED
    if is_moderator(writer):
        return Entry.OPEN
    if are_blocked(writer.id, reader.id):
        return Entry.CLOSED
    chosen = queries.find_choice(reader.id).who_may_write
    if chosen is WhoMayWrite.EVERYBODY:
        return Entry.OPEN
    if chosen is WhoMayWrite.NOBODY:
        return Entry.CLOSED
    if _knows(reader, writer):
        return Entry.OPEN
    return Entry.ASKING if chosen is WhoMayWrite.ASKING else Entry.CLOSED


def _knows(reader: Member, writer: Member) -> bool:
    """Whether a member follows another, wrote to them before, or took part with them."""
    return (
        is_following(reader.id, writer.id)
        or queries.wrote_to_each_other(reader.id, writer.id)
        or are_acquainted(reader.id, writer.id)
    )


def most_first_messages(writer: Member) -> int:
    """To how many members one may begin to write in a day: few in the first week."""
    most = value_of(FIRST_MESSAGES)
    return most if writer.joined_at > now() - NEW_FOR and not is_moderator(writer) else 10 * most


def begin(writer: Member, others: Sequence[Member], title: str, body: str) -> Conversation:
    """Begin a conversation with its first message. Raises Forbidden, RuleBroken."""
    require(writer, policy.BEGIN)
    take_turns(f"messages of {writer.id}")
    readers = {other.id: other for other in others}
    check_people(writer, readers)
    check_title(title)
    check_body(body)
    entries = {other.id: _enter(writer, other) for other in readers.values()}
    most = most_first_messages(writer)
    if queries.count_begun(writer.id) + len(readers) > most:
        raise RuleBroken("messages.enough_today", most=most)
    standings = {
        number: Standing.IN if entry is Entry.OPEN else Standing.ASKED
        for number, entry in entries.items()
    }
    return open_conversation(writer, standings, title, body)


def open_conversation(
    writer: Member,
    standings: dict[int, Standing],
    title: str,
    body: str,
    keeping: Keeping = Keeping.FREE,
) -> Conversation:
    """A conversation with its first message, without asking whether."""
    conversation = Conversation(begun_by_id=writer.id, title=title, keeping=keeping)
    conversation.highest_number = 0
    session.add(conversation)
    session.flush()
    for member_id, standing in {writer.id: Standing.IN, **standings}.items():
        session.add(
            ConversationMember(
                conversation_id=conversation.id, member_id=member_id, standing=standing
            )
        )
    session.flush()
    append(writer, conversation, body)
    return conversation


def _enter(writer: Member, reader: Member) -> Entry:
    entry = may_write_to(writer, reader)
    if entry is Entry.CLOSED:
        raise RuleBroken("messages.not_to_them", name=reader.name)
    if entry is Entry.ASKING and queries.waits_for(writer.id, reader.id):
        raise RuleBroken("messages.asked_already", name=reader.name)
    return entry


def check_people(writer: Member, readers: dict[int, Member]) -> None:
    """Raises RuleBroken for nobody, for too many, or the brand among others."""
    if not readers or writer.id in readers:
        raise RuleBroken("messages.nobody")
    if len(readers) > MAX_OTHERS:
        raise RuleBroken("messages.too_many", most=MAX_OTHERS)
    if len(readers) > 1 and any(reader.is_brand for reader in readers.values()):
        raise RuleBroken("messages.brand_with_others")


def check_title(title: str) -> None:
    """Raises RuleBroken for a title of which nothing is seen, or that is too long."""
    if is_blank(title) or len(title) > MAX_TITLE_LENGTH:
        raise RuleBroken("messages.title_length", maximum=MAX_TITLE_LENGTH)


def choose(member: Member, choice: Choice) -> None:
    """Choose who may begin to write, and whether mails say what was written; raises Forbidden."""
    require(member, policy.CHOOSE)
    values = {
        "who_may_write": choice.who_may_write,
        "mails_have_words": choice.mails_have_words,
    }
    row = insert_or(MessageChoice).values(member_id=member.id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["member_id"], set_=values))
    session.expire_all()
