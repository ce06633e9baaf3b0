"""Arranging categories: for admins."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.access import require
from tribe.accounts.proof import require_proof
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import policy, queries, services
from tribe.forum.forms import CategoryForm, DismissForm, ModeratorForm, RemoveForm
from tribe.forum.models import Category
from tribe.forum.policy import LADDER, CategoryNode, CategoryTree
from tribe.forum.views import WRITING, blueprint
from tribe.members.identity import signed_in_member
from tribe.members.models import HUES, Member
from tribe.members.queries import find_member
from tribe.web import versions
from tribe.web.errors import words
from tribe.web.once import go_to, lead_on
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter


@blueprint.get("/categories")
def arrange_categories() -> str:
    """Every category as an outline, with the ways to change it."""
    require(signed_in_member(), policy.ARRANGE)
    outline = list(queries.get_category_tree().walk())
    return render_template("forum/categories.html", outline=outline)


@blueprint.route("/categories/new", methods=["GET", "POST"])
def new_category() -> Page:
    """Make a category."""
    member = signed_in_member()
    require(member, policy.ARRANGE)
    return _arrange(member, None)


@blueprint.route("/c/<slug>/edit", methods=["GET", "POST"])
def edit_category(slug: str) -> Page:
    """Change a category and who may do what in it."""
    versions.hold()
    member = signed_in_member()
    return _arrange(member, services.get_category(member, slug))


@blueprint.route("/c/<slug>/remove", methods=["GET", "POST"])
def remove_category(slug: str) -> Page:
    """Merge a category into another one, or delete it while it is empty; asked once."""
    member = signed_in_member()
    category = services.get_category(member, slug)
    tree = queries.get_category_tree()
    targets = _parents(tree, category)
    is_empty = services.is_empty_category(category)
    form = RemoveForm(submitted(), targets, is_empty=is_empty)
    if form.is_accepted:
        services.remove_category(member, category, form.into)
        session.commit()
        flash(_("The category is gone, and nothing that was said in it."), "success")
        kept = tree.by_id[form.into].slug if form.into is not None else None
        return redirect(f"/c/{kept}" if kept else "/topics", 303)
    return form_page(
        "forum/category_remove.html",
        form,
        category=category,
        is_empty=is_empty,
        count=queries.count_topics_in(category.id),
        targets=list(targets.items()),
    )


@blueprint.route("/c/<slug>/moderators", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def moderators(slug: str) -> Page:
    """Who moderates a category and those within it; an admin says who does besides."""
    admin, node = _appointing(slug)
    if is_submitted():
        require_proof(admin)
    form = ModeratorForm(submitted())
    chosen = find_member(form.name)
    if form.name and chosen is None:
        form.fail("name", _("Nobody here has this name."))
    if form.is_accepted and chosen is not None:
        try:
            services.appoint(admin, chosen, node.id, form.why)
        except RuleBroken as refusal:
            session.rollback()
            form.fail("name", words(refusal))
        else:
            done = _("%(name)s moderates this category.", name=chosen.name)
            return go_to(f"/c/{slug}/moderators", done)
    listed = queries.list_moderators(node.id)
    return form_page("forum/category_moderators.html", form, category=node, moderators=listed)


@blueprint.post("/c/<slug>/moderators/remove")
@limiter.limit(WRITING)
def dismiss(slug: str) -> Page:
    """Let somebody moderate a category no more."""
    admin, node = _appointing(slug)
    require_proof(admin)
    form = DismissForm(request.form)
    chosen = session.get(Member, form.member_id) if form.member_id else None
    if chosen is None:
        raise NotFound("members.no_member")
    services.dismiss(admin, chosen, node.id, form.why)
    done = _("%(name)s moderates this category no more.", name=chosen.name)
    return go_to(f"/c/{slug}/moderators", done)


def _appointing(slug: str) -> tuple[Member, CategoryNode]:
    admin = signed_in_member()
    require(admin, policy.APPOINT)
    node = queries.get_category_tree().by_slug.get(slug)
    if node is None:
        raise NotFound("forum.no_category")
    return admin, node


def _arrange(member: Member, category: Category | None) -> Page:
    tree = queries.get_category_tree()
    parents = _parents(tree, category)
    form = CategoryForm(submitted(), parents)
    versions.compare(form, _values(tree, category))
    if category is not None and "version" not in form.values:
        form.keep_grants(tree.by_id[category.id].grants)
    status = 422
    if form.is_accepted:
        try:
            return _save(member, category, form)
        except RuleBroken as broken:
            session.rollback()
            form.fail("slug", words(broken))
            status = broken.status
    elif form.is_submitted and services.is_address_taken(tree, form.draft, category):
        form.fail("slug", words(RuleBroken("forum.address_taken")))
    if not form.is_submitted:
        form.values |= request.args.to_dict()
    return form_page(
        "forum/category_form.html",
        form,
        status=status,
        category=category,
        parents=parents,
        audiences=LADDER,
        hues=range(HUES),
    )


def _save(member: Member, category: Category | None, form: CategoryForm) -> Response:
    if category is None:
        made = services.create_category(member, form.draft)
        flash(_("The category is saved."), "success")
        return lead_on(member.id, f"/c/{made.slug}")
    saved = services.edit_category(member, category, form.draft)
    session.commit()
    flash(_("The category is saved."), "success")
    return redirect(f"/c/{saved.slug}", 303)


def _parents(tree: CategoryTree, category: Category | None) -> dict[int, str]:
    """Where a category may lie: nowhere within itself."""
    own = tree.within(tree.by_id[category.id]) if category is not None else set()
    return {node.id: "– " * depth + node.name for node, depth in tree.walk() if node.id not in own}


def _values(tree: CategoryTree, category: Category | None) -> dict[str, str]:
    """What the form shows before anything is typed."""
    if category is None:
        return {"position": str(len(tree.by_id)), "hue": str(len(tree.by_id) % HUES)}
    values = {
        "name": category.name,
        "slug": category.slug,
        "description": category.description,
        "parent": str(category.parent_id or ""),
        "position": str(category.position),
        "hue": str(category.hue),
    }
    for audience, grant in tree.by_id[category.id].grants.items():
        for right, is_given in zip(CategoryForm.RIGHTS, grant, strict=True):
            values[f"{audience}_{right}"] = "1" if is_given else ""
    return values
