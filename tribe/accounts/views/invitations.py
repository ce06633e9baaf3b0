"""Whom one invites, and who asks to come in."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from tribe import mail
from tribe.access import require
from tribe.accounts import policy, queries, services
from tribe.accounts.forms import MAX_WORDS_LENGTH, InvitationForm
from tribe.accounts.views import blueprint
from tribe.accounts.views.entering import page
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.base.paging import Span
from tribe.base.text import clean
from tribe.members.identity import signed_in_member
from tribe.members.services import Unfit
from tribe.web.errors import words
from tribe.web.limits import form_limit
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter

LINK = "invitation"  # the new link, in the cookie of whoever made it, until they have seen it


@blueprint.route("/me/invitations", methods=["GET", "POST"])
@form_limit("10 per minute; 40 per hour")
def invitations() -> Page:
    """One's own invitations, and a form for another."""
    member = signed_in_member()
    require(member, policy.INVITE)
    form = InvitationForm(submitted())
    about: dict[str, Any] = {"rows": queries.list_invitations(member), "link": None}
    if not form.is_submitted:
        about["link"] = cookie.pop(LINK, None)
    if not form.is_accepted:
        return page("accounts/invitations.html", form, **about)
    try:
        _invitation, secret = services.invite(member, form.words, form.email)
    except Unfit as unfit:
        return page("accounts/invitations.html", form, unfit, **about)
    except RuleBroken as refusal:
        form.fail("", words(refusal))
        return form_page("accounts/invitations.html", form, status=refusal.status, **about)
    session.commit()
    cookie[LINK] = url_for("accounts.invited", token=secret, _external=True)
    flash(_invited(form.email), "good")
    return redirect(url_for(".invitations"), 303)


@blueprint.post("/me/invitations/<int:invitation_id>/withdraw")
@limiter.limit("60 per minute")
def withdraw(invitation_id: int) -> Page:
    """Take an invitation back."""
    services.withdraw_invitation(signed_in_member(), invitation_id)
    session.commit()
    flash(_("The invitation is taken back."))
    return redirect(url_for(".invitations"), 303)


@blueprint.get("/applications")
def applications() -> Page:
    """Who asks to come in."""
    require(signed_in_member(), policy.DECIDE)
    rows = queries.list_applications(Span.parse(queries.OLDEST_FIRST, request.args))
    return render_template("accounts/applications.html", page=rows)


@blueprint.post("/applications/<int:application_id>/<any(approve, decline):answer>")
@limiter.limit("60 per minute")
def decide(application_id: int, answer: str) -> Page:
    """Let somebody in, or not."""
    actor = signed_in_member()
    if answer == "approve":
        try:
            member = services.approve(actor, application_id)
        except Unfit as unfit:
            session.rollback()
            said = " ".join(words(fault) for fault in unfit.faults.values())
            flash(_("The account could not be opened: %(why)s", why=said), "bad")
            return redirect(url_for(".applications"), 303)
        flash(_let_in(member.name), "good")
    else:
        told = clean(request.form.get("words", "")).strip()[:MAX_WORDS_LENGTH]
        services.decline(actor, application_id, told)
        flash(_declined())
    session.commit()
    return redirect(url_for(".applications"), 303)


def _invited(email: str | None) -> str:
    if email and mail.why_not_sending() is None:
        return str(_("The invitation is mailed."))
    if email:
        return str(_("The invitation is made. No mail leaves this place now: pass it on yourself."))
    return str(_("The invitation is made."))


def _let_in(name: str) -> str:
    if mail.why_not_sending() is None:
        return str(_("%(name)s is let in, and is told by mail.", name=name))
    return str(
        _("%(name)s is let in. No mail leaves this place now: tell them yourself.", name=name)
    )


def _declined() -> str:
    if mail.why_not_sending() is None:
        return str(_("That is answered by mail, and forgotten."))
    return str(_("That is answered; the answer leaves once mail does."))
