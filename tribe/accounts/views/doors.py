"""Signing in by password, and signing out."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from tribe.accounts import services
from tribe.accounts.forms import SignInForm
from tribe.accounts.throttling import (
    GUESSES,
    begin_afresh,
    has_failed,
    typed_account,
    typed_place,
)
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import enter, go_on, page
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import SignInFirst
from tribe.members.identity import close_sign_in, current_member
from tribe.members.models import Member
from tribe.members.services import Unfit
from tribe.members.ways_in import check_unchanged
from tribe.web import typed
from tribe.web.closed import open_to_suspended
from tribe.web.errors import refuse, refuse_by
from tribe.web.pages import Page, is_submitted, submitted
from tribe.web.programs import is_for_programs
from tribe.web.redirects import go_back, this_page
from tribe.web.security import limiter


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("120 per minute", methods=["POST"])
@limiter.limit(
    "10 per minute; 60 per hour", methods=["POST"], key_func=typed_place, deduct_when=has_failed
)
@limiter.limit(GUESSES, methods=["POST"], key_func=typed_account)
def sign_in() -> Page:
    """Come in by name or e-mail and password."""
    kept = typed.load(request.form.get("typed", ""))
    if current_member() is not None:
        return go_on(kept)
    form = SignInForm(submitted())
    if not form.is_accepted:
        return page("accounts/sign_in.html", form, typed=kept)
    try:
        with db.reading():  # while the password is compared, others may write
            member = services.authenticate(form.login, form.password)
        entered = enter(partial(still, member, member.password_hash), kept)
    except Unfit as unfit:
        return page("accounts/sign_in.html", form, unfit, typed=kept)
    begin_afresh(typed_account())
    return entered


def still(member: Member, compared: str | None) -> Member:
    """The member whose password was compared; raises Unfit where it was replaced meanwhile."""
    check_unchanged(member, compared)
    return member


@blueprint.errorhandler(429)
def lead_around(_error: Exception) -> Page:
    """Whoever tried too often may have been locked out by another: a link by mail leads in."""
    is_asking = request.endpoint in ("accounts.forgotten", "accounts.ask_link")
    return render_template("accounts/too_often.html", is_asking=is_asking), 429


@blueprint.app_errorhandler(SignInFirst)
def lead_to_sign_in(refusal: SignInFirst) -> Page:
    """To the sign-in page and back; a form brings along what was typed. Programs are told why."""
    if is_for_programs():
        return refuse_by(refusal)
    if not is_submitted():
        return redirect(url_for("accounts.sign_in", next=this_page()), 303)
    session.rollback()
    again = offer_again()
    return refuse_by(refusal) if again is None else (again, 403)


@blueprint.app_errorhandler(CSRFError)
def refuse_forgery(_error: CSRFError) -> Page:
    """A form of another session: ended, or begun anew in another window, or of another site."""
    session.rollback()
    again = None if is_for_programs() else offer_again()
    return refuse(400) if again is None else (again, 400)


def offer_again() -> str | None:
    """A page on which what was typed can be sent again, by a guest once they have signed in."""
    kept = typed.typed_here()
    if kept is None:
        return None
    if current_member() is not None:
        return render_template("accounts/send_again.html", typed=kept)
    return render_template("accounts/sign_in.html", form=SignInForm(), next="", typed=kept)


@blueprint.post("/sign-out")
@open_to_suspended
def sign_out() -> Page:
    """End this sign-in for whoever holds its cookie."""
    locale = cookie.get("locale")
    close_sign_in()
    session.commit()
    if locale:
        cookie["locale"] = locale
    flash(_("You are signed out. See you soon."))
    return go_back(None)
