"""The page on which members declare their interests, and the line on their own page."""

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from tribe.access import Actor, require
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.interests import policy, queries, services
from tribe.interests.forms import CHOSEN, InterestForm
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.web.errors import words
from tribe.web.once import go_to, lead_on
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter
from tribe.web.slots import Part

blueprint = Blueprint("interests", __name__)
writing = limiter.limit("60 per minute", methods=["POST"])


@blueprint.route("/me/interests", methods=["GET", "POST"])
@writing
def interests() -> Page:
    """What one has declared, and a form to declare more."""
    member = signed_in_member()
    form = InterestForm(submitted())
    if form.is_submitted:
        require(member, policy.DECLARE)
    if form.is_accepted:
        try:
            services.declare(member, form.kind, form.words, form.since, form.until)
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
        else:
            flash(_("Declared: it stands beside what you write from now on."), "good")
            return lead_on(member.id, url_for(".interests"))
    own, today = queries.list_own(member.id), now().date()
    return form_page("interests/interests.html", form, own=own, kinds=CHOSEN, today=today)


@blueprint.post("/me/interests/<int:interest_id>/end")
@writing
def end(interest_id: int) -> Page:
    """Let an interest stand beside nothing new."""
    services.end(signed_in_member(), interest_id)
    return go_to(url_for(".interests"), _("It stands beside nothing new. What you wrote keeps it."))


def on_page(member: Member, _reader: Actor | None) -> Part | None:
    """On the page of a member: what they declare now. One query."""
    standing = queries.list_standing(member.id)
    return Part("interests/_on_page.html", standing) if standing else None
