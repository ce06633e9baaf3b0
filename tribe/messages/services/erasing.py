"""What a member who is erased leaves in private conversations: their words or not, no name."""

from sqlalchemy import delete, exists, func, or_, select, update

from tribe.base.db import now, session
from tribe.jobs import renew
from tribe.markup import COOK_VERSION
from tribe.markup.unnaming import (
    keys_alike,
    keys_called,
    posts_headed,
    without_name,
    without_quotes_of,
)
from tribe.members.mentioned import borne_by_others, cook_named
from tribe.messages.models import Conversation, ConversationMember, PrivateMessage
from tribe.messages.policy import READING
from tribe.privacy import Leaver

BATCH = 200  # messages of one transaction: a second's work, so that writers do not wait


def erase(leaver: Leaver) -> None:
    """Take a member out of every conversation; one that nobody else reads goes whole.

    In short transactions that a kill does not undo.
    """
    _forget_alone(leaver)
    if leaver.takes_words:
        gone = {"source": "", "html": "", "text": ""}
        removed = {"removed_at": func.coalesce(PrivateMessage.removed_at, now())}
        own = update(PrivateMessage).where(PrivateMessage.author_id == leaver.id)
        session.execute(own.values(gone | removed))
        begun = update(Conversation).where(Conversation.begun_by_id == leaver.id)
        session.execute(begun.values(title=leaver.gone))
        renew()
    _unname(leaver)


def _forget_alone(leaver: Leaver) -> None:
    """Conversations of the member that nobody else reads, or will answer."""
    theirs = select(ConversationMember.conversation_id).where(
        ConversationMember.member_id == leaver.id
    )
    others = exists().where(
        ConversationMember.conversation_id == Conversation.id,
        ConversationMember.member_id != leaver.id,
        ConversationMember.standing.in_(READING),
    )
    session.execute(delete(Conversation).where(Conversation.id.in_(theirs), ~others))
    renew()


def _unname(leaver: Leaver) -> None:
    """Let no message call the member by name, nor quote a post by it, nor what they took away.

    Whose posts these are is not known here: what is quoted under their name counts as theirs.
    """
    instead = {"name": leaver.stand_in} | ({"words": leaver.gone} if leaver.takes_words else {})
    last = 0
    while True:
        source = PrivateMessage.source
        calls = or_(source.contains("@"), source.contains("](/p/"))
        chosen = select(PrivateMessage).where(PrivateMessage.id > last, calls)
        found = session.scalars(chosen.order_by(PrivateMessage.id).limit(BATCH)).all()
        if not found:
            return
        last = found[-1].id
        called = keys_called(message.source for message in found)
        others = borne_by_others(called, leaver.id) - leaver.keys
        keys = keys_alike(leaver.keys, called, others)
        for message in found:
            told = without_name(message.source, keys, others | keys, leaver.stand_in)
            theirs = posts_headed(told, leaver.keys)
            told = without_quotes_of(told, theirs, leaver.keys, instead)
            if told != message.source:
                cooked = cook_named(told)
                message.source, message.html, message.text = told, cooked.html, cooked.text
                message.cook_version = COOK_VERSION
        session.flush()
        renew()
        session.expunge_all()
