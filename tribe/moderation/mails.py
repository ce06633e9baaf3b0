"""What is told by mail: to whom a decision concerns, and to guests who reported something."""

from collections.abc import Sequence

from flask_babel import gettext as _

from tribe.access import GUEST
from tribe.base.db import now, session
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.mail.letters import Part
from tribe.members.models import Member
from tribe.moderation.labels import objection_words, outcome_words
from tribe.moderation.models import Appeal, AppealOutcome, Decision, Report
from tribe.moderation.outcomes import Outcome
from tribe.moderation.queries import find_objectionable, has_appealed, is_party
from tribe.moderation.reasons_told import ReasonsTold, reasons_for
from tribe.moderation.seeing import outcome_for
from tribe.moderation.statements import Statement, statement_of
from tribe.settings import place, value_of
from tribe.web.design.labels import whole_moment


def elsewhere() -> str:
    """Where else one can go, beside what can be done here."""
    return str(_("You can also go to an out-of-court dispute settlement body, or to a court."))


def received(facts: Facts) -> Letter | None:
    """We have your report, and this is where you follow it."""
    report = session.get(Report, facts["report"])
    if report is None:
        return None
    name = value_of(place.NAME)
    return Letter(
        _("Your report to %(place)s", place=name),
        [
            Words(_("We have received your report. A moderator will review it.")),
            Quote(report.address),
            Words(_("We will mail you the decision. Until then you can follow it here.")),
            Button(_("Follow your report"), f"/report/{facts['secret']}"),
            Words(_("Keep this mail to yourself: anyone with the link can read what you wrote.")),
        ],
    )


def decided(facts: Facts) -> Letter | None:
    """What became of it, and how one can appeal."""
    report = session.get(Report, facts["report"])
    if report is None:
        return None
    may_object = find_objectionable(report) is not None
    outcome = outcome_for(GUEST, report)
    reasons = reasons_for(report, outcome)
    return Letter(
        _("A decision on your report to %(place)s", place=value_of(place.NAME)),
        [
            Quote(report.address),
            Words(outcome_words(outcome)),
            *_reasons(reasons),
            *_what_a_guest_may_do(outcome, reasons),
            Button(
                _("Read it and appeal") if may_object else _("Follow your report"),
                f"/report/{facts['secret']}" if "secret" in facts else "/report",
            ),
            Words(_("Keep this mail to yourself: anyone with the link can read what you wrote.")),
        ],
    )


def _reasons(told: ReasonsTold | None) -> list[Part]:
    """When it was decided, by which rule or law, and why where nothing was done."""
    if told is None:
        return []
    moment = whole_moment(told.decided_at)
    parts: list[Part] = [Words(_("It was decided on %(moment)s.", moment=moment))]
    if told.rule:
        parts.append(Words(_("Rule or law: %(rule)s", rule=told.rule)))
    if told.why:
        parts += [Words(_("Why:")), Quote(told.why)]
    return parts


def _what_a_guest_may_do(outcome: Outcome, told: ReasonsTold | None) -> list[Words]:
    """What the page of their report offers, and no more."""
    if told is not None and told.appeal_until is not None:
        appeal = _(
            "If you disagree, appeal once until %(moment)s and say what was missed. Somebody who "
            "did not make the decision answers.",
            moment=whole_moment(told.appeal_until),
        )
        return [Words(appeal), Words(elsewhere())]
    if outcome.is_taken_back:
        again = _("If you disagree, report it again and say what was missed.")
        return [Words(again), Words(elsewhere())]
    return [Words(_elsewhere_alone())]


def _elsewhere_alone() -> str:
    return str(_("You can go to an out-of-court dispute settlement body, or to a court."))


def objection_answered(facts: Facts) -> Letter | None:
    """What another moderator answered to a guest's appeal."""
    report, made = session.get(Report, facts["report"]), session.get(Appeal, facts["appeal"])
    if report is None or made is None or made.outcome is None:
        return None
    name = value_of(place.NAME)
    return Letter(
        _("You won your appeal at %(place)s", place=name)
        if made.outcome is AppealOutcome.OVERTURNED
        else _("Decision upheld: your appeal at %(place)s", place=name),
        [
            Words(objection_words(made)),
            Quote(report.address),
            Quote(made.answer),
            Words(_elsewhere_alone()),
            Button(_("Follow your report"), f"/report/{facts['secret']}"),
        ],
    )


RECEIVED = MailKind(
    "moderation.received", received, lambda: _("a guest’s report received"), is_transactional=True
)
OUTCOME = MailKind(
    "moderation.outcome",
    decided,
    lambda: _("the outcome of a guest’s report"),
    is_transactional=True,
)


OBJECTION_ANSWERED = MailKind(
    "moderation.objection_answered",
    objection_answered,
    lambda: _("the answer to a guest’s appeal"),
    is_transactional=True,
)


def statement(facts: Facts) -> Letter | None:
    """What was decided and why, what became of it, or what was answered to an appeal of it."""
    decision = session.get(Decision, facts["decision"])
    if decision is None:
        return None
    third = _third(decision, facts.get("to"))
    told = statement_of(decision, is_beside=facts.get("is_beside", False), third=third)
    may_appeal = _may_appeal(told, facts.get("to"))
    if facts["what"] == "made":
        return _made(told, may_appeal=may_appeal)
    if facts["what"] == "appeal":
        return _answered(told, facts.get("to"), may_appeal=may_appeal)
    return _over(told, may_appeal=may_appeal)


