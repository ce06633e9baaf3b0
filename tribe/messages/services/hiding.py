"""Taking a message out of sight that was reported, and showing it again."""

from tribe.access import Actor, require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.messages import activities, policy
from tribe.messages.models import PrivateMessage


def hide(moderator: Actor, message_id: int) -> None:
    """Let nobody read a message any more; its words stay, for what may be undone.

    Raises Forbidden, NotFound.
    """
    require(moderator, policy.HIDE)
    message = _hold(message_id)
    message.hidden_at = now()
    session.flush()
    at = message.conversation_id
    record(activities.MESSAGE_HIDDEN, message.id, actor_id=moderator.id, conversation=at)


def show_again(moderator: Actor, message_id: int) -> None:
    """Let those who are in the conversation read it again. Raises Forbidden, NotFound."""
    require(moderator, policy.HIDE)
    message = _hold(message_id)
    message.hidden_at = None
    session.flush()
    at = message.conversation_id
    record(activities.MESSAGE_SHOWN, message.id, actor_id=moderator.id, conversation=at)


def _hold(message_id: int) -> PrivateMessage:
    message = session.get(PrivateMessage, message_id, with_for_update=True, populate_existing=True)
    if message is None:
        raise NotFound("messages.no_message")
    return message
