"""Arranging categories: for admins."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.db import session
from tribe.errors import Forbidden, RuleBroken
from tribe.forum import policy, queries, services
from tribe.forum.forms import CategoryForm
from tribe.forum.models import Category
from tribe.forum.policy import LADDER, Rooms
from tribe.forum.views import blueprint
from tribe.members.identity import signed_in_member
from tribe.members.models import HUES, Member

Page = str | Response | tuple[str, int]


@blueprint.route("/categories/new", methods=["GET", "POST"])
def new_category() -> Page:
    """Make a category."""
    member = signed_in_member()
    if not policy.may_arrange(member):
        raise Forbidden(_("Only admins arrange categories."))
    return _arrange(member, None)


@blueprint.route("/c/<slug>/edit", methods=["GET", "POST"])
def edit_category(slug: str) -> Page:
    """Change a category and who may do what in it."""
    member = signed_in_member()
    return _arrange(member, services.get_category(member, slug))


def _arrange(member: Member, category: Category | None) -> Page:
    rooms = queries.get_rooms()
    parents = _parents(rooms, category)
    form = CategoryForm(request.form if request.method == "POST" else None, parents)
    status = 422
    if request.method == "POST" and form.is_valid:
        try:
            return _save(member, category, form)
        except RuleBroken as broken:
            session.rollback()
            form.fail("slug", broken.message)
            status = broken.status
    if request.method == "GET":
        form.values = _values(rooms, category) | request.args.to_dict()
    page = render_template(
        "forum/category_form.html",
        form=form,
        category=category,
        parents=parents,
        audiences=LADDER,
        hues=range(HUES),
    )
    return (page, status) if form.errors else page


def _save(member: Member, category: Category | None, form: CategoryForm) -> Response:
    if category is None:
        saved = services.create_category(member, form.draft)
    else:
        saved = services.edit_category(member, category, form.draft)
    session.commit()
    flash(_("The category is saved."), "success")
    return redirect(f"/c/{saved.slug}", 303)


def _parents(rooms: Rooms, category: Category | None) -> dict[int, str]:
    """Where a category may lie: nowhere within itself."""
    own = rooms.within(rooms.by_id[category.id]) if category is not None else set()
    return {room.id: "– " * depth + room.name for room, depth in rooms.walk() if room.id not in own}


def _values(rooms: Rooms, category: Category | None) -> dict[str, str]:
    """What the form shows before anything is typed."""
    if category is None:
        return {"position": str(len(rooms.by_id)), "hue": str(len(rooms.by_id) % HUES)}
    values = {
        "name": category.name,
        "slug": category.slug,
        "description": category.description,
        "parent": str(category.parent_id or ""),
        "position": str(category.position),
        "hue": str(category.hue),
    }
    for audience, grant in rooms.by_id[category.id].grants.items():
        for right, is_given in zip(CategoryForm.RIGHTS, grant, strict=True):
            values[f"{audience}_{right}"] = "1" if is_given else ""
    return values
