"""Saying that something is wrong: members on the page of a thing, everybody by its address."""

from collections.abc import Mapping, Sequence

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tribe.access import GUEST, Actor, may
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.i18n import reader_language
from tribe.base.paging import Span
from tribe.base.text import clean
from tribe.blocking.reading import seen_by
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.moderation import outcomes, policy, queries, services
from tribe.moderation.answers import WordsForm
from tribe.moderation.forms import NoticeForm, Parts
from tribe.moderation.models import MAX_ADDRESS_LENGTH, TIME_TO_APPEAL, Appeal, Finding, Report
from tribe.moderation.outcomes import Outcome, OwnReport
from tribe.moderation.reasons_told import reasons_for
from tribe.moderation.report_page import report_page, said, said_already
from tribe.moderation.seeing import Brought, outcome_for, outcome_of, shown_to
from tribe.moderation.services.reporting import digest_of
from tribe.moderation.settings import DISPUTES_BODY
from tribe.moderation.views import blueprint
from tribe.settings import value_of
from tribe.web import subjects
from tribe.web.closed import open_to_suspended
from tribe.web.counted import link_followed
from tribe.web.errors import words
from tribe.web.limits import form_limit
from tribe.web.once import go_to
from tribe.web.origins import is_elsewhere, own_pattern
from tribe.web.pages import Page, form_page
from tribe.web.same_site import from_here_alone
from tribe.web.subjects import Shown

REPORTING = form_limit("60 per hour")
NOTICES = form_limit("10 per hour; 30 per day")  # from one address
OBJECTING = form_limit("10 per hour; 30 per day", link_followed)


@blueprint.route("/report/<subject_type>/<int:subject_id>", methods=["GET", "POST"])
@REPORTING
def report(subject_type: str, subject_id: int) -> Page:
    """A member says what is wrong with a thing that they see."""
    member = signed_in_member()
    declared = subjects.subjects().get(subject_type)
    shown = shown_to(member, subject_type, subject_id)
    if declared is None or not declared.is_reportable or shown is None:
        raise NotFound("moderation.nothing")
    action = url_for(".report", subject_type=subject_type, subject_id=subject_id)
    return report_page(member, subject_type, subject_id, shown.title, shown.address, action)


@blueprint.get("/report")
@open_to_suspended
def notice() -> Page:
    """What is wrong, and at which address? For everybody."""
    form = NoticeForm(parts_of=_parts_of)
    form.values = {"url": clean(request.args.get("url", ""))[:MAX_ADDRESS_LENGTH]}
    form.offer_parts(form.values["url"])
    return _notice_page(form)


@blueprint.post("/report")
@NOTICES
@from_here_alone
@open_to_suspended
def give_notice() -> Page:
    """Take a notice, whatever its address leads to; what is answered is the same."""
    reader = current_actor()
    is_guest = not may(reader, policy.REPORT)  # so may be who is suspended: everybody gives notice
    form = NoticeForm(request.form, is_guest=is_guest, parts_of=_parts_of)
    if not form.is_accepted:
        return _notice_page(form)
    began = now()
    try:
        made, secret = services.report_address(
            form.address,
            form.kind,
            form.words,
            reporter=GUEST if is_guest else reader,
            name=form.name,
            email=form.email,
            locale=reader_language(),
            reason=form.reason,
            part=form.part,
        )
    except RuleBroken as refusal:
        session.rollback()
        form.fail("", words(refusal))
        return _notice_page(form, refusal.status)
    if not is_guest:
        is_again = made.made_at < began and _is_known(reader, made, form.address)
        return go_to(url_for(".reported"), said_already() if is_again else said())
    session.commit()
    return redirect(url_for(".followed", token=secret), 303)


def _parts_of(address: str) -> Parts | None:
    """What the reader sees at an address that names none of it; None where that is nothing."""
    reader = current_actor()
    found = subjects.find_container(address)
    if found is None:
        return None
    with seen_by(reader):
        contained = found.parts_for(reader)
    return Parts(contained, found.container) if contained else None


def _is_known(reader: Actor, made: Report, address: str) -> bool:
    """Whether a member may be told that an address leads to what they had reported.

    Of what they cannot see, two addresses never say that they lead to the same.
    """
    case = queries.find_case(made.case_id)
    if made.address == address or case is None:
        return True
    return shown_to(reader, case.subject_type, case.subject_id) is not None


