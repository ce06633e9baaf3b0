"""Accounts as moderation reads them."""

from urllib.parse import quote

from tribe.access import Actor
from tribe.base.db import session
from tribe.members.models import Member, State
from tribe.speech import Message
from tribe.web.moderated import Choices, Details, Matter, Moderated, ModerationAct


def read_member(member_id: int) -> Matter | None:
    """An account, while its member has not left."""
    member = session.get(Member, member_id)
    if member is None or member.state is State.LEFT:
        return None
    return Matter(member.id, member.name, f"/u/{quote(member.name)}", member.bio)


def warn(_actor: Actor, _member_id: int, _choices: Choices) -> Details:
    """Nothing but the statement, which says what was wrong."""
    return {}


def take_back_warning(_actor: Actor, _member_id: int, _details: Details) -> None:
    """Nothing but the statement, which says that it does not stand any more."""


MODERATED = (Moderated("member", read_member),)
ACTS = (
    ModerationAct(
        "members.member.warn",
        "member",
        label=Message("Warn"),
        done=Message("You were warned. Nothing else was done."),
        apply=warn,
        undo=take_back_warning,
        order=10,
    ),
)
