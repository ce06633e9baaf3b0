"""Private messages as moderation reads them: one by one, and only those that a reader reported."""

from tribe.access import Actor
from tribe.messages.addresses import message_link
from tribe.messages.looked import LOOKED_AT
from tribe.messages.queries import find_message
from tribe.messages.services import hide, show_again
from tribe.speech import Message
from tribe.web.moderated import (
    Choices,
    Details,
    Matter,
    Moderated,
    ModerationAct,
    Restriction,
    Taken,
    in_view,
)

TITLE = "Message"  # in both languages: lists have no word of it, nor the conversation's title


def read_message(message_id: int) -> Matter | None:
    """A message that its author has not taken away."""
    message = find_message(message_id)
    if message is None or message.is_removed:
        return None
    return Matter(
        message.author_id,
        TITLE,
        message_link(message.id),
        message.text,
        is_gone=message.is_hidden,
    )


def take_out_of_sight(actor: Actor, message_id: int, _choices: Choices) -> Details:
    """Hide it; nothing beside is needed to show it again."""
    hide(actor, message_id)
    return {}


def put_back(actor: Actor, message_id: int, _details: Details) -> None:
    """Show it again, where its author has not taken it away since."""
    if read_message(message_id) is not None:
        show_again(actor, message_id)


MODERATED = (Moderated("message", read_message, looked_as=LOOKED_AT),)
ACTS = (
    ModerationAct(
        "messages.message.hide",
        "message",
        label=Message("Take the message out of sight"),
        done=Message("Your private message was taken out of sight."),
        logged=Message("A private message was taken out of sight"),
        apply=take_out_of_sight,
        undo=put_back,
        is_possible=in_view("message"),
        restriction=Restriction.VISIBILITY,
        taken=Taken.HIDDEN,
        key="h",
    ),
)
