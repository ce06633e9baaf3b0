"""What was decided: the list of whom it concerns, the statement of reasons, appeal and undoing."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import Actor, may, require
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.base.paging import Span, parse_number
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member, RestraintKind, State
from tribe.members.restraints import is_restrained
from tribe.moderation import policy, queries, services
from tribe.moderation.answers import WordsForm
from tribe.moderation.labels import remains_told
from tribe.moderation.models import NO_ACTION, Decision
from tribe.moderation.seeing import begun_by, occasions_of, words_for
from tribe.moderation.services.judges import reads_appeals
from tribe.moderation.settings import DISPUTES_BODY
from tribe.moderation.statements import done_words, said_then, statement_of, subject_words
from tribe.moderation.views import blueprint
from tribe.notices.seen import see
from tribe.settings import value_of
from tribe.web import moderated, subjects
from tribe.web.closed import open_to_suspended
from tribe.web.errors import words
from tribe.web.limits import form_limit
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page, submitted


@blueprint.get("/moderation/decisions")
@open_to_suspended
def decisions() -> Page:
    """What was decided about whoever reads it."""
    member = signed_in_member()
    post_id = parse_number(request.args.get("post", ""))
    if post_id is not None and (why := queries.find_about("post", post_id, member.id)):
        return redirect(url_for(".decision", decision_id=why), 303)
    page = queries.list_about(member.id, Span.parse(queries.LATEST, request.args))
    occasions = occasions_of(member, (row.decision for row in page.rows))
    return render_template(
        "moderation/decisions.html",
        page=page,
        is_banned=member.state is State.SUSPENDED and is_restrained(member.id, RestraintKind.BAN),
        titles=_titles(member, page.rows) | occasions,
        begun=_begun(member, page.rows, occasions),
        types=_types(page.rows, occasions),
        done_words=_done_words,
        said_then=said_then,
        subject_words=subject_words,
    )


def _done_words(row: queries.DecisionRow, reader_id: int) -> str:
    is_together = row.decision.together_id is not None
    is_beside, details = row.member_id != reader_id, row.decision.details
    return done_words(row.act, details, is_beside=is_beside, is_together=is_together)


def _types(rows: Sequence[queries.DecisionRow], occasions: Mapping[int, str]) -> dict[int, str]:
    """The types of what decisions are about: of the thing, or of what its act rests on."""
    acts = moderated.register().acts
    return {
        row.id: acts[row.act].occasion_type if row.id in occasions else row.subject_type
        for row in rows
    }


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


def _begun(
    member: Member, rows: Sequence[queries.DecisionRow], occasions: Mapping[int, str]
) -> dict[int, str]:
    """How what decisions are about begins, of others' with who wrote it; where it is seen still."""
    cases = queries.find_cases(row.decision for row in rows)
    told = [row for row in rows if row.id not in occasions and not row.decision.are_words_gone]
    return {
        row.id: begun_by(cases[row.id], cases[row.id].words, is_own=True)
        if row.member_id == member.id
        else begun_by(cases[row.id], words_for(member, cases[row.id]))
        for row in told
    }


@blueprint.get("/moderation/decisions/<int:decision_id>")
@open_to_suspended
def decision(decision_id: int) -> Page:
    """The statement of reasons of one decision."""
    signed_in_member()
    page = _statement_page(services.decision_of(current_actor(), decision_id), WordsForm())
    see("moderation_decision", decision_id)
    return page


@blueprint.route("/moderation/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
@form_limit("20 per hour")
@open_to_suspended
def appeal(decision_id: int) -> Page:
    """Ask, in one's own words, that somebody else decides."""
    member = signed_in_member()
    found = services.decision_of(member, decision_id)
    require(member, policy.APPEAL, found, is_party=queries.is_party(member.id, found))
    form, status = WordsForm(submitted()), 422
    if form.is_accepted:
        try:
            act = services.appeal_both if form.is_of_both else services.appeal
            act(member, found, form.words)
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            found, status = services.decision_of(member, decision_id), refusal.status
        else:
            said = _("Your appeal has been received. Somebody else will answer it.")
            return go_to(url_for(".decision", decision_id=found.id), said)
    is_beside = found.member_id != member.id and found.act != NO_ACTION
    told = statement_of(found, is_beside=is_beside, third=_third(member, found), reader=member)
    other = services.appealed_with(member, found)
    return form_page("moderation/appeal.html", form, status=status, told=told, other=other)


@blueprint.post("/moderation/decisions/<int:decision_id>/undo")
@counts_once
def undo(decision_id: int) -> Page:
    """Put back all that a decision did."""
    member = signed_in_member()
    found = services.decision_of(member, decision_id)
    form = WordsForm(request.form)
    if not form.is_accepted:
        return _statement_page(found, form, 422)
    remains = services.remains_of(found)
    try:
        act = services.undo_both if form.is_of_both else services.undo
        act(member, found, form.words)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("", words(refusal))
        found = services.decision_of(member, decision_id)
        return _statement_page(found, form, refusal.status)
    said = _("Undone. The text was erased with its author’s account and does not come back.")
    said = said if found.are_words_gone else _("Undone.")
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
        reader=reader,
    )
    may_judge = services.may_judge(reader, found)
    may_undo = (is_undoable or bool(form.errors)) and services.may_undo(reader, found)
    mine = [made for made in told.appeals if made.member_id == reader.id]
    return form_page(
        "moderation/decision.html",
        form,
        status=status,
        told=told,
        appeals=told.appeals if reads_appeals(reader, found) else mine,
        is_own=is_theirs and not told.is_no_action,
        may_see_case=services.handles_case(reader, found.case_id),
        may_appeal=all(made.is_carried for made in mine)
        and told.is_contestable
        and bool(may(reader, policy.APPEAL, found, is_party=is_party)),
        may_undo=may_undo,
        reads_together=told.together is not None and services.reads(reader, told.together),
        undone_with=services.undone_with(reader, found) if may_undo else None,
        may_judge=may_judge,
        remains=services.remains_of(found),
        disputes_body=value_of(DISPUTES_BODY),
    )
