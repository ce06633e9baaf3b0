"""What is told by mail: to whom a decision concerns, and to guests who reported something."""

from collections.abc import Sequence

from flask_babel import gettext as _

from tribe.access import GUEST
from tribe.base.db import session
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.mail.letters import Part
from tribe.members.models import Member
from tribe.moderation.labels import objection_words, outcome_words
from tribe.moderation.models import Appeal, Decision, Report
from tribe.moderation.queries import find_objectionable, is_party
from tribe.moderation.seeing import outcome_for
from tribe.moderation.statements import Statement, statement_of
from tribe.settings import place, value_of
from tribe.web.design.labels import whole_moment


def elsewhere() -> str:
    """Where else one can go, beside what can be done here."""
    return str(
        _(
            "You are also free to go to a body that settles such disputes out of court, or to a "
            "court."
        )
    )


def received(facts: Facts) -> Letter | None:
    """We have your report, and this is where you follow it."""
    report = session.get(Report, facts["report"])
    if report is None:
        return None
    name = value_of(place.NAME)
    return Letter(
        _("Your report to %(place)s", place=name),
        [
            Words(_("We have what you reported. A moderator looks at it.")),
            Quote(report.address),
            Words(_("You hear by mail what was decided. Until then you can follow it here.")),
            Button(_("Follow your report"), f"/report/{facts['secret']}"),
            Words(_("Keep this mail: whoever has its link can read what you wrote.")),
        ],
    )


def decided(facts: Facts) -> Letter | None:
    """What became of it, and how one can object."""
    report = session.get(Report, facts["report"])
    if report is None:
        return None
    may_object = find_objectionable(report) is not None
    return Letter(
        _("Your report to %(place)s was decided on", place=value_of(place.NAME)),
        [
            Quote(report.address),
            Words(outcome_words(outcome_for(GUEST, report))),
            Words(
                _(
                    "If you do not agree, object within six months, and say what was overlooked: "
                    "another moderator answers."
                )
                if may_object
                else _("If you do not agree, report it again, and say what was overlooked.")
            ),
            Words(elsewhere()),
            Button(
                _("Read it, and object") if may_object else _("Follow your report"),
                f"/report/{facts['secret']}" if "secret" in facts else "/report",
            ),
            Words(_("Keep this mail: whoever has its link can read what you wrote.")),
        ],
    )


def objection_answered(facts: Facts) -> Letter | None:
    """What another moderator answered to a guest's objection."""
    report, made = session.get(Report, facts["report"]), session.get(Appeal, facts["appeal"])
    if report is None or made is None or made.outcome is None:
        return None
    return Letter(
        _("Your objection at %(place)s is answered", place=value_of(place.NAME)),
        [
            Quote(report.address),
            Words(objection_words(made.outcome)),
            Quote(made.answer),
            Words(
                _(
                    "You are free to go to a body that settles such disputes out of court, or to a "
                    "court."
                )
            ),
            Button(_("Follow your report"), f"/report/{facts['secret']}"),
        ],
    )


RECEIVED = MailKind(
    "moderation.received", received, lambda: _("a guest's report that came"), is_transactional=True
)
OUTCOME = MailKind(
    "moderation.outcome",
    decided,
    lambda: _("what became of a guest's report"),
    is_transactional=True,
)


OBJECTION_ANSWERED = MailKind(
    "moderation.objection_answered",
    objection_answered,
    lambda: _("the answer to a guest's objection"),
    is_transactional=True,
)


def statement(facts: Facts) -> Letter | None:
    """What was decided and why, what became of it, or what was answered to an appeal of it."""
    decision = session.get(Decision, facts["decision"])
    if decision is None:
        return None
    third = _third(decision, facts.get("to"))
    told = statement_of(decision, is_beside=facts.get("is_beside", False), third=third)
    if facts["what"] == "made":
        return _made(told)
    if facts["what"] == "appeal":
        return _letter(
            told,
            _("Your appeal about “%(title)s” is answered", title=told.title or told.subject),
            [Words(_("What was answered stands on the page of the decision."))],
        )
    early = decision.has_ended_early
    ended = _("It ended sooner than it was to.") if early else _("It ended when it was to.")
    why = [Quote(decision.why_undone)] if decision.why_undone else [Words(ended)]
    title = _("What was decided about “%(title)s” is over", title=told.title or told.subject)
    return _letter(told, title, [Words(told.done), *why])


def _third(decision: Decision, to: int | None) -> Member | None:
    """Whom it is written to, where the thing is another's."""
    if to is None or to == decision.member_id or not is_party(to, decision):
        return None
    return session.get(Member, to)


def _made(told: Statement) -> Letter:
    decision = told.decision
    until = decision.ends_at
    parts: list[Part] = [
        Words(told.done),
        *([Words(_("It ends: %(moment)s.", moment=whole_moment(until)))] if until else []),
        Words(_("It is about this:")),
        Quote("\n".join(filter(None, [told.title, told.words[:500]]))),
        Words(_("The rule, or the law: %(rule)s", rule=decision.rule)),
        Words(_("Why:")),
        Quote(decision.why),
        Words(told.source),
        Words(
            _(
                "You can object until %(moment)s: somebody else decides then. Suspended or not, "
                "you can sign in and read all of it there. A body that settles disputes out of "
                "court and the courts are open to you too.",
                moment=whole_moment(told.appeal_until),
            )
        ),
    ]
    return _letter(told, _("A decision about “%(title)s”", title=told.title or told.subject), parts)


def _letter(told: Statement, title: str, parts: Sequence[Part]) -> Letter:
    address = f"/moderation/decisions/{told.decision.id}"
    return Letter(title, [*parts, Button(_("Read it, and object"), address)])


STATEMENT = MailKind(
    "moderation.statement",
    statement,
    lambda: _("decisions of moderation, with their reasons"),
    is_transactional=True,
)
MAILS = (STATEMENT, RECEIVED, OUTCOME, OBJECTION_ANSWERED)
