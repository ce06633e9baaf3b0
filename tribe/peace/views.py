"""The buttons on a member's page, and the list of whom one blocked and ignores."""

from datetime import timedelta

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import Actor, may
from tribe.base.db import now
from tribe.base.errors import NotFound
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.members.queries import find_by_former_name, find_member
from tribe.peace import policy, queries, services
from tribe.web.once import go_to
from tribe.web.pages import Page
from tribe.web.security import limiter
from tribe.web.slots import Part

blueprint = Blueprint("peace", __name__)
DAYS = {"day": 1, "week": 7, "month": 30}  # for how many one ignores; anything else is for good


@blueprint.post("/u/<name>/block")
@limiter.limit("60 per minute")
def block(name: str) -> Page:
    """Block a member, or end it."""
    member, other = signed_in_member(), _find(name)
    if request.form.get("block") == "no":
        services.unblock(member, other)
        return go_to(url_for(".blocks"), _("You can see each other again. Nobody is told."))
    services.block(member, other)
    return go_to(url_for(".blocks"), _("You no longer see each other. Nobody is told."))


@blueprint.post("/u/<name>/ignore")
@limiter.limit("60 per minute")
def ignore(name: str) -> Page:
    """Ignore a member for a while or for good, or end it."""
    member, other = signed_in_member(), _find(name)
    if request.form.get("ignore") == "no":
        services.stop_ignoring(member, other)
        return go_to(url_for(".blocks"), _("Their posts are shown again."))
    days = DAYS.get(request.form.get("for", ""))
    until = now() + timedelta(days=days) if days is not None else None
    services.ignore(member, other, until)
    said = _("Their posts are collapsed and you get no notices about them. Nobody else sees this.")
    return go_to(url_for(".blocks"), said)


@blueprint.get("/me/blocks")
def blocks() -> Page:
    """Whom one blocked and ignores, to end it; nobody else reads it."""
    member = signed_in_member()
    return render_template(
        "peace/blocks.html",
        blocked=queries.list_blocked(member.id),
        ignored=queries.list_ignored(member.id),
    )


def act_on_page(member: Member, reader: Actor | None) -> Part | None:
    """On the page of another member: to block them, or to ignore them. One query."""
    if reader is None or reader.id is None or not may(reader, policy.KEEP_AWAY, member):
        return None
    is_ignoring = queries.is_ignoring(reader.id, member.id)
    return Part("peace/_act.html", {"name": member.name, "is_ignoring": is_ignoring})


def among_account(_member: Member) -> Part:
    """Among the lines of one's account: the way to whom one blocked and ignores."""
    return Part("peace/_line.html", None)


def _find(name: str) -> Member:
    found = find_member(name) or find_by_former_name(name)
    if found is None:
        raise NotFound("members.no_member")
    return found
