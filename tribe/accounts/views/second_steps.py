"""Setting up a second step: codes of an app, codes for whoever lost it, and passkeys."""

from ipaddress import ip_address
from typing import Any

import pyotp
import segno
from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from tribe.access import is_trusted, require
from tribe.accounts import queries, services
from tribe.accounts.forms import CodeForm, PasskeyForm
from tribe.accounts.proof import require_proof
from tribe.accounts.services.passkeys import Site
from tribe.accounts.settings import SECOND_STEP, Required
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import enter, page
from tribe.base.db import session
from tribe.base.errors import Forbidden
from tribe.members import policy
from tribe.members.identity import current_member, current_sign_in, signed_in_member
from tribe.members.models import Member
from tribe.members.services import Unfit
from tribe.settings import place, value_of
from tribe.web.pages import Page, is_submitted, submitted
from tribe.web.redirects import go_back
from tribe.web.security import limiter

CHANGING = "20 per minute"
WITHOUT = {"static", "language", "design.built", "design.accent", "design.choose_theme"}


def site() -> Site:
    """The place as browsers know it."""
    origin = str(current_app.config["BASE_URL"] or request.host_url).rstrip("/")
    host = origin.split("://", 1)[1].rsplit("@", 1)[-1]
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return Site(name, origin, value_of(place.NAME))


def takes_passkeys() -> bool:
    """Whether browsers make keys for this place: they do for a name, never for an IP address."""
    try:
        ip_address(site().host.strip("[]"))
    except ValueError:
        return True
    return False


@blueprint.get("/me/security")
def second_steps() -> Page:
    """What a member shows beside their password."""
    return page("accounts/second_steps.html", PasskeyForm(), **_about(signed_in_member()))


@blueprint.route("/me/security/app", methods=["GET", "POST"])
@limiter.limit(CHANGING, methods=["POST"])
def set_up_app() -> Page:
    """Set an app up; its first code confirms it. Whoever asks for the secret has posted."""
    member = signed_in_member()
    require(member, policy.EDIT_PROFILE, member)
    require_proof(member)
    if services.has_second_step(member):
        return redirect(url_for(".second_steps"), 303)
    if not is_submitted():
        return render_template("accounts/app.html", form=CodeForm(), secret=None, picture=None)
    secret = services.begin_totp(member)
    form = CodeForm(submitted() if "code" in request.form else None)
    about = {"secret": secret, "picture": _picture(member, secret)}
    if not form.is_accepted:
        session.commit()
        return page("accounts/app.html", form, **about)
    try:
        codes = services.confirm_totp(member, form.code, current_sign_in())
    except Unfit as unfit:
        session.commit()
        return page("accounts/app.html", form, unfit, **about)
    session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)


@blueprint.post("/me/security/codes")
@limiter.limit(CHANGING)
def new_codes() -> Page:
    """New recovery codes in the place of the old ones."""
    member = signed_in_member()
    require_proof(member)
    codes = services.make_recovery_codes(member)
    session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)


@blueprint.post("/me/security/remove")
@limiter.limit(CHANGING)
def remove_app() -> Page:
    """Let the password alone let one in again."""
    member = signed_in_member()
    require_proof(member)
    services.remove_second_step(member)
    session.commit()
    flash(_("Your password alone lets you in again."))
    return redirect(url_for(".second_steps"), 303)


@blueprint.post("/me/security/passkeys/options")
@limiter.limit(CHANGING)
def offer_passkey() -> Response:
    """What the browser needs to make a key."""
    member = signed_in_member()
    require_proof(member)
    options = services.offer_passkey(member, site())
    session.commit()
    return Response(options, mimetype="application/json")


@blueprint.post("/me/security/passkeys")
@limiter.limit(CHANGING)
def keep_passkey() -> Page:
    """Keep a key that the device has made."""
    member = signed_in_member()
    require_proof(member)
    form = PasskeyForm(request.form)
    if not form.is_accepted:
        return page("accounts/second_steps.html", form, **_about(member))
    key = services.keep_passkey(member, form.credential, form.name, site(), current_sign_in())
    session.commit()
    flash(_("%(name)s lets you in from now on.", name=key.name), "good")
    return redirect(url_for(".second_steps"), 303)


@blueprint.post("/me/security/passkeys/<int:passkey_id>/remove")
@limiter.limit(CHANGING)
def remove_passkey(passkey_id: int) -> Page:
    """Let a key open nothing any more."""
    member = signed_in_member()
    require_proof(member)
    services.remove_passkey(member, passkey_id)
    session.commit()
    flash(_("That key opens nothing any more."))
    return redirect(url_for(".second_steps"), 303)


@blueprint.post("/sign-in/passkey/options")
@limiter.limit("30 per minute")
def ask_passkey() -> Response:
    """What the browser needs to show a key."""
    options = services.ask_passkey(site())
    session.commit()
    return Response(options, mimetype="application/json")


@blueprint.post("/sign-in/passkey")
@limiter.limit("30 per minute")
def take_passkey() -> Page:
    """Come in by a key; it shows at once what one has and that it is oneself."""
    if current_member() is not None:
        return go_back(request.form.get("next"))
    answer = request.form.get("credential", "")
    return enter(lambda: services.take_passkey(answer, site()), is_strong=True)


@blueprint.before_app_request
def lead_staff_to_second_step() -> Page | None:
    """Where it is required of staff, they set a second step up before all else."""
    if value_of(SECOND_STEP) == Required.NOBODY or "_user_id" not in cookie:
        return None
    if request.blueprint == blueprint.name or request.endpoint in WITHOUT:
        return None
    member = current_member()
    if member is None or not is_trusted(member):
        return None
    if current_sign_in().is_strong:
        return None
    if is_submitted():
        raise Forbidden("accounts.second_step_first")
    return redirect(url_for("accounts.second_steps"), 303)


def _about(member: Member) -> dict[str, Any]:
    return {
        "member": member,
        "has_app": services.has_second_step(member),
        "codes_left": queries.count_recovery_codes(member),
        "passkeys": queries.list_passkeys(member),
        "is_required": value_of(SECOND_STEP) == Required.STAFF
        and is_trusted(member)
        and not current_sign_in().is_strong,
    }


def _picture(member: Member, secret: str) -> str:
    """The secret as a picture that an app reads."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=member.name, issuer_name=value_of(place.NAME))
    return segno.make(uri, error="m").svg_data_uri(scale=5, light="#fff")
