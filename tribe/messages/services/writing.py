"""Writing in a conversation, changing what one wrote, and the marks of reading."""

from sqlalchemy import update

from tribe.access import may, require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.markup import COOK_VERSION, MAX_SOURCE_LENGTH, words_of
from tribe.members.mentioned import cook_named
from tribe.members.models import Member
from tribe.messages import activities, policy, queries
from tribe.messages.models import Conversation, ConversationMember, PrivateMessage, Standing
from tribe.messages.paces import MESSAGE
from tribe.messages.queries import Other, Place
from tribe.messages.services.blocks import are_blocked
from tribe.spam.services import weigh

MAX_LENGTH = min(20_000, MAX_SOURCE_LENGTH)


def read_place(member: Member, conversation_id: int) -> Place:
    """A conversation that a member may read. Raises NotFound, also where it is of others."""
    place = queries.find_place(conversation_id, member.id)
    if place is None or not may(member, policy.READ, place):
        raise NotFound("messages.none")
    return place


def own_place(member: Member, message_id: int) -> tuple[PrivateMessage, Place]:
    """A message that a member may read, and its conversation. Raises NotFound."""
    message = queries.find_message(message_id)
    place = queries.find_place(message.conversation_id, member.id) if message is not None else None
    if message is None or place is None or not may(member, policy.READ, place):
        raise NotFound("messages.no_message")
    return message, place


def write(author: Member, conversation_id: int, body: str) -> PrivateMessage:
    """Say something in a conversation. Raises NotFound, Forbidden, RuleBroken, and TooOften."""
    place = hold(author, conversation_id)
    require(author, policy.writing(author, place), place)
    check_body(body)
    weigh(author, MESSAGE)
    _check_is_heard(author, place, queries.list_others(conversation_id, author.id))
    return append(author, place.conversation, body)


def hold(member: Member, conversation_id: int) -> Place:
    """A conversation that a member may read, its row held until the transaction ends."""
    place = read_place(member, conversation_id)
    session.refresh(place.conversation, with_for_update=True)
    if place.own is not None:
        session.refresh(place.own)
    return place


def append(author: Member, conversation: Conversation, body: str) -> PrivateMessage:
    """The next message of a conversation whose row is held, which its author has read by that."""
    cooked = cook_named(body)
    conversation.highest_number += 1
    conversation.last_written_at = now()
    message = PrivateMessage(
        conversation_id=conversation.id,
        number=conversation.highest_number,
        author_id=author.id,
        source=body,
        html=cooked.html,
        text=cooked.text,
        cook_version=COOK_VERSION,
        edited_at=None,
        removed_at=None,
        hidden_at=None,
    )
    session.add(message)
    session.flush()
    raise_mark(author.id, conversation.id, message.number)
    record(
        activities.MESSAGE_WRITTEN,
        message.id,
        actor_id=author.id,
        conversation=conversation.id,
        number=message.number,
    )
    return message


def edit(author: Member, message_id: int, body: str) -> PrivateMessage:
    """Say it otherwise; what it said is not kept. Raises NotFound, Forbidden, RuleBroken."""
    message = _hold_own(author, message_id)
    check_body(body)
    if body == message.source:
        return message
    cooked = cook_named(body)
    message.source, message.html, message.text = body, cooked.html, cooked.text
    message.cook_version, message.edited_at = COOK_VERSION, now()
    session.flush()
    at = message.conversation_id
    record(activities.MESSAGE_EDITED, message.id, actor_id=author.id, conversation=at)
    return message


def remove(author: Member, message_id: int) -> PrivateMessage:
    """Take one's message away, its words for good. Raises NotFound, Forbidden."""
    message = _hold_own(author, message_id)
    message.source = message.html = message.text = ""
    message.removed_at = now()
    session.flush()
    at = message.conversation_id
    record(activities.MESSAGE_REMOVED, message.id, actor_id=author.id, conversation=at)
    return message


def _hold_own(author: Member, message_id: int) -> PrivateMessage:
    message, place = own_place(author, message_id)
    place = hold(author, message.conversation_id)
    session.refresh(message)
    require(author, policy.EDIT, message, place)
    return message


def mark_read(member: Member, conversation_id: int, number: int) -> None:
    """Note that a member has read up to a message; the mark never falls."""
    raise_mark(member.id, conversation_id, number)


def raise_mark(member_id: int, conversation_id: int, number: int) -> None:
    """Raise a member's mark, where it is lower."""
    session.execute(
        update(ConversationMember)
        .where(
            ConversationMember.conversation_id == conversation_id,
            ConversationMember.member_id == member_id,
            ConversationMember.last_read_number < number,
        )
        .values(last_read_number=number)
    )


def check_body(body: str) -> None:
    """Raises RuleBroken for a text that is empty or too long."""
    if len(body) > MAX_LENGTH or is_blank(words_of(body)):
        raise RuleBroken("messages.body_length", maximum=MAX_LENGTH)


def _check_is_heard(author: Member, place: Place, others: list[Other]) -> None:
    """Raises RuleBroken where nobody takes words, or where the brand would write to several."""
    standings = {other.standing for other in others}
    if author.is_brand and len(others) > 1:
        raise RuleBroken("messages.brand_with_others")
    if len(others) == 1 and are_blocked(author.id, others[0].member.id):
        raise RuleBroken("messages.silent")
    if Standing.IN in standings:
        return
    if standings & {Standing.ASKED, Standing.DECLINED}:  # whether somebody declined is not told
        if queries.has_written(author.id, place.conversation.id):
            raise RuleBroken("messages.not_accepted")
        return
    raise RuleBroken("messages.silent")
