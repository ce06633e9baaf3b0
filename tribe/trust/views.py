"""The pages of trust: one's own, and where a moderator sets it."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from tribe.access import TrustLevel, require, trust_of
from tribe.audit.looking import has_said_why
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.identity import signed_in_member
from tribe.members.models import State
from tribe.members.queries import find_member
from tribe.trust import policy, queries, services
from tribe.trust.forms import LevelForm
from tribe.trust.looked import LOOKED_AT
from tribe.web.errors import words
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter

blueprint = Blueprint("trust", __name__)


@blueprint.get("/me/trust")
def own() -> str:
    """One's own level, and how it came to be."""
    member = signed_in_member()
    changes = queries.list_changes(member.id)
    return render_template("trust/own.html", level=trust_of(member), changes=changes)


@blueprint.route("/moderation/trust/<name>", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def of_member(name: str) -> Page:
    """The level of a member and another one; how it came to be to whoever said why they look."""
    actor, member = signed_in_member(), find_member(name)
    if member is None or member.state is State.LEFT:
        raise NotFound("trust.no_member")
    require(actor, policy.SET, member)
    form, status = LevelForm(submitted()), 422
    if form.is_accepted:
        try:
            services.set_level(actor, member, TrustLevel(form.level), form.reason)
            return go_to(f"/moderation/trust/{member.name}", _("Their trust level is set."))
        except RuleBroken as broken:
            session.rollback()
            form.fail("", words(broken))
            status = broken.status
    has_said = has_said_why(actor, LOOKED_AT, member.id)
    changes = queries.list_changes(member.id) if has_said else None
    why = url_for("personal_data.ask_why", kind=LOOKED_AT, of=member.id)
    about = {"why": why, "member": member, "level": trust_of(member), "levels": list(TrustLevel)}
    return form_page("trust/member.html", form, status=status, changes=changes, **about)
