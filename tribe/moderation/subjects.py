"""Cases and decisions as they are referred to from elsewhere."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists

from tribe.access import Actor, may
from tribe.base.i18n import local_time, long_day
from tribe.moderation import policy, queries, services
from tribe.moderation.effects import back_words, ending_words
from tribe.moderation.labels import outcome_words
from tribe.moderation.models import ADDRESS, Decision, Report
from tribe.moderation.private import may_read_now
from tribe.moderation.queue import handling
from tribe.moderation.seeing import (
    begun_by,
    begun_for,
    outcome_for,
    title_for,
    title_of_own,
    words_for,
)
from tribe.moderation.statements import done_words
from tribe.web.moderated import is_private
from tribe.web.subjects import READER, Shown, Sight, Subject


def show_case(actor: Actor, case_id: int) -> Shown | None:
    """A case, to those who handle it."""
    case = queries.find_case(case_id)
    if case is None or not may(actor, policy.HANDLE, case, **handling(actor, case)):
        return None
    words = "" if is_private(case.subject_type) else case.words
    return Shown(case.title, f"/moderation/cases/{case.id}", words)


def show_decision(actor: Actor, decision_id: int) -> Shown | None:
    """A decision, to whom it concerns and to moderators."""
    decision = queries.find_decision(decision_id)
    if decision is None or not services.reads(actor, decision):
        return None
    case = queries.find_case(decision.case_id)
    is_third = decision.member_id != actor.id and queries.is_party(actor.id, decision)
    if case is None or (is_third and not may(actor, policy.HANDLE)):
        title = title_for(actor, case) if case is not None else ""
    elif decision.member_id == actor.id:
        title = title_of_own(case, decision)
    else:
        title = case.title
    title = title or str(_("Decision"))
    notes = (_over_words(decision, is_beside=is_third), _together_words(actor, decision))
    note = " ".join(filter(None, notes))
    why = decision.why if may_read_now(actor, decision) else ""
    begun = begun_for(actor, case, decision, is_third=is_third) if case is not None else ""
    return Shown(title, f"/moderation/decisions/{decision.id}", why, note, begun=begun)


def _over_words(decision: Decision, *, is_beside: bool) -> str:
    """How a decision came to hold no more, and what is back since; nothing while it stands."""
    if decision.stands:
        return ""
    how = ending_words(decision, queries.list_appeals_of(decision.id))
    return f"{how} {back_words(decision, is_beside=is_beside)}".rstrip()


def _together_words(actor: Actor, decision: Decision) -> str:
    """What was done about an author in one act with what they wrote, to them alone."""
    if decision.member_id != actor.id or decision.together_id is not None:
        return ""
    other = queries.find_together(decision)
    if other is None or not other.stands:
        return ""
    done = done_words(other.act, is_together=True)
    if decision.stands:
        return done
    return str(
        _("What was done about your account at the same time still applies: “%(done)s”", done=done)
    )


def show_report(actor: Actor, report_id: int) -> Shown | None:
    """A report, to the member who made it, by the name of its thing."""
    made = queries.find_report(report_id)
    if made is None or actor.id is None or made.reporter_id != actor.id:
        return None
    case = queries.find_case(made.case_id)
    title = title_for(actor, case) if case is not None else ""
    begun = begun_by(case, words_for(actor, case)) if case is not None and title else ""
    if not title:
        day = long_day(local_time(made.made_at).date())
        title = _("your report of %(day)s", day=day)
    dismissed = queries.find_objectionable(made)
    address = f"/me/reported#report-{made.id}"
    if dismissed is not None:  # with why, and how to object
        address = f"/moderation/decisions/{dismissed.id}"
    note = outcome_words(outcome_for(actor, made))
    return Shown(str(title), address, made.words, note, begun=begun)


def show_address(actor: Actor, number: int) -> Shown | None:
    """An address that was reported, to those who handle cases."""
    case = queries.find_case_of_address(number)
    if case is None or not may(actor, policy.HANDLE, case):
        return None
    return Shown(case.title, f"/moderation/cases/{case.id}", case.words)


def _is_own_report(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Report.id == number, Report.reporter_id == READER)


def _is_about_reader(number: ColumnElement[int]) -> ColumnElement[bool]:
    about = (Decision.member_id == READER, Decision.together_id.is_(None))
    return exists().where(Decision.id == number, *about)


def _is_there(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Decision.id == number)


SUBJECTS = (
    Subject("moderation_report", lambda: _("report"), show_report, sight=Sight(_is_own_report)),
    Subject(ADDRESS, lambda: _("address"), show_address),
    Subject("moderation_case", lambda: _("case of moderation"), show_case),
    Subject(
        "moderation_decision",
        lambda: _("decision of moderation"),
        show_decision,
        sight=Sight(_is_about_reader, unsure=_is_there),  # by where its thing lies, and who judges
    ),
)
