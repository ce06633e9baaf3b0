"""Coming in for the first time: at once, after asking, or by an invitation."""

from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from tribe import mail, tokens
from tribe.accounts import devices, purposes, services
from tribe.accounts.forms import ApplyForm, JoinForm
from tribe.accounts.openid import Identity
from tribe.accounts.settings import Registration
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import (
    go_on,
    none_goes,
    note_and_lead,
    noted,
    page,
    tell_all,
)
from tribe.accounts.views.networks import is_rush_of_network
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.base.i18n import reader_language
from tribe.members import services as members
from tribe.members.agents import read_agent
from tribe.members.identity import current_member, open_sign_in
from tribe.members.models import Member
from tribe.pages import services as pages
from tribe.pages.models import PageKey
from tribe.pages.queries import find_version
from tribe.tokens import TokenRefused
from tribe.web import typed
from tribe.web.anew import do_once
from tribe.web.errors import words
from tribe.web.filled import ask_once_more
from tribe.web.pages import Page, form_page, submitted
from tribe.web.redirects import go_back
from tribe.web.security import limiter
from tribe.web.slots import answers


@dataclass(frozen=True)
class Shown:
    """Whom the brand's provider has shown to be here, who has no account yet."""

    identity: Identity
    secret: str  # of the token by which we remember it while they choose a name
    kept: typed.Typed | None = None  # what they had typed before

    def use(self) -> None:
        """Join by it once; raises TokenRefused."""
        tokens.use(purposes.IDENTITY, self.secret)

    def join(self, member: Member) -> None:
        """Let it open the account that was just made; raises AlreadyJoined."""
        try:
            services.join_identity(member, self.identity)
        except RuleBroken as error:
            raise AlreadyJoined("accounts.provider_joined") from error


class AlreadyJoined(RuleBroken):
    """The same person has just opened an account by it in another window."""


JOINING = "30 per minute; 300 per hour"
FIRST_STEPS = "/welcome"  # where somebody new is led who was not on the way to a page


@blueprint.route("/join", methods=["GET", "POST"])
@limiter.limit(JOINING, methods=["POST"])
def join() -> Page:
    """Open an account and come in, or ask to; where one is invited, say so."""
    if (token := request.values.get("invitation")) is not None:
        return come_in_by(token)
    if current_member() is not None:
        return go_back(None)
    return come_in_as_set({})


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@limiter.limit(JOINING, methods=["POST"])
def invited(token: str) -> Page:
    """Join by an invitation, which is used by the joining and not by looking at it."""
    return come_in_by(token)


def come_in_by(token: str) -> Page:
    """The form of an invitation, and what follows from it."""
    if current_member() is not None:
        return go_back("/me/invitations")
    about: dict[str, Any] = {"path": url_for("accounts.invited", token=token)}
    try:
        about["invitation"], about["inviter"] = services.look_invitation(token)
    except TokenRefused as refusal:
        form = JoinForm(submitted(), rules=_rules())
        if not form.is_submitted:
            raise
        return _over(form, refusal, about)
    return come_in(about, token)


def come_in_as_set(about: dict[str, Any], shown: Shown | None = None) -> Page:
    """Join as the settings of the place say, by a password or by what was shown."""
    if answers("accounts.not_yet"):
        return render_template("accounts/not_yet.html"), 200 if submitted() is None else 409
    mode = services.registration_now()
    if mode == Registration.INVITATION:
        return render_template("accounts/by_invitation.html"), 200 if submitted() is None else 409
    if mode == Registration.APPROVAL:
        return _ask_to_join(about, shown)
    return come_in(about, shown=shown)


def come_in(about: dict[str, Any], token: str | None = None, shown: Shown | None = None) -> Page:
    """The form, and what follows from it: an account, and a sign-in in it."""
    form = JoinForm(submitted(), rules=_rules(), has_password=shown is None)
    ask_once_more(form)
    if not form.is_accepted:
        return _join_page(form, shown, None, about)
    try:
        member = members.join(
            form.name,
            form.email,
            form.password,
            is_measured=form.is_measured,
            locale=reader_language(),
        )
        if shown is not None:
            shown.use()
            shown.join(member)
    except members.Unfit as unfit:
        return _join_page(form, shown, unfit, about)
    except AlreadyJoined as error:
        session.rollback()
        form.fail("", words(error))
        return form_page("accounts/join.html", form, status=error.status, **({"next": ""} | about))
    if form.agreed is not None:
        pages.answer(member, PageKey.RULES, form.agreed, is_agreed=True)
    try:
        if token is not None:
            services.accept_invitation(token)
    except TokenRefused as refusal:  # another used it, or it was withdrawn, at this moment
        session.rollback()
        return _over(form, refusal, about)
    seconds = services.send_confirmation(member)
    if token is None:
        services.note_joining(do_once("network of joining", is_rush_of_network))
    open_sign_in(member, read_agent(request.user_agent.string))
    session.commit()
    devices.remember(member.id)
    flash(_("Welcome, %(name)s. Good to have you here.", name=member.name), "success")
    if member.email_confirmed_at is None and mail.why_not_sending() is None:
        on_its_way = _("A mail is on its way to you, to see whether your address works.")
        flash(none_goes(seconds) if seconds else on_its_way)
    if shown and shown.kept:
        return go_on(shown.kept)
    return go_back(request.form.get("next") or FIRST_STEPS)


def _over(form: JoinForm, refusal: TokenRefused, about: dict[str, Any]) -> Page:
    """The form with what was typed, where the invitation opens nothing any more."""
    form.fail("", _("This invitation cannot be used any more. Ask for another one."))
    return form_page("accounts/join.html", form, status=refusal.status, next="", **about)


def _join_page(
    form: JoinForm, shown: Shown | None, unfit: members.Unfit | None, about: dict[str, Any]
) -> Page:
    if shown is not None and not form.is_submitted:
        form.values = {"name": shown.identity.name, "email": shown.identity.email}
    if form.is_submitted and unfit is None:
        tell_all(form, members.faults_of(form.name, form.email, form.password))
    return page("accounts/join.html", form, unfit, **about)


def _rules() -> int | None:
    """The number of the version of the rules that holds now."""
    version = find_version(PageKey.RULES)
    return version.number if version is not None else None


def _ask_to_join(about: dict[str, Any], shown: Shown | None) -> Page:
    about = about | {"asks": True}
    form = ApplyForm(submitted(), rules=_rules(), has_password=shown is None)
    ask_once_more(form)
    if not form.is_accepted:
        return _join_page(form, shown, None, about)
    try:
        services.apply(
            form.name,
            form.email,
            form.password,
            form.words,
            is_measured=form.is_measured,
            rules_number=form.agreed,
            locale=reader_language(),
            identity=shown.identity if shown else None,
        )
        if shown is not None:
            shown.use()
    except members.Unfit as unfit:
        return _join_page(form, shown, unfit, about)
    session.commit()
    return note_and_lead(form.email, "accounts.applied")


@blueprint.get("/join/asked")
def applied() -> Page:
    """Somebody reads what was asked, and where the answer goes."""
    return render_template("accounts/applied.html", email=noted())
