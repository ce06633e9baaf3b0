"""What moderators do on the pages of features as decisions with a statement, and back."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import Select, select

from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.members.models import Member
from tribe.moderation import services as moderation
from tribe.moderation.models import (
    MAX_RULE_LENGTH,
    NO_ACTION,
    Decision,
    Ground,
    ModerationCase,
)
from tribe.moderation.queries import find_open
from tribe.moderation.queue import list_kinds
from tribe.moderation.reasons import filled_beside, offered
from tribe.moderation.services import Ruling
from tribe.moderation.services.impartial import find_bar, require_impartial
from tribe.moderation.services.parts import is_kept_by_another
from tribe.moderation.services.unbound import list_brought
from tribe.web import moderated
from tribe.web.errors import words
from tribe.web.forms import Form
from tribe.web.moderated import Choices
from tribe.web.versions import version_of

MAX_WHY = 1_000
MAX_DAYS = 3_650

__all__ = [
    "bar_of",
    "bars_among",
    "decide",
    "ending",
    "is_decided",
    "is_decided_beside",
    "is_stale",
    "needs_rule",
    "offer_reasons",
    "read_end",
    "read_ground",
    "read_reasons",
    "require_impartial",
    "require_unbarred",
    "ruling_of",
    "state_of",
    "state_of_case",
    "undo",
    "undoing_bar_of",
]


def ending(act: str) -> moderated.ModerationAct | None:
    """An act that may be given an end, by its name; None where it may not."""
    declared = moderated.register().acts.get(act)
    return declared if declared is not None and declared.may_end else None


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


def read_end(
    form: Form, act: moderated.ModerationAct | None, field: str = "days"
) -> datetime | None:
    """When an act ends, as a form was filled in: after so many days, where it may."""
    days = form.integer(field, minimum=1, maximum=MAX_DAYS)
    if days is not None and (act is None or not act.may_end):
        form.fail(field, _("This cannot be given an end date."))
    if days is None and act is not None and act.needs_end and field not in form.errors:
        form.fail(field, _("Enter a number of days."))
    return now() + timedelta(days=days) if days is not None else None


def read_ground(form: Form) -> Ground:
    """Whether a rule of the place was broken or a law, as a form was filled in."""
    form.choice("ground", [Ground.RULES.value, Ground.LAW.value], Ground.RULES)
    return Ground(form.values.get("ground") or Ground.RULES) if form.is_valid else Ground.RULES


def bar_of(member: Member, subject_type: str, number: int) -> str:
    """Why a member may not decide of a thing that they handle, in words; empty where they may."""
    matter = moderated.read(subject_type, number)
    if matter is None:
        return ""
    bar = find_bar(member, subject_type, number, matter.author_id)
    return words(bar) if bar is not None else ""


def bars_among(
    member: Member, subject_type: str, numbers: Collection[int], within: tuple[str, int]
) -> Callable[[int], bool]:
    """Whether something bars a member from deciding of each of some things within one, as a rule.

    One query, and those of `bar_of` of what they brought up or lost an appeal about. What they did
    so with the whole is asked about once.
    """
    things = {*((subject_type, number) for number in numbers), within}
    brought = list_brought(member, things if numbers else ())

    @cache
    def asks(number: int) -> bool:
        return bool(bar_of(member, subject_type, number))

    by_itself = {number for kind, number in brought if (kind, number) != within}
    others = sorted(set(numbers) - by_itself)

    def is_barred(number: int) -> bool:
        if number in by_itself:
            return asks(number)
        return within in brought and number in others and asks(others[0])

    return is_barred


def require_unbarred(member: Member, subject_type: str, number: int) -> None:
    """Go on only where a member may decide of a thing that they handle; raises Forbidden."""
    matter = moderated.read(subject_type, number)
    bar = find_bar(member, subject_type, number, matter.author_id) if matter is not None else None
    if bar is not None:
        raise bar


def undoing_bar_of(member: Member, subject_type: str, number: int, acts: tuple[str, ...]) -> str:
    """Why a member may not undo what was decided of a thing by some acts; empty where they may."""
    found = session.scalars(_standing(subject_type, number, acts)).all()
    is_theirs = all(moderation.may_undo(member, decision) for decision in found)
    if is_theirs and not is_kept_by_another(member, subject_type, number):
        return ""
    return str(_("Another moderator decided this; it is not yours to undo."))


def state_of(subject_type: str, number: int) -> str:
    """A short name of how a thing is, as far as acts on it take the place of others; two queries.

    That it is in view, and which decisions of it stand.
    """
    matter = moderated.read(subject_type, number)
    of_it = (Decision.subject_type == subject_type, Decision.subject_id == number)
    chosen = select(Decision.id).where(*of_it, Decision.undone_at.is_(None))
    standing = session.scalars(chosen.where(Decision.act != NO_ACTION).order_by(Decision.id))
    is_gone = matter is not None and matter.is_gone
    return version_of({"is_gone": str(is_gone), "standing": str(standing.all())})


def state_of_case(case: ModerationCase) -> str:
    """A short name of how the thing of a case is, with what it says; what its page shows of it."""
    matter = moderated.read(case.subject_type, case.subject_id)
    says = {"title": matter.title, "text": matter.text, "version": matter.version} if matter else {}
    return version_of({"state": state_of(case.subject_type, case.subject_id), **says})


def is_stale(form: Form, state: str) -> bool:
    """Whether a form was drawn for another state than now, which is said then; it can be resent.

    A form that names none asks for no check.
    """
    drawn_for = form.values.get("state", "") if form.is_submitted else ""
    if drawn_for in ("", state):
        return False
    said = _("This changed after you opened the page. Read how it is now; then send it again.")
    form.fail("", said)
    return True


def offer_reasons(form: Form, subject_type: str, number: int) -> None:
    """Offer the saved reasons beside a form, and fill in the one that was chosen where asked to.

    Of what was reported those for the kinds of its reports stand first, as on its case. Two
    queries, and two of whom it concerns where one is filled in.
    """
    case = find_open(subject_type, number)
    form.saved_reasons = offered(list_kinds([case.id])[case.id] if case is not None else ())
    if not form.is_submitted or not form.values.get("fill"):
        return
    matter = moderated.read(subject_type, number)
    author = session.get(Member, matter.author_id) if matter and matter.author_id else None
    form.fill_in(filled_beside(form.values, author.locale if author else None))


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
    act: str,
    why: str,
    rule: str,
    choices: Choices | None = None,
    ends_at: datetime | None = None,
    ground: Ground = Ground.RULES,
) -> Ruling:
    """A ruling; where no rule is named, one that puts things in order."""
    chosen = ground if rule or needs_rule(act) else Ground.NONE
    return Ruling(act, why, rule, chosen, choices=choices or {}, ends_at=ends_at)


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
    if is_kept_by_another(member, subject_type, number):
        raise Forbidden("moderation.not_yours_to_undo")
    if not found or still():
        otherwise()


def _standing(subject_type: str, number: int, acts: tuple[str, ...]) -> Select[Decision]:
    """The decisions by which something was done that stand, the latest first."""
    of_it = (Decision.subject_type == subject_type, Decision.subject_id == number)
    chosen = select(Decision).where(*of_it, Decision.act.in_(acts), Decision.undone_at.is_(None))
    return chosen.order_by(Decision.id.desc())
