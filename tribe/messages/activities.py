"""What happens in conversations; of each act those alone may learn who are in it."""

from functools import partial

from tribe.activity import ActivityKind
from tribe.activity.kinds import Audience
from tribe.speech import Message

_kind = partial(ActivityKind, audience=Audience.OWN)

MESSAGE_WRITTEN = _kind(
    "messages.message.written",
    "message",
    words=Message("a private message written"),
    facts=("conversation", "number"),
    watched="conversation",
)
MESSAGE_EDITED = _kind(
    "messages.message.edited",
    "message",
    words=Message("a private message changed"),
    facts=("conversation",),
    watched="conversation",
)
MESSAGE_REMOVED = _kind(
    "messages.message.removed",
    "message",
    words=Message("a private message removed"),
    facts=("conversation",),
    watched="conversation",
)
MESSAGE_HIDDEN = _kind(
    "messages.message.hidden",
    "message",
    words=Message("a private message taken out of sight"),
    facts=("conversation",),
    watched="conversation",
)
MESSAGE_SHOWN = _kind(
    "messages.message.shown",
    "message",
    words=Message("a private message shown again"),
    facts=("conversation",),
    watched="conversation",
)
REQUEST_ACCEPTED = _kind(
    "messages.request.accepted", "conversation", words=Message("a conversation agreed to")
)
REQUEST_DECLINED = _kind(
    "messages.request.declined",
    "conversation",
    words=Message("a conversation declined"),
    closes="conversation",
)
CONVERSATION_LEFT = _kind(
    "messages.conversation.left",
    "conversation",
    words=Message("a conversation left"),
    closes="conversation",
)
KINDS = (
    MESSAGE_WRITTEN,
    MESSAGE_EDITED,
    MESSAGE_REMOVED,
    MESSAGE_HIDDEN,
    MESSAGE_SHOWN,
    REQUEST_ACCEPTED,
    REQUEST_DECLINED,
    CONVERSATION_LEFT,
)
