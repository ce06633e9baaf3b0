"""By the brand's own accounts: going to its provider, coming back, joining, linking, proving.

A page of ours sends the browser on by a header of its answer. A redirect of the form would be held
to `form-action` wherever the provider leads it further, and our policy names no other host.
"""

import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from tribe import tokens
from tribe.accounts import purposes, queries, services
from tribe.accounts.forms import ProofForm, SignInForm
from tribe.accounts.openid import Asked, Identity, find_provider
from tribe.accounts.proof import require_proof
from tribe.accounts.services.brand import Intent
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import enter, go_on
from tribe.accounts.views.joining import JOINING, Shown, come_in, come_in_as_set
from tribe.accounts.views.proving import prove_about
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken, TribeError, Unavailable
from tribe.members.identity import current_member, current_sign_in, signed_in_member
from tribe.members.models import Member
from tribe.tokens import TokenRefused
from tribe.web import typed
from tribe.web.errors import RETRY_AFTER, words
from tribe.web.forms import Form
from tribe.web.pages import Page, form_page, is_opened
from tribe.web.redirects import go_back
from tribe.web.security import limiter

if TYPE_CHECKING:
    from tribe.accounts.openid.provider import Provider

BEGUN = "provider"  # in the cookie: the state that this browser was sent to the provider with
IDENTITY = "identity"  # in the cookie: the secret by which whoever came back chooses a name
GOING = "20 per minute; 120 per hour"


@blueprint.post("/sign-in/brand")
@limiter.limit(GOING)
def go_to_brand() -> Page:
    """To the provider, to sign in or to join."""
    kept = typed.load(request.form.get("typed", ""))
    if current_member() is not None:
        return go_on(kept)
    return _leave(Intent.SIGN_IN, kept, invitation=request.form.get("invitation", "")[:60])


@blueprint.post("/me/prove/brand")
@limiter.limit(GOING)
def prove_by_brand() -> Page:
    """To the provider, to show once more that it is oneself."""
    kept = typed.load(request.form.get("typed", ""))
    return _leave(Intent.PROVE, kept, signed_in_member())


@blueprint.get("/me/security/brand")
def brand() -> Page:
    """The accounts of the brand that let one in."""
    return _brand_page(signed_in_member(), Form())


@blueprint.post("/me/security/brand")
@limiter.limit(GOING)
def link_brand() -> Page:
    """To the provider, to join an account of the brand to one's own."""
    member = signed_in_member()
    require_proof(member)
    return _leave(Intent.LINK, None, member)


@blueprint.post("/me/security/brand/<int:account_id>/remove")
@limiter.limit("20 per minute")
def unlink_brand(account_id: int) -> Page:
    """Let an account of the brand open one's own no longer."""
    member = signed_in_member()
    require_proof(member)
    services.unlink(member, member, account_id)
    session.commit()
    flash(_("It lets you in no longer."))
    return redirect(url_for(".brand"), 303)


def _leave(
    intent: Intent, kept: typed.Typed | None, member: Member | None = None, invitation: str = ""
) -> Page:
    """Remember what for, and send the browser to the provider."""
    provider, going = _provider(), request.form.get("next", "")
    about = {"next": going, "typed": kept.dump() if kept else "", "begun": time.time()}
    with db.writing():
        asked = services.begin_at_provider(intent, member, **about, invitation=invitation)
    try:
        address = provider.address_for(asked)
    except Unavailable as error:
        return _again(intent, error, kept, going)
    cookie[BEGUN] = asked.state
    page = render_template("accounts/to_brand.html", address=address, provider=provider)
    answer = make_response(page)
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


@blueprint.get("/sign-in/brand/back")
@limiter.limit("60 per minute")
def come_back() -> Page:
    """From the provider, with a code; the state shows that it was begun here, and counts once."""
    if not is_opened():
        return redirect(url_for("accounts.sign_in"), 303)
    provider, reader = _provider(), current_member()
    state = request.args.get("state", "")[:100]
    try:
        row = services.look_begun(state, str(cookie.get(BEGUN, "")), reader)
    except RuleBroken as error:
        return _again(Intent.SIGN_IN, error, None, "")
    about, intent = dict(row.about), Intent(row.about["intent"])
    kept, going = typed.load(about["typed"]), str(about["next"])
    asked = Asked(state, about["nonce"], about["verifier"])
    try:
        identity = _identity(provider, asked)
        return _arrive(intent, state, identity, about)
    except Unavailable as error:  # the page can be loaded again, and may be answered then
        return _again(intent, error, kept, going)
    except (RuleBroken, TokenRefused) as error:
        session.rollback()
        with suppress(TokenRefused), db.writing():
            tokens.use(purposes.PROVIDER, state)
        return _again(intent, error, kept, going)