@blueprint.get("/report/<token>")
@open_to_suspended
def followed(token: str) -> Response:
    """A guest's report, by the link that they were given: what it said, and what became of it."""
    made = _followed(token)
    objections, outcome = queries.list_objections(made), outcome_for(GUEST, made)
    return _private(
        render_template(
            "moderation/followed.html",
            report=made,
            outcome=outcome,
            reasons=reasons_for(made, outcome),
            objections=objections,
            may_object=_may_object(made, objections),
            token=token,
            disputes_body=value_of(DISPUTES_BODY),
        )
    )


@blueprint.get("/report/<token>/object")
@open_to_suspended
def objection(token: str) -> Page:
    """Why is what became of it wrong? For whoever has the link."""
    return _objection_page(token, _followed(token), WordsForm())


@blueprint.post("/report/<token>/object")
@OBJECTING
@from_here_alone
@open_to_suspended
def send_objection(token: str) -> Page:
    """Take a guest's objection, once; another moderator answers it."""
    made, form = _followed(token), WordsForm(request.form)
    if form.is_accepted:
        try:
            services.appeal_as_guest(made, form.words)
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            return _objection_page(token, _followed(token), form, refusal.status)
        session.commit()
        return redirect(url_for(".followed", token=token), 303)
    return _objection_page(token, made, form)


def _followed(token: str) -> Report:
    """A guest's report by the secret of its link; raises NotFound for one that leads nowhere."""
    made = queries.find_followed(digest_of(token))
    if made is None:
        raise NotFound("moderation.no_report")
    return made


def _may_object(made: Report, objections: Sequence[Appeal]) -> bool:
    decision = queries.find_objectionable(made)
    if decision is None or decision.id in [one.decision_id for one in objections]:
        return False
    return now() <= decision.made_at + TIME_TO_APPEAL


def _objection_page(token: str, made: Report, form: WordsForm, status: int = 422) -> Page:
    if not form.errors and not _may_object(made, queries.list_objections(made)):
        raise NotFound("moderation.nothing_to_object")
    return _private(
        form_page("moderation/object.html", form, status=status, report=made, token=token)
    )


def _private(page: Page) -> Response:
    """A page that no cache keeps, for its address is a secret."""
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/me/reported")
def reported() -> str:
    """What one reported, and what became of it; nobody else reads it."""
    member = signed_in_member()
    page = outcomes.list_own_reports(member.id, Span.parse(outcomes.NEWEST_FIRST, request.args))
    types = {row.subject_type for row in page.rows}
    seen = {
        kind: subjects.show_all(
            member, kind, {row.subject_id for row in page.rows if row.subject_type == kind}
        )
        for kind in sorted(types)
    }
    told = _outcomes(member, page.rows, seen)
    reportable = {kind for kind in types if subjects.subjects()[kind].is_reportable}
    about = {"seen": seen, "outcomes": told, "reportable": reportable}
    return render_template("moderation/reported.html", page=page, **about)


def _outcomes(
    member: Member, rows: Sequence[OwnReport], seen: Mapping[str, Mapping[int, Shown]]
) -> dict[int, Outcome]:
    """What a member is told of each of their reports, by its number."""
    found = {row.id: row.outcome for row in rows}
    things = {row.id: (row.subject_type, row.subject_id) for row in rows}
    standing = [row for row in rows if row.outcome is Outcome.STANDS]
    taken = queries.list_taken([things[row.id] for row in standing])
    for row in standing:
        is_seen = row.subject_id in seen[row.subject_type]
        brought = Brought(things[row.id], row.address, row.category_id, is_seen)
        is_taken = row.finding is Finding.MOOT or things[row.id] in taken
        told = outcome_of(member, brought, is_taken=is_taken)
        is_by_block = told is Outcome.UNSEEN and row.is_blocked
        found[row.id] = Outcome.BLOCKED if is_by_block else told
    return found


def _notice_page(form: NoticeForm, status: int = 422) -> Page:
    is_guest = not may(current_actor(), policy.REPORT)
    about: dict[str, object] = {"is_elsewhere": is_elsewhere(str(form.values.get("url") or ""))}
    about |= {"is_guest": is_guest, "own_pattern": own_pattern()}
    return form_page("moderation/notice.html", form, status=status, **about)
