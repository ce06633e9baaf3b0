"""Who is told of private messages; no notice says what they say, nor under which title."""

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from tribe.activity.notices import (
    Cause,
    CountedSentence,
    NoticeGroup,
    NoticeKind,
    Rank,
)
from tribe.base.db import session
from tribe.base.i18n import gettext as _
from tribe.members.models import Member
from tribe.messages import activities
from tribe.messages.mails import WRITTEN as MAIL
from tribe.messages.models import ConversationMember, PrivateMessage, Standing
from tribe.notices.mailing import writer


def readers(cause: Cause) -> Select[int]:
    """Who is in the conversation and has not muted or read it, where the message stands."""
    return _standing(cause, Standing.IN)


def asked(cause: Cause) -> Select[int]:
    """Who is asked to be in it, where the message stands."""
    return _standing(cause, Standing.ASKED)


def _standing(cause: Cause, standing: Standing) -> Select[int]:
    return select(ConversationMember.member_id).where(
        ConversationMember.conversation_id == cause.facts["conversation"],
        ConversationMember.standing == standing,
        ~ConversationMember.is_muted,
        ConversationMember.last_read_number < cause.facts["number"],
        _stands(cause.subject_id),
    )


def _stands(message_id: int) -> ColumnElement[bool]:
    gone = or_(PrivateMessage.removed_at.is_not(None), PrivateMessage.hidden_at.is_not(None))
    return exists().where(PrivateMessage.id == message_id, ~gone)


def answers_a_member(cause: Cause) -> bool:
    """Whether it is the brand's first message since a member wrote: each is owed one answer."""
    of_brand = select(Member.id).where(Member.is_brand)
    said = (
        PrivateMessage.conversation_id == cause.facts["conversation"],
        PrivateMessage.number < cause.facts["number"],
    )
    is_theirs = PrivateMessage.author_id.in_(of_brand) | (
        PrivateMessage.author_id == cause.actor_id
    )
    last = func.coalesce(func.max(PrivateMessage.number), 0)
    of_member = session.scalar(select(last).where(*said, ~is_theirs)) or 0
    answered = session.scalar(select(last).where(*said, is_theirs)) or 0
    return of_member > answered


WRITTEN = NoticeKind(
    "messages.written",
    Rank.MENTION,
    "who is in the conversation, unless they muted it",
    (activities.MESSAGE_WRITTEN,),
    readers,
    CountedSentence("%(people)s wrote to you", "%(people)s wrote to you"),
    thing="conversation",
    undone_by=(activities.MESSAGE_REMOVED, activities.MESSAGE_HIDDEN),
    mail=writer(MAIL),
    is_owed=answers_a_member,
)
ASKED = NoticeKind(
    "messages.asked",
    Rank.CONCERNED,
    "who does not know its writer, and is asked",
    (activities.MESSAGE_WRITTEN,),
    asked,
    CountedSentence(
        "%(people)s would like to write to you", "%(people)s would like to write to you"
    ),
    thing="conversation",
    undone_by=(activities.MESSAGE_REMOVED, activities.MESSAGE_HIDDEN),
    mail=writer(MAIL),
    is_owed=answers_a_member,
    is_question=True,
)
NOTICES = (WRITTEN, ASKED)
GROUP = NoticeGroup(
    lambda: _("Private messages"),
    {
        "messages.written": lambda: _("what is written to you in private"),
        "messages.asked": lambda: _("members whom you do not know and who would like to write"),
    },
)
