"""Who is told of private messages; no notice says what they say, nor under which title."""

from sqlalchemy import Select, func, select

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
    """Who is in the conversation and has not muted or read it."""
    return _of_standing(cause, Standing.IN)


def asked(cause: Cause) -> Select[int]:
    """Who is asked to be in it."""
    return _of_standing(cause, Standing.ASKED)


def _of_standing(cause: Cause, standing: Standing) -> Select[int]:
    return select(ConversationMember.member_id).where(
        ConversationMember.conversation_id == cause.facts["conversation"],
        ConversationMember.standing == standing,
        ~ConversationMember.is_muted,
        ConversationMember.last_read_number < cause.facts["number"],
    )


def standing(act: Cause) -> Select[int]:
    """The message itself, where it is neither removed nor hidden."""
    stands = (PrivateMessage.removed_at.is_(None), PrivateMessage.hidden_at.is_(None))
    return select(PrivateMessage.id).where(PrivateMessage.id == act.subject_id, *stands)


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
    restored_by=(activities.MESSAGE_SHOWN,),
    standing=standing,
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
    restored_by=(activities.MESSAGE_SHOWN,),
    standing=standing,
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
