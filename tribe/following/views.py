"""The button on a member's page, and the list of whom one follows."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import Actor, may
from tribe.base.errors import NotFound
from tribe.base.paging import Span
from tribe.blocking import require_met
from tribe.following import policy, queries, services
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.members.queries import find_by_former_name, find_member
from tribe.web.once import go_to
from tribe.web.pages import Page
from tribe.web.security import limiter
from tribe.web.slots import Part

blueprint = Blueprint("following", __name__)


@blueprint.post("/u/<name>/follow")
@limiter.limit("60 per minute")
def follow(name: str) -> Page:
    """Follow a member's topics, or end it."""
    member = signed_in_member()
    followed = find_member(name) or find_by_former_name(name)
    if followed is None:
        raise NotFound("members.no_member")
    require_met(member, followed.id, "members.no_member")
    is_listed = request.form.get("from") == "list"
    profile = url_for("members.profile", name=followed.name)
    address = url_for(".following") if is_listed else profile
    if request.form.get("follow") == "no":
        services.unfollow(member, followed)
        return go_to(address, _("You follow these topics no more."))
    services.follow(member, followed)
    return go_to(address, _("You will be told of topics that are begun here. Nobody else sees it."))


@blueprint.get("/me/following")
def following() -> Page:
    """Whom one follows, to end it; nobody else reads it."""
    member = signed_in_member()
    page = queries.list_followed(member.id, Span.parse(queries.BY_NAME, request.args))
    return render_template("following/following.html", page=page)


def act_on_page(member: Member, reader: Actor | None) -> Part | None:
    """On the page of another member: to follow their topics, or to end it. One query."""
    if reader is None or reader.id is None or not may(reader, policy.UNFOLLOW):
        return None
    is_following = queries.is_following(reader.id, member.id)
    if not is_following and not may(reader, policy.FOLLOW, member):
        return None
    return Part("following/_act.html", {"name": member.name, "is_following": is_following})


def among_choices(_member: Member) -> Part:
    """Where members choose what they are told: the way to whom they follow."""
    return Part("following/_choice.html", None)
