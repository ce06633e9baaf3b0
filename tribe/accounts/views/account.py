"""One's own account: its address, password and name, and a pause."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tribe import mail
from tribe.access import require
from tribe.accounts import queries, services
from tribe.accounts.forms import AddressForm, AwayForm, NameForm, PasswordForm
from tribe.accounts.openid import find_provider
from tribe.accounts.proof import require_proof
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import none_goes, page
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.members import naming, policy
from tribe.members.identity import current_sign_in, signed_in_member
from tribe.members.models import Member
from tribe.members.services import Unfit
from tribe.web.errors import words
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter

CHANGING = "20 per minute"


@blueprint.get("/me")
def account() -> Page:
    """What one's account has, and where each of it is changed."""
    is_mailing = mail.why_not_sending() is None
    member = signed_in_member()
    return render_template(
        "accounts/account.html",
        member=member,
        is_mailing=is_mailing,
        provider=find_provider(),
        linked=queries.list_provider_accounts(member),
    )


@blueprint.post("/me/address/confirm")
@limiter.limit(CHANGING)
def send_confirmation() -> Page:
    """Have the mail that confirms the address sent again."""
    return _confirm_again(signed_in_member())


def _confirm_again(member: Member) -> Page:
    """Send it where the address is not confirmed and not too many went there; say which it is."""
    is_open = bool(member.email) and member.email_confirmed_at is None
    seconds = services.send_confirmation(member)
    session.commit()
    if mail.why_not_sending() is not None:
        flash(_("No mail leaves this place now: the address stays as it is until one does."))
    elif not is_open:
        flash(_("There is no address of yours that waits to be confirmed."))
    elif seconds:
        flash(none_goes(seconds))
    else:
        flash(_("A mail is on its way. Its link works for seven days."))
    return redirect(url_for(".account"), 303)


def _who_changes() -> Member:
    """Whoever may change their own account; no form is offered to another."""
    member = signed_in_member()
    require(member, policy.EDIT_PROFILE, member)
    return member


@blueprint.route("/me/security/password", methods=["GET", "POST"])
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def change_password() -> Page:
    """Choose another password, knowing the current one."""
    db.read_only_request()  # while passwords are compared and hashed, others may write
    member, own = _who_changes(), current_sign_in().id
    if not member.password_hash:
        require_proof(member)
    form = PasswordForm(submitted(), has_current=bool(member.password_hash))
    if not form.is_accepted:
        return page("accounts/password.html", form, member=member)
    try:
        password_hash = services.judge_change(member, form.current, form.password)
    except Unfit as unfit:
        return page("accounts/password.html", form, unfit, member=member)
    compared = member.password_hash
    try:
        with db.writing():
            services.change_password(member, compared, password_hash, own)
    except Unfit as unfit:  # another was set while these were compared
        return page("accounts/password.html", form, unfit, member=member)
    flash(_("You have a new password, and every other place is signed out."), "success")
    return redirect(url_for(".account"), 303)


@blueprint.route("/me/address", methods=["GET", "POST"])
@limiter.limit(CHANGING, methods=["POST"])
def change_address() -> Page:
    """Give another address, which is mailed before it counts."""
    member = _who_changes()
    require_proof(member)
    form = AddressForm(submitted())
    about = {"member": member, "is_mailing": mail.why_not_sending() is None}
    if not form.is_accepted:
        return page("accounts/address.html", form, **about)
    if services.waits_to_be_confirmed(member, form.email):
        return _confirm_again(member)
    try:
        services.ask_new_address(member, form.email)
    except Unfit as unfit:
        return page("accounts/address.html", form, unfit, **about)
    except RuleBroken as refusal:
        form.fail("email", words(refusal))
        return form_page("accounts/address.html", form, status=refusal.status, **about)
    session.commit()
    if about["is_mailing"]:
        flash(_("A mail is on its way to %(address)s. Open its link there.", address=form.email))
    else:
        flash(_("No mail leaves this place now: the address stays as it is until one does."))
    return redirect(url_for(".account"), 303)


@blueprint.route("/me/name", methods=["GET", "POST"])
@limiter.limit(CHANGING, methods=["POST"])
def change_name() -> Page:
    """Take another name."""
    member = _who_changes()
    require_proof(member)
    form = NameForm(submitted())
    if not form.is_accepted:
        return page("accounts/name.html", form, member=member)
    try:
        naming.rename(member, member, form.name)
    except Unfit as unfit:
        return page("accounts/name.html", form, unfit, member=member)
    except RuleBroken as refusal:
        form.fail("name", words(refusal))
        return form_page("accounts/name.html", form, status=refusal.status, member=member)
    session.commit()
    flash(_("You are %(name)s from now on.", name=member.name), "success")
    return redirect(url_for(".account"), 303)


@blueprint.route("/me/away", methods=["GET", "POST"])
@limiter.limit(CHANGING, methods=["POST"])
def away() -> Page:
    """Say until when one is away."""
    member = _who_changes()
    form = AwayForm(submitted())
    if not form.is_submitted:
        return page("accounts/away.html", AwayForm.of(member), member=member)
    if not form.is_accepted:
        return page("accounts/away.html", form, member=member)
    try:
        services.be_away(member, form.until, form.words)
    except Unfit as unfit:
        return page("accounts/away.html", form, unfit, member=member)
    session.commit()
    flash(_("Your page says so.") if form.until else _("Welcome back."), "success")
    return redirect(url_for(".account"), 303)
