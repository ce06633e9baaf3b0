"""What was decided: the list of whom it concerns, the statement of reasons, appeal and undoing."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import Actor, may, require
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.base.paging import Span
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.moderation import policy, queries, services
from tribe.moderation.answers import WordsForm
from tribe.moderation.labels import remains_told
from tribe.moderation.models import NO_ACTION, Decision
from tribe.moderation.services.impartial import is_impartial
from tribe.moderation.settings import DISPUTES_BODY
from tribe.moderation.statements import done_words, statement_of, subject_words
from tribe.moderation.views import blueprint
from tribe.notices.seen import see
from tribe.settings import value_of
from tribe.web import moderated, subjects
from tribe.web.closed import open_to_suspended
from tribe.web.errors import words
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter


@blueprint.get("/moderation/decisions")
@open_to_suspended
def decisions() -> Page:
    """What was decided about whoever reads it."""
    member = signed_in_member()
    page = queries.list_about(member.id, Span.parse(queries.LATEST, request.args))
    return render_template(
        "moderation/decisions.html",
        page=page,
        titles=_titles(member, page.rows),
        done_words=done_words,
        subject_words=subject_words,
    )


def _titles(member: Member, rows: Sequence[queries.DecisionRow]) -> dict[int, str]:
    """The titles of what decisions are about: of another's thing as it is now, where it is seen."""
    found = {row.id: row.title for row in rows}
    for kind in sorted({row.subject_type for row in rows}):
        of_kind = [row for row in rows if row.subject_type == kind]
        titles = moderated.titles_under(member, kind, {row.subject_id for row in of_kind})
        found |= {row.id: titles.get(row.subject_id, row.title) for row in of_kind}
    others = [row for row in rows if row.member_id != member.id]
    for kind in sorted({row.subject_type for row in others}):
        of_kind = [row for row in others if row.subject_type == kind]
        seen = subjects.show_all(member, kind, {row.subject_id for row in of_kind})
        for row in of_kind:
            shown = seen.get(row.subject_id)
            found[row.id] = shown.title if shown is not None else ""
    return found


@blueprint.get("/moderation/decisions/<int:decision_id>")
@open_to_suspended
def decision(decision_id: int) -> Page:
    """The statement of reasons of one decision."""
    signed_in_member()
    page = _statement_page(services.decision_of(current_actor(), decision_id), WordsForm())
    see("moderation_decision", decision_id)
    return page


@blueprint.route("/moderation/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@open_to_suspended
def appeal(decision_id: int) -> Page:
    """Ask, in one's own words, that somebody else decides."""
    member = signed_in_member()
    found = services.decision_of(member, decision_id)
    require(member, policy.APPEAL, found, is_party=queries.is_party(member.id, found))
    form = WordsForm(submitted())
    if form.is_accepted:
        try:
            services.appeal(member, found, form.words)
        except RuleBroken as refusal:
            form.fail("", words(refusal))
        else:
            said = _("Your appeal was taken. Somebody else answers it.")
            return go_to(url_for(".decision", decision_id=found.id), said)
    is_beside = found.member_id != member.id and found.act != NO_ACTION
    told = statement_of(found, is_beside=is_beside, third=_third(member, found))
    return form_page("moderation/appeal.html", form, told=told)


@blueprint.post("/moderation/decisions/<int:decision_id>/undo")
def undo(decision_id: int) -> Page:
    """Put back all that a decision did."""
    member = signed_in_member()
    found = services.decision_of(member, decision_id)
    form = WordsForm(request.form)
    if not form.is_accepted:
        return _statement_page(found, form, 422)
    remains = services.remains_of(found)
    try:
        services.undo(member, found, form.words)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("", words(refusal))
        found = services.decision_of(member, decision_id)
        return _statement_page(found, form, refusal.status)
    said = _("It is undone. Its words went with whoever wrote them, and do not come back.")
    said = said if found.are_words_gone else _("It is undone.")
    address = url_for(".decision", decision_id=decision_id)
    return go_to(address, remains_told(str(said), remains))


def _third(reader: Actor, found: Decision) -> Actor | None:
    """Who reads it though the thing is another's, and neither handles nor judges it."""
    if found.member_id == reader.id or not queries.is_party(reader.id, found):
        return None
    return None if services.reads_all(reader, found) else reader


def _statement_page(found: Decision, form: WordsForm, status: int = 200) -> Page:
    reader = current_actor()
    act = moderated.register().acts.get(found.act)
    is_undoable = found.stands and act is not None and act.undo is not None
    is_party = queries.is_party(reader.id, found)
    is_beside = is_party and found.member_id != reader.id
    is_theirs = is_party or found.member_id == reader.id
    told = statement_of(
        found,
        is_beside=is_beside and found.act != NO_ACTION,
        third=_third(reader, found),
        is_told_of=not is_theirs,
    )
    may_judge = services.may_judge(reader, found)
    handles = bool(may(reader, policy.HANDLE, None)) and not is_theirs
    reads_appeals = may_judge or (handles and is_impartial(reader, found.member_id))
    mine = [made for made in told.appeals if made.member_id == reader.id]
    return form_page(
        "moderation/decision.html",
        form,
        status=status,
        told=told,
        appeals=told.appeals if reads_appeals else mine,
        is_own=is_theirs and not told.is_no_action,
        may_appeal=not mine
        and (found.stands or found.has_ended)
        and bool(may(reader, policy.APPEAL, found, is_party=is_party)),
        may_undo=(is_undoable or bool(form.errors)) and services.may_undo(reader, found),
        may_judge=may_judge,
        remains=services.remains_of(found),
        disputes_body=value_of(DISPUTES_BODY),
    )
