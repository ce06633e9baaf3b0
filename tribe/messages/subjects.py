"""Private conversations and messages as notices refer to them: to who is in them alone."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.messages.addresses import conversation_link, message_place
from tribe.messages.models import Conversation, ConversationMember, PrivateMessage
from tribe.messages.policy import READING
from tribe.web.subjects import READER, Shown, Sight, Subject


def show_conversation(actor: Actor, conversation_id: int) -> Shown | None:
    """A conversation, to who is in it."""
    found = select(Conversation.title).where(
        Conversation.id == conversation_id, Conversation.id.in_(_read_by(actor))
    )
    title = session.scalar(found)
    return Shown(title, conversation_link(conversation_id)) if title is not None else None


def show_message(actor: Actor, message_id: int) -> Shown | None:
    """A message that stands, to who is in its conversation."""
    return _show(actor, [message_id], has_text=True).get(message_id)


def show_messages(actor: Actor, message_ids: Collection[int]) -> Mapping[int, Shown]:
    """Messages that stand, to who is in their conversations, without their texts; one query."""
    return _show(actor, message_ids)


def _show(
    actor: Actor, message_ids: Collection[int], *, has_text: bool = False
) -> Mapping[int, Shown]:
    found = (
        select(
            PrivateMessage.id,
            PrivateMessage.conversation_id,
            PrivateMessage.number,
            PrivateMessage.text,
            Conversation.title,
        )
        .join(Conversation, Conversation.id == PrivateMessage.conversation_id)
        .where(
            PrivateMessage.id.in_(sorted(message_ids)),
            PrivateMessage.removed_at.is_(None),
            PrivateMessage.hidden_at.is_(None),
            Conversation.id.in_(_read_by(actor)),
        )
    )
    return {
        message_id: Shown(title, message_place(at, number), text if has_text else "")
        for message_id, at, number, text, title in session.execute(found)
    }


def _read_by(actor: Actor) -> Select[int]:
    return select(ConversationMember.conversation_id).where(
        ConversationMember.member_id == (actor.id or 0), ConversationMember.standing.in_(READING)
    )


def _is_seen(number: ColumnElement[int]) -> ColumnElement[bool]:
    read = select(ConversationMember.conversation_id).where(
        ConversationMember.member_id == READER, ConversationMember.standing.in_(READING)
    )
    return exists().where(
        PrivateMessage.id == number,
        PrivateMessage.removed_at.is_(None),
        PrivateMessage.hidden_at.is_(None),
        PrivateMessage.conversation_id.in_(read),
    )


SUBJECTS = (
    Subject("conversation", lambda: _("conversation"), show_conversation),
    Subject(
        "message",
        lambda: _("private message"),
        show_message,
        is_reportable=True,
        show_all=show_messages,
        sight=Sight(_is_seen),
    ),
)
