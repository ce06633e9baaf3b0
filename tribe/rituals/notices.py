"""Who is told of what happens to rites and those who keep them."""

from sqlalchemy import Select, or_, select, union

from tribe.access import Role
from tribe.activity.notices import (
    Cause,
    CountedSentence,
    NoticeKind,
    OfBrand,
    Rank,
    Sentence,
    concerned,
)
from tribe.base.db import session
from tribe.events.models import Attendance, Rsvp
from tribe.members.models import Member
from tribe.notices.budget import answers_a_member
from tribe.notices.mailing import writer
from tribe.rituals import activities
from tribe.rituals.mails import NEWS
from tribe.rituals.models import Enactment, RitualKeeper


def keepers(cause: Cause) -> Select[int]:
    """Who keeps a rite."""
    return select(RitualKeeper.member_id).where(RitualKeeper.ritual_id == cause.subject_id)


def keepers_of_own(cause: Cause) -> Select[int] | None:
    """Who keeps a rite, where somebody asked or answered for themself."""
    return keepers(cause) if cause.member_id in (None, cause.actor_id) else None


def was_asked_by_a_member(cause: Cause) -> bool:
    """Whether an account of the brand says whether it keeps a rite because a member asked it to."""
    answers = (activities.RITUAL_KEPT, activities.KEEPER_DECLINED)
    return answers_a_member(cause, activities.KEEPER_ASKED, *answers)


def refused(cause: Cause) -> Select[int] | None:
    """The member who had asked to keep a rite, where a keeper said no."""
    return concerned(cause) if cause.facts["had_asked"] else None


def left_without(cause: Cause) -> Select[int] | None:
    """Of a rite that nobody keeps any more: who took part in it, and who moderates."""
    if session.scalar(keepers(cause).limit(1)) is not None:
        return None
    enacted = Enactment.ritual_id == cause.subject_id
    went = (
        select(Attendance.member_id)
        .join(Enactment, Enactment.event_id == Attendance.event_id)
        .where(enacted, Attendance.status == Rsvp.GOING)
    )
    told = select(Enactment.marked_by_id).where(enacted)
    recapped = select(Enactment.recap_by_id).where(enacted, Enactment.recap_by_id.is_not(None))
    staff = select(Member.id).where(or_(Member.role == Role.MODERATOR, Member.role == Role.ADMIN))
    everyone = union(went, told, recapped, staff).subquery()
    return select(everyone.c[0])


MAIL = writer(NEWS)
ASKED = NoticeKind(
    "rituals.asked",
    Rank.CONCERNED,
    "who is asked by a keeper",
    (activities.KEEPER_ASKED,),
    concerned,
    CountedSentence(
        "%(people)s asks you to keep “%(title)s”",
        "%(people)s ask you to keep “%(title)s”",
    ),
    mail=MAIL,
    is_question=True,
)
OFFERED = NoticeKind(
    "rituals.offered",
    Rank.REPLY,
    "the keepers, where a member asks",
    (activities.KEEPER_ASKED,),
    keepers_of_own,
    CountedSentence(
        "%(people)s would like to keep “%(title)s” with you",
        "%(people)s would like to keep “%(title)s” with you",
    ),
    mail=MAIL,
)
ADMITTED = NoticeKind(
    "rituals.admitted",
    Rank.CONCERNED,
    "who asked, where a keeper agreed",
    (activities.RITUAL_KEPT,),
    concerned,
    Sentence("You keep “%(title)s” now"),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
)
JOINED = NoticeKind(
    "rituals.joined",
    Rank.REPLY,
    "the other keepers",
    (activities.RITUAL_KEPT,),
    keepers_of_own,
    CountedSentence(
        "%(people)s keeps “%(title)s” with you now",
        "%(people)s keep “%(title)s” with you now",
    ),
    is_owed=was_asked_by_a_member,
)
REFUSED = NoticeKind(
    "rituals.refused",
    Rank.CONCERNED,
    "who asked, where a keeper said no",
    (activities.KEEPER_DECLINED,),
    refused,
    Sentence("You were not taken among the keepers of “%(title)s”"),
    of_brand=OfBrand.NEVER,
)
DECLINED = NoticeKind(
    "rituals.declined",
    Rank.REPLY,
    "the keepers, where who was asked said no",
    (activities.KEEPER_DECLINED,),
    keepers_of_own,
    CountedSentence(
        "%(people)s will not keep “%(title)s”",
        "%(people)s will not keep “%(title)s”",
    ),
    is_owed=was_asked_by_a_member,
)
REMOVED = NoticeKind(
    "rituals.removed",
    Rank.CONCERNED,
    "who was taken away by another",
    (activities.RITUAL_RELEASED,),
    concerned,
    Sentence("You do not keep “%(title)s” any more"),
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
ORPHANED = NoticeKind(
    "rituals.orphaned",
    Rank.WATCHING,
    "who took part and who moderates, where nobody keeps it any more",
    (activities.RITUAL_RELEASED,),
    left_without,
    Sentence("Nobody keeps “%(title)s” any more: you could"),
    undone_by=(activities.RITUAL_KEPT,),
    is_told_all=True,
)
NOTICES = (ASKED, OFFERED, ADMITTED, JOINED, REFUSED, DECLINED, REMOVED, ORPHANED)
