"""The appeals that wait for somebody else's answer, and those that were answered."""

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import require
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import Span, parse_number
from tribe.base.text import clean
from tribe.members.identity import signed_in_member
from tribe.moderation import policy, queries, services
from tribe.moderation.answers import JudgeForm
from tribe.moderation.labels import remains_told
from tribe.moderation.models import AppealOutcome, Decision
from tribe.moderation.services.impartial import require_impartial
from tribe.moderation.services.judges import judging, listed_for, waits_for_admins
from tribe.moderation.statements import statement_of, subject_words, told_words
from tribe.moderation.views import blueprint
from tribe.web.errors import words
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted


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
    )


@blueprint.route("/moderation/appeals/<int:appeal_id>", methods=["GET", "POST"])
def judge(appeal_id: int) -> Page:
    """One appeal, with the decision that it is about, and its answer."""
    member = signed_in_member()
    made = services.appeal_of(member, appeal_id)
    found = session.get_one(Decision, made.decision_id)
    require(member, policy.JUDGE, found, **judging(member, found))
    require_impartial(
        member,
        found.member_id,
        found.decided_by_id,
        is_for_admins=lambda: waits_for_admins(found),
    )
    if made.decided_at is not None:
        raise NotFound("moderation.no_appeal")
    form, remains = JudgeForm(submitted()), services.remains_of(found)
    if form.is_accepted:
        try:
            last = parse_number(request.form.get("last", "")) or made.id
            services.judge(member, made, form.outcome, form.words, max(last, made.id))
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
        else:
            said = str(_("Your answer is sent to whoever appealed."))
            is_undone = form.outcome is AppealOutcome.OVERTURNED
            return go_to(url_for(".appeals"), remains_told(said, remains if is_undone else None))
    told = statement_of(found, is_told_of=True)
    waiting = [one for one in told.appeals if one.decided_at is None]
    return form_page(
        "moderation/judge.html", form, told=told, made=made, waiting=waiting, remains=remains
    )
