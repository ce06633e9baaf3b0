"""Why staff looks at what is private: asked before, and read by whoever it is about."""

from flask import redirect, render_template, request, url_for

from tribe.access import require
from tribe.audit.looking import WhyFirst, find_private, look, look_kinds
from tribe.audit.queries import NEWEST_FIRST, list_entries
from tribe.base.db import session
from tribe.base.paging import Span
from tribe.members.identity import signed_in_member
from tribe.personal_data import policy
from tribe.personal_data.forms import LookForm
from tribe.personal_data.views import blueprint
from tribe.web.closed import open_to_suspended
from tribe.web.errors import refuse_by
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter


@blueprint.app_errorhandler(WhyFirst)
def lead_to_why(refusal: WhyFirst) -> Page:
    """To the page that asks why, and on from there; what was posted is refused."""
    if is_submitted():
        session.rollback()
        return refuse_by(refusal)
    return redirect(url_for("personal_data.ask_why", kind=refusal.kind, of=refusal.number), 303)


@blueprint.route("/look", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def ask_why() -> Page:
    """Why somebody of staff looks at a private thing, which is kept before it is shown."""
    reader = signed_in_member()
    form = LookForm(submitted())
    if not form.is_submitted:
        form.values = {key: request.args.get(key, "") for key in ("kind", "of")}
        form.read_thing()
    find_private(reader, form.kind, form.number)
    if form.is_accepted:
        found = look(reader, form.kind, form.number, form.why)
        session.commit()
        return redirect(found.address, 303)
    return form_page("personal_data/why.html", form, what=look_kinds()[form.kind].label())


@blueprint.get("/me/looks")
@open_to_suspended
def looks() -> str:
    """Who of staff looked at what is private to a member, by their role, and why."""
    member = signed_in_member()
    require(member, policy.TAKE_ALONG)
    page = list_entries(
        kinds=sorted(look_kinds()),
        subject_type="member",
        subject_ids=[str(member.id)],
        span=Span.parse(NEWEST_FIRST, request.args),
    )
    return render_template("personal_data/looks.html", page=page, kinds=look_kinds())
