"""The pages of one's own data: what is held, taking it along, leaving, and staying after all."""

from collections.abc import Iterator

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tribe import storage
from tribe.access import may, require
from tribe.accounts.proof import require_proof
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.i18n import reader_language, reader_zone
from tribe.base.paging import Span
from tribe.members.identity import close_sign_in, current_actor, signed_in_member
from tribe.members.models import Member
from tribe.notices.seen import see
from tribe.personal_data import policy, queries, services
from tribe.personal_data.forms import LeaveForm
from tribe.personal_data.models import DataExport, ReasonFor, Words
from tribe.personal_data.reading import count_held
from tribe.personal_data.views import blueprint
from tribe.web.closed import open_to_suspended
from tribe.web.design.labels import whole_moment
from tribe.web.errors import words
from tribe.web.limits import form_limit
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter
from tribe.web.slots import answers

ZIP = "application/zip"


@blueprint.get("/me/data")
@open_to_suspended
def data() -> Page:
    """What is held of a member, table by table, and what may be done with it."""
    member = signed_in_member()
    export = services.find_export(member)
    page = render_template(
        "personal_data/data.html",
        held=count_held(member.id),
        export=export,
        may_ask=services.may_ask(export),
        kept=services.KEPT.days,
    )
    if export is not None:
        see("data_export", export.id)
    return page


@blueprint.post("/me/data/export")
@limiter.limit("10 per hour")
@open_to_suspended
def ask_for_export() -> Page:
    """Have all of it written into one file."""
    services.ask_for_export(signed_in_member(), reader_language())
    session.commit()
    flash(_("Your export is being made. It will stand on this page."), "good")
    return redirect(url_for(".data"), 303)


@blueprint.get("/me/data/exports/<int:export_id>.zip")
@open_to_suspended
def download(export_id: int) -> Page:
    """The file, to its owner alone."""
    member = signed_in_member()
    export = session.get(DataExport, export_id)
    if export is None or export.member_id != member.id or export.digest is None:
        raise NotFound("personal_data.no_export")
    try:
        pieces = storage.pieces(export.digest)
        first = next(pieces, b"")
    except FileNotFoundError as error:  # a copy was put back without its files
        raise NotFound("personal_data.no_export") from error

    def whole() -> Iterator[bytes]:
        yield first
        yield from pieces

    answer = Response(whole(), mimetype=ZIP)
    name = f"tribe-{export.asked_at:%Y-%m-%d}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.route("/me/leave", methods=["GET", "POST"])
@form_limit("20 per hour")
@open_to_suspended
def leave() -> Page:
    """What leaving takes away, what it leaves behind, and the way out."""
    member = signed_in_member()
    if services.find_departure(member) is not None:
        return render_template("personal_data/leaving.html", departure=member.leaves_at)
    require_proof(member)
    form = LeaveForm(submitted())
    if not form.is_accepted:
        return _leave_page(form, member)
    try:
        with db.writing():
            departure = services.leave(
                session.get_one(Member, member.id),
                Words(form.words),
                reason=form.reason,
                reason_for=ReasonFor(form.reason_for),
                zone=reader_zone(),
            )
    except RuleBroken as refusal:
        form.fail("", words(refusal))
        return _leave_page(form, member, refusal.status)
    moment = whole_moment(departure.due_at)  # by the clocks of who is still signed in
    close_sign_in()
    session.commit()
    told = _("Your page is hidden now. To stay, sign in before %(moment)s.", moment=moment)
    flash(told)
    return redirect("/", 303)


@blueprint.post("/me/stay")
@limiter.limit("60 per minute")
@open_to_suspended
def stay() -> Page:
    """Stay after all."""
    services.stay(signed_in_member())
    session.commit()
    flash(_("Good that you stay. All is as it was."), "good")
    return redirect("/", 303)


@blueprint.get("/partings")
def partings() -> Page:
    """Why people left, in their words, under no name."""
    require(signed_in_member(), policy.READ_WORDS)
    is_keeper = bool(may(current_actor(), policy.READ_REASONS))
    span = Span.parse(queries.NEWEST, request.args)
    page = queries.list_parting_words(with_private=is_keeper, span=span)
    return render_template("personal_data/partings.html", page=page, is_keeper=is_keeper)


def _leave_page(form: LeaveForm, member: Member, status: int = 422) -> Page:
    lacks = [one for some in answers("leaving.lacks", member) for one in some]
    return form_page(
        "personal_data/leave.html",
        form,
        status=status,
        lacks=lacks,
        days=services.PAUSE.days,
    )
