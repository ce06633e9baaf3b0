"""What moderators do on the pages of features as decisions with a statement, and back."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, select

from tribe.base.db import session
from tribe.members.models import Member
from tribe.moderation import services as moderation
from tribe.moderation.models import MAX_RULE_LENGTH, Decision, Ground
from tribe.moderation.queries import find_open
from tribe.moderation.queue import list_kinds, list_reasons
from tribe.moderation.reasons import filled_beside
from tribe.moderation.services import Ruling
from tribe.moderation.services.impartial import find_bar, require_impartial
from tribe.web import moderated
from tribe.web.errors import words
from tribe.web.forms import Form
from tribe.web.moderated import Choices

MAX_WHY = 1_000

__all__ = [
    "bar_of",
    "decide",
    "is_decided",
    "is_decided_beside",
    "needs_rule",
    "offer_reasons",
    "read_reasons",
    "require_impartial",
    "ruling_of",
    "undo",
    "undoing_bar_of",
]


def is_decided(member: Member, subject_type: str, number: int, act: str) -> bool:
    """Whether an act is a decision with a statement of reasons, where this member does it."""
    matter = moderated.read(subject_type, number)
    is_declared = act in moderated.register().acts
    if not is_declared or matter is None:
        return False
    return moderation.may_decide(member, subject_type, number, matter)


def read_reasons(form: Form) -> tuple[str, str]:
    """Why something is done, and which rule was broken, if any, as a form was filled in."""
    rule = form.line("rule", maximum=MAX_RULE_LENGTH, required=False)
    return form.text("why", maximum=MAX_WHY), rule


def bar_of(member: Member, subject_type: str, number: int) -> str:
    """Why a member may not decide of a thing that they handle, in words; empty where they may."""
    matter = moderated.read(subject_type, number)
    if matter is None:
        return ""
    bar = find_bar(member, subject_type, number, matter.author_id)
    return words(bar) if bar is not None else ""


def undoing_bar_of(member: Member, subject_type: str, number: int, acts: tuple[str, ...]) -> str:
    """Why a member may not undo what was decided of a thing by some acts; empty where they may."""
    found = session.scalars(_standing(subject_type, number, acts)).all()
    if all(moderation.may_undo(member, decision) for decision in found):
        return ""
    return str(_("It was decided by another moderator, and is not yours to undo."))


def offer_reasons(form: Form, subject_type: str, number: int) -> None:
    """Offer the saved reasons beside a form, and fill in the one that was chosen where asked to.

    Of what was reported those for the kinds of its reports, as its case does. Two queries, and two
    of whom it concerns where one is filled in.
    """
    case = find_open(subject_type, number)
    kinds = set(list_kinds([case.id])[case.id]) if case is not None else set()
    form.saved_reasons = [one for one in list_reasons() if not kinds or one.kind in kinds]
    if not form.is_submitted or not form.values.get("fill"):
        return
    matter = moderated.read(subject_type, number)
    author = session.get(Member, matter.author_id) if matter and matter.author_id else None
    form.fill_in(filled_beside(form.values, author.locale if author else None, kinds or None))


def is_decided_beside(member: Member, subject_type: str, number: int, act: str) -> bool:
    """Whether an act about a thing of one's own may be a decision, for whom else it concerns."""
    declared = moderated.register().acts.get(act)
    matter = moderated.read(subject_type, number)
    if declared is None or declared.would_concern is None or matter is None:
        return False
    return matter.author_id == member.id


def needs_rule(act: str) -> bool:
    """Whether an act is done by a rule alone, never just to put things in order."""
    declared = moderated.register().acts.get(act)
    return declared is None or declared.needs_rule


def ruling_of(
    act: str, why: str, rule: str, choices: Choices | None = None, ends_at: datetime | None = None
) -> Ruling:
    """A ruling; where no rule is named, one that puts things in order."""
    ground = Ground.RULES if rule or needs_rule(act) else Ground.NONE
    return Ruling(act, why, rule, ground, choices=choices or {}, ends_at=ends_at)


def decide(
    member: Member, subject_type: str, number: int, ruling: Ruling, otherwise: Callable[[], object]
) -> object:
    """Do something as a decision, and answer it; otherwise what the feature's own verb answers.

    That is asked where the decision is none of this member's. About a thing of their own it is one
    where it concerns others.
    """
    if is_decided(member, subject_type, number, ruling.act):
        return moderation.decide_on(member, subject_type, number, ruling)
    if is_decided_beside(member, subject_type, number, ruling.act):
        asks = moderated.register().acts[ruling.act].would_concern
        if asks is not None and set(asks(number, ruling.choices)) - {member.id}:
            return moderation.decide_beside(member, subject_type, number, ruling)
    return otherwise()


def undo(
    member: Member,
    subject_type: str,
    number: int,
    acts: tuple[str, ...],
    why: str,
    otherwise: Callable[[], object],
    *,
    still: Callable[[], bool] = lambda: False,
) -> None:
    """Undo the decisions by which something was done, the latest first.

    By the feature's own verb where there is none, or where it is `still` done after them. Raises
    Forbidden where there is one that this member may not undo.
    """
    found = session.scalars(_standing(subject_type, number, acts)).all()
    for decision in found:
        moderation.undo(member, decision, why)
    if not found or still():
        otherwise()


def _standing(subject_type: str, number: int, acts: tuple[str, ...]) -> Select[Decision]:
    """The decisions by which something was done that stand, the latest first."""
    of_it = (Decision.subject_type == subject_type, Decision.subject_id == number)
    chosen = select(Decision).where(*of_it, Decision.act.in_(acts), Decision.undone_at.is_(None))
    return chosen.order_by(Decision.id.desc())
