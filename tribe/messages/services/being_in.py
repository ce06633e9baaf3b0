"""Being in a conversation: agreeing to it, declining it, muting it, leaving it."""

from sqlalchemy import delete, select

from tribe.access import require
from tribe.activity import ActivityKind, record
from tribe.base.db import session
from tribe.members.models import Member
from tribe.messages import activities, policy
from tribe.messages.models import (
    Conversation,
    ConversationMember,
    Keeping,
    PrivateMessage,
    Standing,
)
from tribe.messages.policy import READING
from tribe.messages.services.writing import hold, raise_mark
from tribe.notices.services import mark_seen


def accept(member: Member, conversation_id: int) -> None:
    """Agree to a conversation that another began. Raises NotFound, Forbidden."""
    _answer(member, conversation_id, Standing.IN, activities.REQUEST_ACCEPTED)


def decline(member: Member, conversation_id: int) -> None:
    """Want nothing of it; whoever began it is not told. Raises NotFound, Forbidden."""
    _answer(member, conversation_id, Standing.DECLINED, activities.REQUEST_DECLINED)
    let_go(conversation_id)


def _answer(member: Member, conversation_id: int, standing: Standing, kind: ActivityKind) -> None:
    place = hold(member, conversation_id)
    require(member, policy.ANSWER, place)
    assert place.own is not None
    place.own.standing = standing
    session.flush()
    raise_mark(member.id, conversation_id, place.conversation.highest_number)
    mark_seen(member.id, "conversation", conversation_id)
    record(kind, conversation_id, actor_id=member.id)


def mute(member: Member, conversation_id: int) -> None:
    """Be told nothing of it; raises NotFound, Forbidden."""
    _set_muted(member, conversation_id, is_muted=True)
    mark_seen(member.id, "conversation", conversation_id)


def unmute(member: Member, conversation_id: int) -> None:
    """Be told of it again; raises NotFound, Forbidden."""
    _set_muted(member, conversation_id, is_muted=False)


def _set_muted(member: Member, conversation_id: int, *, is_muted: bool) -> None:
    place = hold(member, conversation_id)
    require(member, policy.MUTE, place)
    assert place.own is not None
    place.own.is_muted = is_muted
    session.flush()


def leave(member: Member, conversation_id: int) -> None:
    """Read and hear no more of it. Raises NotFound, Forbidden, also where it is held."""
    place = hold(member, conversation_id)
    require(member, policy.LEAVE, place)
    assert place.own is not None
    place.own.standing = Standing.LEFT
    session.flush()
    mark_seen(member.id, "conversation", conversation_id)
    record(activities.CONVERSATION_LEFT, conversation_id, actor_id=member.id)
    let_go(conversation_id)


def let_go(conversation_id: int) -> None:
    """Forget the words of a conversation that nobody reads any more, unless they are kept.

    That somebody declined it stays, so that they are not asked anew.
    """
    conversation = session.get_one(Conversation, conversation_id)
    standings = set(
        session.scalars(
            select(ConversationMember.standing).where(
                ConversationMember.conversation_id == conversation_id
            )
        )
    )
    if conversation.keeping is not Keeping.FREE or standings & set(READING):
        return
    of_it = PrivateMessage.conversation_id == conversation_id
    session.execute(delete(PrivateMessage).where(of_it))
    if Standing.DECLINED in standings:
        conversation.title = ""
    else:
        session.execute(delete(Conversation).where(Conversation.id == conversation_id))
    session.flush()
