"""Showing once more that it is oneself, and back to what one was about to do."""

from typing import Any

from flask import redirect, render_template, request, url_for

from tribe.accounts import services
from tribe.accounts.forms import ProofForm
from tribe.accounts.proof import ProveFirst, proves_by_brand
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import page
from tribe.base import db
from tribe.base.db import session
from tribe.members.identity import current_sign_in, signed_in_member
from tribe.members.models import Member
from tribe.members.services import Unfit
from tribe.web import typed
from tribe.web.closed import open_to_suspended
from tribe.web.errors import refuse_by
from tribe.web.pages import Page, is_submitted, submitted
from tribe.web.redirects import go_back, this_page
from tribe.web.security import limiter


@blueprint.route("/me/prove", methods=["GET", "POST"])
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
@open_to_suspended
def prove() -> Page:
    """Show the password once more."""
    member, sign_in = signed_in_member(), current_sign_in()
    kept = typed.load(request.form.get("typed", ""))
    has_app = services.has_second_step(member)
    form = ProofForm(submitted(), has_app=has_app)
    if not form.is_accepted:
        return page("accounts/prove.html", form, typed=kept, **prove_about(member))
    try:
        services.prove(member, sign_in, form.password, form.code)
    except Unfit as unfit:
        return page("accounts/prove.html", form, unfit, typed=kept, **prove_about(member))
    session.commit()
    if kept is not None:
        return render_template("accounts/send_again.html", typed=kept)
    return go_back(request.form.get("next"))


@blueprint.app_errorhandler(ProveFirst)
def lead_to_proof(refusal: ProveFirst) -> Page:
    """To the page of the proof and back; a form brings along what was typed."""
    if not is_submitted():
        return redirect(url_for("accounts.prove", next=this_page()), 303)
    db.session.rollback()
    kept = typed.typed_here()
    if kept is None:
        return refuse_by(refusal)
    about = {"form": ProofForm(), "next": "", "typed": kept}
    return render_template("accounts/prove.html", **about, **prove_about(signed_in_member())), 403


def prove_about(member: Member) -> dict[str, Any]:
    """What a member has to show: a code, their password, or their account of the brand."""
    return {"has_app": services.has_second_step(member), "provider": proves_by_brand(member)}
