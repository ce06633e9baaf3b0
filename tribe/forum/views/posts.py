"""One post: its place, what it said before, changing it, removing it, answering with a sign."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.db import session
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import policy, queries, services
from tribe.forum.diffs import compare
from tribe.forum.forms import EditForm, ReactionForm
from tribe.forum.queries import Placed
from tribe.forum.views import WRITING, blueprint
from tribe.members.identity import current_member, signed_in_member
from tribe.members.models import Member
from tribe.security import limiter

Page = str | Response | tuple[str, int]


def find(member: Member | None, post_id: int) -> Placed:
    """The post of an address; raises NotFound, also where it may not be seen."""
    placed = queries.find_post(post_id)
    if placed is None or not queries.get_rooms().may_see(member, placed.topic.category_id):
        raise NotFound(_("There is no such post."))
    return placed


@blueprint.get("/p/<int:post_id>")
def post(post_id: int) -> Response:
    """Go to the post on its page."""
    return redirect(find(current_member(), post_id).url, 302)


@blueprint.get("/p/<int:post_id>/fragment")
def fragment(post_id: int) -> str:
    """The post alone, for a page that is open."""
    member = current_member()
    topic = find(member, post_id).topic
    rooms = queries.get_rooms()
    row = queries.find_post_row(post_id, member)
    grant = rooms.grant(member, rooms.by_id[topic.category_id])
    return render_template(
        "forum/fragment.html",
        posts=[row],
        member=member,
        policy=policy,
        topic=topic,
        may_reply=policy.may_reply(member, grant, is_closed=topic.is_closed),
    )


@blueprint.post("/p/<int:post_id>/react")
@limiter.limit("120 per minute")
def react(post_id: int) -> Response:
    """Give a sign, or take it back."""
    member = signed_in_member()
    placed = find(member, post_id)
    form = ReactionForm(request.form)
    if not form.is_valid:
        raise RuleBroken(_("Please choose one of the signs offered."))
    services.toggle(member, placed.post, form.kind)
    session.commit()
    return redirect(placed.url, 303)


@blueprint.route("/p/<int:post_id>/edit", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def edit(post_id: int) -> Page:
    """Say it otherwise."""
    member = signed_in_member()
    placed = find(member, post_id)
    if not policy.may_edit(member, placed.post, is_closed=placed.topic.is_closed):
        raise Forbidden(_("You may not change this post."))
    is_first = placed.post.number == 1
    form = EditForm(request.form if request.method == "POST" else None, has_title=is_first)
    if request.method == "POST" and form.is_valid:
        services.edit(member, placed.post, form.body, title=form.title)
        session.commit()
        return redirect(placed.url, 303)
    if request.method == "GET":
        form.values = {"body": placed.post.source, "title": placed.topic.title}
    page = render_template("forum/edit.html", form=form, placed=placed, is_first=is_first)
    return (page, 422) if form.errors else page


@blueprint.get("/p/<int:post_id>/history")
def history(post_id: int) -> str:
    """What the post said before, one change at a time."""
    member = signed_in_member()
    placed = find(member, post_id)
    if not policy.may_read_history(member, placed.post):
        raise Forbidden(_("What was removed is kept from view."))
    versions = queries.list_versions(placed.post, placed.topic)
    last = len(versions) - 1
    number = request.args.get("version", last, type=int)
    if not (1 <= number <= last or number == last):
        raise NotFound(_("This post has no such version."))
    old, new = versions[max(number - 1, 0)], versions[number]
    return render_template(
        "forum/history.html",
        placed=placed,
        versions=versions,
        number=number,
        old=old,
        new=new,
        lines=compare(old.source, new.source),
    )


@blueprint.route("/p/<int:post_id>/delete", methods=["GET", "POST"])
def delete(post_id: int) -> Page:
    """Ask once, then take the post away."""
    member = signed_in_member()
    placed = find(member, post_id)
    if not policy.may_remove(member, placed.post):
        raise Forbidden(_("You may not remove this post."))
    if request.method == "GET":
        return render_template("forum/delete.html", placed=placed)
    services.remove(member, placed.post)
    session.commit()
    flash(_("The post was removed."), "success")
    return redirect(placed.url, 303)