def _answered(told: Statement, to: int | None, *, may_appeal: bool) -> Letter:
    """How an appeal ended, in the subject and the first sentence."""
    title = told.title or told.subject
    reader = to or told.decision.member_id
    theirs = [made for made in told.appeals if made.member_id == reader and made.decided_at]
    if theirs and theirs[-1].outcome is AppealOutcome.OVERTURNED:
        subject = _("You won your appeal about “%(title)s”", title=title)
        first = _("You won your appeal: the decision is overturned.")
    else:
        subject = _("Decision upheld: your appeal about “%(title)s”", title=title)
        first = _("You did not win your appeal: the decision is upheld.")
    parts: list[Part] = [
        Words(first),
        *([Words(" ".join(_how(told)))] if _is_settled(told.decision) else []),
        Words(_("The answer is on the page of the decision.")),
    ]
    return _letter(told, subject, parts, may_appeal=may_appeal)


def _may_appeal(told: Statement, to: int | None) -> bool:
    """Whether whom it is written to can appeal it still, as things are when it is sent."""
    reader = to or told.decision.member_id
    is_in_time = now() <= told.appeal_until
    is_theirs = reader is not None and not has_appealed(reader, told.decision.id)
    return told.is_contestable and is_in_time and is_theirs


def _is_settled(decision: Decision) -> bool:
    """Whether nobody can appeal it any more: it was undone, or another took its place."""
    return decision.is_undone or decision.is_replaced


def _how(told: Statement) -> list[str]:
    return [one for one in (told.how_over, told.back) if one]


def _over(told: Statement, *, may_appeal: bool) -> Letter:
    decision, named = told.decision, told.title or told.subject
    assert decision.undone_at is not None
    title = (
        _("The decision about “%(title)s” was undone", title=named)
        if decision.is_undone
        else _("The decision about “%(title)s” has ended", title=named)
    )
    when = _("Since %(moment)s it no longer applies.", moment=whole_moment(decision.undone_at))
    parts: list[Part] = [Words(told.said_then), Words(when), *map(Words, _how(told))]
    if decision.why_undone:
        parts.append(Quote(decision.why_undone))
    return _letter(told, title, parts, may_appeal=may_appeal)


def _third(decision: Decision, to: int | None) -> Member | None:
    """Whom it is written to, where the thing is another's."""
    if to is None or to == decision.member_id or not is_party(to, decision):
        return None
    return session.get(Member, to)


def _made(told: Statement, *, may_appeal: bool) -> Letter:
    decision = told.decision
    until = decision.ends_at if decision.stands else None
    parts: list[Part] = [
        Words(told.said_then),
        *([Words(_("Ends: %(moment)s.", moment=whole_moment(until)))] if until else []),
        *_of_author(told),
        Words(_("About this:")),
        Quote("\n".join(filter(None, [told.title, told.words[:500]]))),
        Words(_("Rule or law: %(rule)s", rule=decision.rule)),
        Words(_("Why:")),
        Quote(decision.why),
        Words(told.source),
        Words(_what_is_open(told, may_appeal=may_appeal)),
    ]
    title = _("A decision about “%(title)s”", title=told.title or told.subject)
    return _letter(told, title, parts, may_appeal=may_appeal)


def _of_author(told: Statement) -> list[Part]:
    """What was done about an author in one act with what they wrote, and the way to it."""
    other = told.together
    if other is None or other.together_id is None:
        return []
    said, until = told.done_together, other.ends_at if other.stands else None
    if until is not None:
        ends = _("Ends: %(moment)s.", moment=whole_moment(until))
        said = f"{said} {ends}"
    return [
        Words(said),
        Words(_("These are two decisions for the same reason: you can appeal either or both.")),
    ]


def _what_is_open(told: Statement, *, may_appeal: bool) -> str:
    """What one can do about a decision, or what became of it before it was told."""
    if told.decision.is_replaced:
        return str(
            _(
                "A moderator has since made another decision in its place. That is the one you can "
                "appeal; another mail tells you about it."
            )
        )
    if not told.is_contestable:
        return " ".join(_how(told))
    if not may_appeal:
        return elsewhere()
    return str(
        _(
            "You can appeal until %(moment)s. Somebody who did not make the decision will "
            "answer. You can sign in and read all of it there, even while your account is "
            "closed. You can also go to an out-of-court dispute settlement body or to court.",
            moment=whole_moment(told.appeal_until),
        )
    )


def _letter(told: Statement, title: str, parts: Sequence[Part], *, may_appeal: bool) -> Letter:
    label = _("Read it and appeal") if may_appeal else _("Read it")
    address = f"/moderation/decisions/{told.decision.id}"
    return Letter(title, [*parts, Button(label, address)])


STATEMENT = MailKind(
    "moderation.statement",
    statement,
    lambda: _("moderation decisions, with their reasons"),
    is_transactional=True,
)
MAILS = (STATEMENT, RECEIVED, OUTCOME, OBJECTION_ANSWERED)
