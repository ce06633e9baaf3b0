"""Who hears of moderation: whom a decision concerns, who appealed, and who reported."""

from sqlalchemy import Select, or_, select

from tribe.access import Role, is_admin, moderates_some
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
from tribe.moderation.models import AppealOutcome, Concerned
from tribe.moderation.services.judges import judges_of, may_ever_judge


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


def told_by_itself(cause: Cause) -> Select[int] | None:
    """The same, but where another decision was made in one act with it, and tells of both."""
    decision = queries.find_decision(cause.subject_id)
    is_told = decision is not None and decision.together_id is not None
    return None if is_told else judged(cause)


def put_in_order(cause: Cause) -> Select[int] | None:
    """Whom one concerns that put things in order."""
    decision = queries.find_decision(cause.subject_id)
    return _all_concerned(cause) if decision is not None and decision.is_order else None


def decided(told: Told) -> str:
    """That something was decided; with what was done about its author, as its note says."""
    return f"{_DECIDED(told)} {told.note if told.facts.get('is_of_both') else ''}".rstrip()


def report_answered(told: Told) -> str:
    """What was reported, and what became of it, which is the note of its subject."""
    return f"{_LOOKED_AT(told)} {told.note}".rstrip()


def undone_or_ended(told: Told) -> str:
    """That a decision holds no more, how it came to that and what is back, as its note says."""
    return f"{_HOLDS_NO_MORE(told)} {told.note}".rstrip()


_DECIDED = Sentence("A decision was made about “%(title)s”, with reasons.")
_HOLDS_NO_MORE = Sentence("The decision about “%(title)s” no longer applies.")
_LOOKED_AT = Sentence("Your report was reviewed: “%(title)s”.")
ABOUT_YOURS = NoticeKind(
    "moderation.decided",
    Rank.CONCERNED,
    "whom it concerns, where it rests on a rule; the mail comes in any case",
    (activities.DECIDED,),
    told_by_itself,
    decided,
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
    Sentence("A moderator tidied up “%(title)s”. No rule was broken."),
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
UNDONE = NoticeKind(
    "moderation.undone",
    Rank.CONCERNED,
    "whom it concerned, where it rested on a rule; the mail comes in any case",
    (activities.UNDONE, activities.ENDED),
    judged,
    undone_or_ended,
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
    Sentence("Your appeal about “%(title)s” has been answered."),
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


NO_LONGER_WAITING = (activities.APPEAL_DECIDED, activities.APPEAL_CARRIED)


def judges(cause: Cause) -> Select[int] | None:
    """Those who may answer an appeal that waits."""
    decision = queries.find_decision(cause.subject_id)
    found = judges_of(decision) if decision is not None else set()
    return select(Member.id).where(Member.id.in_(found)) if found else None


def decider(cause: Cause) -> Select[int] | None:
    """Who made a decision of which another answered an appeal; not the program.

    Nobody where it was undone by who may not judge that.
    """
    decision = queries.find_decision(cause.subject_id)
    if decision is None or decision.decided_by_id in (None, cause.actor_id):
        return None
    made = queries.find_appeal(cause.facts["appeal"])
    if made is None or made.decided_by_id is None:
        return None
    return select(Member.id).where(Member.id == decision.decided_by_id, IN_USE)


def own_judged(told: Told) -> str:
    """That an appeal of one's own decision was answered, and how."""
    is_lost = told.facts.get("appeal_outcome") == AppealOutcome.OVERTURNED
    return (_OVERTURNED if is_lost else _UPHELD)(told)


_UPHELD = Sentence("An appeal against your decision about “%(title)s” failed: it is upheld.")
_OVERTURNED = Sentence(
    "An appeal against your decision about “%(title)s” succeeded: it is overturned."
)
OWN_JUDGED = NoticeKind(
    "moderation.own_judged",
    Rank.CONCERNED,
    "who made the decision, where somebody else answered the appeal",
    (activities.APPEAL_DECIDED,),
    decider,
    own_judged,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
    is_offered_to=moderates_some,
)
TO_JUDGE = NoticeKind(
    "moderation.appeal_made",
    Rank.WATCHING,
    "who may answer it",
    (activities.APPEALED,),
    judges,
    Sentence("An appeal about “%(title)s” is waiting for an answer."),
    undone_by=NO_LONGER_WAITING,
    undone_fact="appeal",
    of_brand=OfBrand.NEVER,
    is_offered_to=may_ever_judge,
)
LATE = NoticeKind(
    "moderation.appeal_late",
    Rank.CONCERNED,
    "the admins",
    (activities.APPEAL_LATE,),
    admins,
    Sentence("An appeal about “%(title)s” is overdue."),
    undone_by=NO_LONGER_WAITING,
    undone_fact="appeal",
    of_brand=OfBrand.NEVER,
    is_offered_to=is_admin,
)
NOTICES = (
    ABOUT_YOURS,
    IN_ORDER,
    UNDONE,
    APPEAL_ANSWERED,
    REPORT_ANSWERED,
    OWN_JUDGED,
    TO_JUDGE,
    LATE,
)
GROUP = NoticeGroup(
    lambda: _("Moderation"),
    {
        "moderation.decided": lambda: _("decisions about you and your content"),
        "moderation.put_in_order": lambda: _("your content that moderators tidied up"),
        "moderation.undone": lambda: _("decisions undone or ended"),
        "moderation.appeal_answered": lambda: _("answers to your appeals"),
        "moderation.report_answered": lambda: _("outcomes of your reports"),
        "moderation.own_judged": lambda: _("answers to appeals against your decisions"),
        "moderation.appeal_made": lambda: _("appeals you can answer"),
        "moderation.appeal_late": lambda: _("overdue appeals, for admins"),
    },
)
