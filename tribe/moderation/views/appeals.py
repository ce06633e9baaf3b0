"""The appeals that wait for somebody else's answer, and those that were answered."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import require
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.base.paging import Span, parse_number
from tribe.base.text import clean
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation import policy, queries, queue, ruling, services
from tribe.moderation.answers import JudgeForm
from tribe.moderation.labels import remains_told
from tribe.moderation.models import Appeal, AppealOutcome, Decision, Source
from tribe.moderation.services.judges import listed_for, require_judge
from tribe.moderation.statements import Statement, statement_of, subject_words, told_words
from tribe.moderation.views import blueprint
from tribe.web.errors import words
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.versions import version_of


@blueprint.get("/moderation/appeals")
def appeals() -> Page:
    """Appeals, those that wait first; of each it is said whether the reader may answer it."""
    member = signed_in_member()
    is_lay = services.is_lay_judge(member)
    require(member, policy.SEE_APPEALS, is_lay=is_lay)
    are_open = clean(request.args.get("state", "")) != "answered"
    order = queries.FIRST_DUE if are_open else queries.LATEST_ANSWERED
    page = queries.list_appeals(
        member.id,
        listed_for(member, are_open=are_open),
        are_open=are_open,
        span=Span.parse(order, request.args),
    )
    mine = (
        {
            row.id: services.may_judge(member, session.get_one(Decision, row.decision_id))
            for row in page.rows
        }
        if are_open
        else {}
    )
    return render_template(
        "moderation/appeals.html",
        page=page,
        are_open=are_open,
        mine=mine,
        told_words=told_words,
        subject_words=subject_words,
        paired=_paired(page.rows),
    )


def _paired(rows: Sequence[queries.AppealRow]) -> dict[int, queries.AppealRow]:
    """Of two rows about what was decided in one act, the other of each."""
    return {
        row.id: other
        for row in rows
        for other in rows
        if row.decision_id != other.decision_id and row.act_id == other.act_id
    }


@blueprint.route("/moderation/appeals/<int:appeal_id>", methods=["GET", "POST"])
@counts_once
def judge(appeal_id: int) -> Page:
    """One appeal, with the decision that it is about, and its answer.

    What was decided in one act with that and was appealed too is answered in the same form.
    """
    member = signed_in_member()
    made, found = _appealed(member, appeal_id)
    if made.decided_at is not None and not is_submitted():
        return redirect(url_for(".decision", decision_id=found.id), 303)
    beside = services.judged_with(member, found)
    form, status = JudgeForm(submitted(), is_of_both=bool(beside)), 422
    remains = services.remains_of(found)
    state = _state(found, beside)
    if ruling.is_stale(form, state):
        status = 409
    if form.is_accepted:
        try:
            _answer(member, made, beside, form)
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            status = refusal.status
            made, found = _appealed(member, appeal_id)  # of what came instead, where that did
            beside, remains = services.judged_with(member, found), services.remains_of(found)
            state = _state(found, beside)
        else:
            said = str(_("Your answer is sent to whoever appealed."))
            is_undone = form.outcome is AppealOutcome.OVERTURNED
            return go_to(url_for(".appeals"), remains_told(said, remains if is_undone else None))
    told = statement_of(found, is_told_of=True, reader=member)
    waiting = [one for one in told.appeals if one.decided_at is None]
    return form_page(
        "moderation/judge.html",
        form,
        status=status,
        told=told,
        made=made,
        waiting=waiting,
        beside=beside,
        other=session.get_one(Decision, beside[0].decision_id) if beside else None,
        told_words=told_words,
        remains=remains,
        state=state,
        reads_together=told.together is not None and services.reads(member, told.together),
        handled=[number for number in told.cases if services.handles_case(member, number)],
        **_judged(member, told, [*(waiting or [made]), *beside]),
    )


def _appealed(member: Member, appeal_id: int) -> tuple[Appeal, Decision]:
    """An appeal, and what it is about now; raises NotFound, and Forbidden for who may not judge."""
    made = services.appeal_of(member, appeal_id)
    found = session.get_one(Decision, made.decision_id)
    require_judge(member, found)
    return made, found


def _judged(member: Member, told: Statement, appeals: Sequence[Appeal]) -> dict[str, Any]:
    """What the decision was about: who reported what, whom it concerns, and where it stands.

    Nobody who reported it is named here. Four queries, one more for each further case, and those of
    the thing.
    """
    case, decision = told.case, told.decision
    number = decision.member_id if decision.member_id is not None else case.author_id
    return {
        "concerned": session.get(Member, number) if number is not None else None,
        "reports": _reports(told.cases),
        "appealed_by": list(dict.fromkeys(_appealed_by(decision, one) for one in appeals)),
    }


def _reports(case_ids: Sequence[int]) -> list[queue.ReportRow]:
    """What was reported in some cases; that a moderator looked by themselves where nobody did."""
    found = [one for number in case_ids for one in queue.list_reports(number, are_named=False)]
    return [one for one in found if one.source is not Source.STAFF] or found[:1]


def _appealed_by(decision: Decision, made: Appeal) -> str:
    """Who appealed, by what they have to do with it."""
    if made.report_id is not None:
        return str(_("a guest who reported it"))
    if made.member_id == decision.member_id:
        return str(_("whom it concerns"))
    if decision.is_no_action:
        return str(_("a member who reported it"))
    return str(_("a member whom it concerns too"))


def _state(found: Decision, beside: Sequence[Appeal]) -> str:
    """Which decisions an answer is about, until when the first holds, and whether it does."""
    about = {"number": found.id, "until": found.ends_at, "stands": found.stands}
    about |= {"beside": beside[0].decision_id} if beside else {}
    return version_of({name: str(value) for name, value in about.items()})


def _answer(member: Member, made: Appeal, beside: Sequence[Appeal], form: JudgeForm) -> None:
    """Answer it, and what is beside it where that is to be; raises RuleBroken for neither."""
    is_gone = form.values.get("other") in list(AppealOutcome) and not beside
    if made.decided_at is not None or is_gone:  # by somebody else meanwhile
        raise RuleBroken("moderation.is_answered")
    answers = [services.Answer(made, form.outcome, _last("last", made))]
    if form.other is not None and beside:
        answers.append(services.Answer(beside[0], form.other, _last("last_other", beside[0])))
    services.judge_both(member, answers, form.words)


def _last(name: str, made: Appeal) -> int:
    """The number of the last appeal that stood on the page of who judges."""
    return max(parse_number(request.form.get(name, "")) or made.id, made.id)
