"""What is mailed to people and where the links lead; opening one uses it up only by its button."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tribe import mail, tokens
from tribe.accounts import purposes, queries, services
from tribe.accounts.forms import LoginForm, PasswordForm
from tribe.accounts.services.asking import Wish
from tribe.accounts.throttling import asked_by, asking_place
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import enter, note_and_lead, noted, page
from tribe.base import db
from tribe.base.db import session
from tribe.members.identity import current_member
from tribe.members.models import Member
from tribe.members.services import Unfit
from tribe.tokens import TokenRefused
from tribe.web.counted import link_followed
from tribe.web.pages import Page, is_submitted, submitted
from tribe.web.security import limiter
from tribe.web.slots import answers

ASKING = "6 per minute; 30 per hour"  # for one account, by one who asks
ASKING_FOR_ANYBODY = "60 per minute; 600 per hour"
OPENING = "30 per minute"


@blueprint.route("/forgot", methods=["GET", "POST"])
@limiter.limit(ASKING_FOR_ANYBODY, methods=["POST"], key_func=asking_place)
@limiter.limit(ASKING, methods=["POST"], key_func=asked_by)
def forgotten() -> Page:
    """Ask for a link with which a new password is chosen."""
    return _asking(Wish.PASSWORD)


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
@limiter.limit(ASKING_FOR_ANYBODY, methods=["POST"], key_func=asking_place)
@limiter.limit(ASKING, methods=["POST"], key_func=asked_by)
def ask_link() -> Page:
    """Ask for a link by which one signs in."""
    return _asking(Wish.LINK)


def _asking(wish: Wish) -> Page:
    form = LoginForm(submitted())
    if not form.is_accepted:
        return page("accounts/ask.html", form, **_about(wish))
    services.ask(wish, form.login)
    session.commit()
    return note_and_lead(form.login, ASKED[wish])


ASKED = {Wish.PASSWORD: "accounts.asked_password", Wish.LINK: "accounts.asked_link"}


@blueprint.get("/forgot/asked")
def asked_password() -> Page:
    """Look at your mail for a new password."""
    return _asked(Wish.PASSWORD)


@blueprint.get("/sign-in/link/asked")
def asked_link() -> Page:
    """Look at your mail for a link."""
    return _asked(Wish.LINK)


def _asked(wish: Wish) -> Page:
    return render_template("accounts/asked.html", login=noted(), **_about(wish))


def _about(wish: Wish) -> dict[str, Any]:
    is_mailing = mail.why_not_sending() is None
    keepers = [] if is_mailing else queries.list_keepers()
    return {"wish": wish.value, "is_mailing": is_mailing, "keepers": keepers}


@blueprint.route("/sign-in/link/<token>", methods=["GET", "POST"])
@limiter.limit(OPENING, methods=["POST"], key_func=link_followed)
def open_link(token: str) -> Page:
    """Sign in by a mailed link."""
    row, _member = services.look_link(purposes.LINK, token)
    if not is_submitted():
        return _button(_("Sign in"), row, _("You are about to sign in as %(name)s."))
    return enter(partial(services.take_link, token))


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@limiter.limit(OPENING, methods=["POST"], key_func=link_followed)
def new_password(token: str) -> Page:
    """Choose a new password with a mailed link."""
    db.read_only_request()  # while the password is hashed, others may write
    _row, member = services.look_link(purposes.PASSWORD, token)
    form = PasswordForm(submitted())
    if not form.is_accepted:
        return page("accounts/new_password.html", form, member=member)
    try:
        password_hash = services.judge_choice(token, form.password)
    except Unfit as unfit:
        return page("accounts/new_password.html", form, unfit, member=member)
    entered = enter(partial(services.choose_password, token, password_hash))
    flash(_("You have a new password, and every other place is signed out."), "success")
    return entered


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@limiter.limit(OPENING, methods=["POST"], key_func=link_followed)
def confirm(token: str) -> Page:
    """Confirm that an address is one's own."""
    row, member = services.look_link(purposes.CONFIRMING, token, _reader_id())
    if not is_submitted():
        return _button(_("Confirm the address"), row, _("The address %(address)s is yours?"))
    services.confirm(token, _reader_id())
    session.commit()
    following = next(iter(answers("accounts.confirmed", member)), None)
    return _done(_("Thank you: your address is confirmed."), following)


@blueprint.route("/address/new/<token>", methods=["GET", "POST"])
@limiter.limit(OPENING, methods=["POST"], key_func=link_followed)
def new_address(token: str) -> Page:
    """Confirm a new address."""
    row, _member = services.look_link(purposes.NEW_ADDRESS, token, _reader_id())
    if not is_submitted():
        return _button(
            _("Use this address"), row, _("%(name)s is to be written to at %(address)s.")
        )
    services.take_new_address(token, _reader_id())
    session.commit()
    return _done(_("Mail for you goes to the new address from now on."))


@blueprint.route("/address/undo/<token>", methods=["GET", "POST"])
@limiter.limit(OPENING, methods=["POST"], key_func=link_followed)
def undo_address(token: str) -> Page:
    """Take a change of address back, and choose a new password."""
    row, _member = services.look_link(purposes.OLD_ADDRESS, token)
    if not is_submitted():
        told = _(
            "%(name)s gets the address %(address)s back. Everybody is signed out, and you choose a "
            "new password."
        )
        return _button(_("Take it back"), row, told)
    _member, secret = services.undo_address(token)
    session.commit()
    flash(_("Your address is back. Now choose a password that nobody else knows."), "success")
    return redirect(url_for("accounts.new_password", token=secret), 303)


@blueprint.app_errorhandler(TokenRefused)
def refuse_token(refusal: TokenRefused) -> Page:
    """A link that opens nothing: why, in words, and how to get another."""
    session.rollback()
    page = render_template("accounts/token.html", why=refusal.code, purpose=refusal.purpose)
    return page, refusal.status


def _reader_id() -> int | None:
    member = current_member()
    return member.id if member is not None else None


def _button(label: str, row: tokens.SingleUseToken, told: str) -> str:
    member = session.get_one(Member, row.member_id)
    about = {"name": member.name, "address": row.about.get("address", "")}
    return render_template("accounts/open.html", label=label, told=told % about)


def _done(told: str, following: str | None = None) -> Page:
    flash(told, "success")
    if current_member() is None:
        return redirect(url_for("accounts.sign_in", next=following), 303)
    return redirect(following or url_for("accounts.account"), 303)
