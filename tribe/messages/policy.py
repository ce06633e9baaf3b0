"""Who may do what in private conversations: those who are in them, and nobody besides."""

from typing import Protocol

from tribe.access import INACTIVE, Actor, Permission, is_moderator, is_silenced
from tribe.messages.models import Keeping, Standing

READING = (Standing.IN, Standing.ASKED)


class PlaceLike(Protocol):
    """How a member stands in a conversation, and what may be taken away of it."""

    @property
    def member_id(self) -> int | None:
        """Whose place it is; None where they are not in it."""

    @property
    def standing(self) -> Standing | None:
        """How they stand in it."""

    @property
    def keeping(self) -> Keeping:
        """The conversation's."""


class MessageLike(Protocol):
    """What rules need to know of a message."""

    @property
    def author_id(self) -> int:
        """Who wrote it."""

    @property
    def is_removed(self) -> bool:
        """Whether they took it away."""

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator took it out of sight."""


def _begins(actor: Actor) -> bool:
    """Members; the brand writes to them by what their budget of its messages counts."""
    return not actor.is_brand


def _reads(actor: Actor, place: PlaceLike) -> bool:
    """Who is in it, or is asked to be."""
    return place.member_id == actor.id and place.standing in READING


def _is_in(actor: Actor, place: PlaceLike) -> bool:
    """Who is in it."""
    return place.member_id == actor.id and place.standing is Standing.IN


def _is_held(actor: Actor, place: PlaceLike) -> bool:
    """Who is in it, while it is held: where a moderator talks with two."""
    return _is_in(actor, place) and place.keeping is Keeping.HELD


def _is_asked(actor: Actor, place: PlaceLike) -> bool:
    """Who is asked, and has not answered."""
    return place.member_id == actor.id and place.standing is Standing.ASKED


def _leaves(actor: Actor, place: PlaceLike) -> bool:
    """Who is in it, unless it is held."""
    return _is_in(actor, place) and place.keeping is not Keeping.HELD


def _changes(actor: Actor, message: MessageLike, place: PlaceLike) -> bool:
    """Who wrote it and is in there still, unless its words are kept."""
    is_own = message.author_id == actor.id and not (message.is_removed or message.is_hidden)
    return is_own and _is_in(actor, place) and place.keeping is Keeping.FREE


CHOOSE = Permission("messages:choice:make", INACTIVE)
BEGIN = Permission(
    "messages:conversation:begin", "messages.brand_begins_none", _begins, is_speech=True
)
READ = Permission("messages:conversation:read", "messages.none", _reads)
WRITE = Permission("messages:conversation:write", "messages.none", _is_in, is_speech=True)
# what a silence is for is talked over there, so that it does not reach it
WRITE_HELD = Permission("messages:conversation:write_held", "messages.none", _is_held)
ANSWER = Permission("messages:conversation:answer", "messages.not_asked", _is_asked)
MUTE = Permission("messages:conversation:mute", "messages.none", _is_in)
LEAVE = Permission("messages:conversation:leave", "messages.held", _leaves)
EDIT = Permission("messages:message:edit", "messages.may_not_change", _changes, is_speech=True)
HIDE = Permission("messages:message:hide", "messages.not_moderator", is_moderator)
REMOVE = Permission("messages:message:remove", "messages.may_not_change", _changes)
PERMISSIONS = (
    CHOOSE,
    BEGIN,
    READ,
    WRITE,
    WRITE_HELD,
    ANSWER,
    MUTE,
    LEAVE,
    EDIT,
    REMOVE,
    HIDE,
)


def writing(actor: Actor, place: PlaceLike) -> Permission:
    """By which permission somebody writes in a conversation."""
    return WRITE_HELD if place.keeping is Keeping.HELD and is_silenced(actor) else WRITE
