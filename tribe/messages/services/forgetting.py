"""Forgetting old conversations, and cooking messages anew when the kitchen has changed."""

from datetime import timedelta

from sqlalchemy import delete, select

from tribe.base.db import now, session
from tribe.markup import COOK_VERSION
from tribe.members.mentioned import cook_named
from tribe.messages.models import Conversation, Keeping, PrivateMessage
from tribe.messages.settings import CONVERSATION_DAYS
from tribe.settings import value_of

BATCH = 100  # messages: a second's work, so that writers do not wait


def forget_old() -> None:
    """Delete conversations in which nobody wrote for as long as an admin says; none that is held.

    How long is asked of each day anew, 0 forgets none.
    """
    days = value_of(CONVERSATION_DAYS)
    if days:
        is_old = Conversation.last_written_at < now() - timedelta(days=days)
        session.execute(delete(Conversation).where(is_old, Conversation.keeping != Keeping.HELD))


def cook_again(size: int = BATCH) -> int:
    """Cook the oldest messages of an earlier version; how many there were. Nobody is told."""
    stale = select(PrivateMessage).where(PrivateMessage.cook_version < COOK_VERSION)
    messages = session.scalars(stale.order_by(PrivateMessage.id).limit(size)).all()
    for message in messages:
        cooked = cook_named(message.source)
        message.html, message.text = cooked.html, cooked.text
        message.cook_version = COOK_VERSION
    session.flush()
    return len(messages)
