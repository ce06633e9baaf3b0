"""The pages on which somebody asks for an account of an import, and an admin decides."""

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _

from tribe import mail
from tribe.access import require
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.i18n import reader_language
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.members.queries import find_member
from tribe.personal_data import policy, queries
from tribe.personal_data.forms import ClaimForm, DecisionForm
from tribe.personal_data.models import Wish
from tribe.personal_data.services import claiming
from tribe.personal_data.views import blueprint
from tribe.web.errors import words
from tribe.web.limits import form_limit
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter
from tribe.web.slots import Part


@blueprint.route("/u/<name>/claim", methods=["GET", "POST"])
@form_limit("10 per hour")
def claim(name: str) -> Page:
    """Ask for an account that came with an import, or for its erasure."""
    member = find_member(name)
    if member is None or not claiming.is_claimable(member):
        raise NotFound("personal_data.not_imported")
    form = ClaimForm(submitted())
    if not form.is_accepted:
        return form_page("personal_data/claim.html", form, member=member, code=_code(member))
    claiming.ask_for_account(
        current_actor(),
        member,
        Wish(form.wish),
        email=form.email,
        proof=form.proof,
        locale=reader_language(),
    )
    session.commit()
    flash(_("Somebody who looks after the place will look, and write to you."), "good")
    return redirect(url_for("members.profile", name=member.name), 303)


@blueprint.get("/admin/claims")
def claims() -> Page:
    """Who asks for accounts of an import."""
    require(signed_in_member(), policy.DECIDE_CLAIMS)
    return _claims_page(DecisionForm())


@blueprint.post("/admin/claims/<int:claim_id>")
@limiter.limit("60 per minute")
def decide(claim_id: int) -> Page:
    """Give what was asked for, or not."""
    admin = signed_in_member()
    form = DecisionForm(submitted())
    if not form.is_accepted:
        require(admin, policy.DECIDE_CLAIMS)
        return _claims_page(form)
    verb = claiming.grant if form.answer == "yes" else claiming.refuse
    try:
        verb(admin, claim_id, form.why)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("", words(refusal))
        return _claims_page(form, refusal.status)
    session.commit()
    if mail.why_not_sending() is None:
        flash(_("Done, and written to who asked."), "good")
    else:
        flash(_("That is answered; the answer leaves once mail does."), "good")
    return redirect(url_for(".claims"), 303)


def claim_on_page(member: Member, reader: Member | None) -> Part | None:
    """On the page of an account that is nobody's yet: the way to ask for it."""
    return Part("personal_data/_claim.html", member) if claiming.is_claimable(member) else None


def _code(member: Member) -> str:
    return claiming.code_of(member, str(current_app.config["SECRET_KEY"]))


def _claims_page(form: DecisionForm, status: int = 422) -> Page:
    asked = [(one, profile, _code(one.member)) for one, profile in queries.list_claims()]
    return form_page("personal_data/claims.html", form, status=status, claims=asked)
