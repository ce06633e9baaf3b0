"""Who hears of moderation: whom a decision concerns, who appealed, and who reported."""

from sqlalchemy import Select, or_, select

from tribe.access import Role
from tribe.activity.notices import (
    Cause,
    NoticeGroup,
    NoticeKind,
    OfBrand,
    Rank,
    Sentence,
    Told,
    concerned,
)
from tribe.base.i18n import gettext as _
from tribe.members.models import IN_USE, Member
from tribe.moderation import activities, queries
from tribe.moderation.models import Concerned
from tribe.moderation.services.judges import judges_of


def admins(_cause: Cause) -> Select[int]:
    """Those who keep the place."""
    return select(Member.id).where(Member.role == Role.ADMIN, IN_USE)


def _all_concerned(cause: Cause) -> Select[int]:
    """Whose thing it is, and whom it concerns besides; not who did it."""
    beside = select(Concerned.member_id).where(Concerned.decision_id == cause.subject_id)
    found = select(Member.id).where(or_(Member.id == cause.member_id, Member.id.in_(beside)))
    return found.where(Member.id != cause.actor_id) if cause.actor_id is not None else found


def judged(cause: Cause) -> Select[int] | None:
    """Whom a decision concerns that rests on a rule, or on the law, and did something."""
    decision = queries.find_decision(cause.subject_id)
    if decision is None or decision.is_order or decision.is_no_action:
        return None
    return _all_concerned(cause)


def put_in_order(cause: Cause) -> Select[int] | None:
    """Whom one concerns that put things in order."""
    decision = queries.find_decision(cause.subject_id)
    return _all_concerned(cause) if decision is not None and decision.is_order else None


def report_answered(told: Told) -> str:
    """What was reported, and what became of it, which is the note of its subject."""
    return f"{_LOOKED_AT(told)} {told.note}".rstrip()


_LOOKED_AT = Sentence("What you reported was looked at: “%(title)s”.")
ABOUT_YOURS = NoticeKind(
    "moderation.decided",
    Rank.CONCERNED,
    "whom it concerns, where it rests on a rule; the mail comes in any case",
    (activities.DECIDED,),
    judged,
    Sentence("Something was decided about “%(title)s”, with its reasons."),
    in_digest=False,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
IN_ORDER = NoticeKind(
    "moderation.put_in_order",
    Rank.REPLY,
    "whom it concerns, where no rule was broken",
    (activities.DECIDED,),
    put_in_order,
    Sentence("A moderator put “%(title)s” in order. No rule was broken."),
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
UNDONE = NoticeKind(
    "moderation.undone",
    Rank.CONCERNED,
    "whom it concerned, where it rested on a rule; the mail comes in any case",
    (activities.UNDONE, activities.ENDED),
    judged,
    Sentence("What was decided about “%(title)s” is over."),
    in_digest=False,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
APPEAL_ANSWERED = NoticeKind(
    "moderation.appeal_answered",
    Rank.CONCERNED,
    "who appealed; the mail comes in any case",
    (activities.APPEAL_DECIDED,),
    concerned,
    Sentence("Your appeal about “%(title)s” is answered."),
    in_digest=False,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
REPORT_ANSWERED = NoticeKind(
    "moderation.report_answered",
    Rank.REPLY,
    "who reported it",
    (activities.REPORT_ANSWERED,),
    concerned,
    report_answered,
    of_brand=OfBrand.NEVER,
)


def judges(cause: Cause) -> Select[int] | None:
    """Those who may answer an appeal that waits."""
    decision = queries.find_decision(cause.subject_id)
    found = judges_of(decision) if decision is not None else set()
    return select(Member.id).where(Member.id.in_(found)) if found else None


TO_JUDGE = NoticeKind(
    "moderation.appeal_made",
    Rank.WATCHING,
    "who may answer it",
    (activities.APPEALED,),
    judges,
    Sentence("An appeal about “%(title)s” waits for somebody's answer."),
    of_brand=OfBrand.NEVER,
)
LATE = NoticeKind(
    "moderation.appeal_late",
    Rank.CONCERNED,
    "the admins",
    (activities.APPEAL_LATE,),
    admins,
    Sentence("An appeal about “%(title)s” waits too long for its answer."),
    of_brand=OfBrand.NEVER,
)
NOTICES = (ABOUT_YOURS, IN_ORDER, UNDONE, APPEAL_ANSWERED, REPORT_ANSWERED, TO_JUDGE, LATE)
GROUP = NoticeGroup(
    lambda: _("Moderation"),
    {
        "moderation.decided": lambda: _("decisions about what is yours"),
        "moderation.put_in_order": lambda: _("what of yours moderators put in order"),
        "moderation.undone": lambda: _("decisions that were undone"),
        "moderation.appeal_answered": lambda: _("answers to your appeals"),
        "moderation.report_answered": lambda: _("what became of your reports"),
        "moderation.appeal_made": lambda: _("appeals that you may answer"),
        "moderation.appeal_late": lambda: _("appeals that wait too long, to admins"),
    },
)