def _identity(provider: "Provider", asked: Asked) -> Identity:
    if "error" in request.args or "code" not in request.args:
        raise RuleBroken("accounts.provider_refused", label=provider.label)
    with db.reading():  # while the provider is asked, others may write
        return provider.identity_of(asked, request.args["code"], request.args.get("iss"))


def _arrive(intent: Intent, state: str, identity: Identity, about: dict[str, Any]) -> Page:
    """Do what the browser had been sent to the provider for."""
    if intent is Intent.SIGN_IN:
        return _come_in_by(state, identity, about)
    member = signed_in_member()
    with db.writing():
        tokens.use(purposes.PROVIDER, state, member.id)
        if intent is Intent.LINK:
            services.link(member, identity)
        else:
            begun = datetime.fromtimestamp(about["begun"], UTC)
            services.prove_by_identity(member, current_sign_in(), identity, begun)
    cookie.pop(BEGUN, None)
    if intent is Intent.LINK:
        flash(_("It lets you in from now on."), "success")
        return redirect(url_for(".brand"), 303)
    return go_on(_kept(about), about["next"])


def _come_in_by(state: str, identity: Identity, about: dict[str, Any]) -> Page:
    if current_member() is not None:  # they came in by another window meanwhile
        return go_on(_kept(about), about["next"])
    if services.find_by_identity(identity) is not None:
        come = partial(services.take_identity, state, identity)
        return enter(come, _kept(about), going=about["next"])
    with db.writing():
        tokens.use(purposes.PROVIDER, state)
        kept = {name: about[name] for name in ("next", "typed", "invitation")}
        secret = services.keep_identity(identity, **kept)
    cookie.pop(BEGUN, None)
    cookie[IDENTITY] = secret
    return redirect(url_for(".join_by_brand"), 303)


@blueprint.route("/sign-in/brand/join", methods=["GET", "POST"])
@limiter.limit(JOINING, methods=["POST"])
def join_by_brand() -> Page:
    """Choose a name, once the provider has shown who is here."""
    if current_member() is not None:
        return go_back(None)
    secret = str(cookie.get(IDENTITY, ""))
    try:
        row = tokens.look(purposes.IDENTITY, secret)
    except TokenRefused:  # it took too long: to the provider once more
        return redirect(url_for("accounts.sign_in"), 303)
    identity = Identity(**row.about["identity"])
    shown = Shown(identity, secret, _kept(row.about))
    about: dict[str, Any] = {
        "path": request.path,
        "identity": identity,
        "going": row.about["next"],
        "has_account": services.has_address_here(identity),
    }
    try:
        if invitation := row.about["invitation"]:
            about["invitation"], about["inviter"] = services.look_invitation(invitation)
            return come_in(about, invitation, shown)
    except TokenRefused:  # it was used meanwhile: as anybody comes in
        session.rollback()
    return come_in_as_set(about, shown)


def _again(intent: Intent, error: TribeError, kept: typed.Typed | None, going: str) -> Page:
    """The page from which it was begun, with what went wrong; nothing that was typed is lost."""
    session.rollback()
    member, status = current_member(), error.status
    form: Form = ProofForm() if intent is Intent.PROVE else SignInForm()
    form.fail("", words(error))
    if member is None:
        page = form_page("accounts/sign_in.html", form, status=status, next=going, typed=kept)
    elif intent is Intent.PROVE:
        about = {"next": going, "typed": kept, **prove_about(member)}
        page = form_page("accounts/prove.html", form, status=status, **about)
    else:
        page = _brand_page(member, form, status)
    answer = make_response(page)
    if status == Unavailable.status:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _brand_page(member: Member, form: Form, status: int = 422) -> Page:
    about = {"provider": find_provider(), "linked": queries.list_provider_accounts(member)}
    return form_page("accounts/brand.html", form, status=status, **about)


def _kept(about: dict[str, Any]) -> typed.Typed | None:
    return typed.load(str(about.get("typed", "")))


def _provider() -> "Provider":
    provider = find_provider()
    if provider is None:
        raise NotFound("accounts.no_provider")
    return provider
