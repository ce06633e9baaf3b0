"""Lists of topics: all of them, those of a category, and the mark that all is read."""

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.access import Actor, may, require
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.base.paging import Page, Span
from tribe.forum import policy, queries, services
from tribe.forum.addresses import tag_link
from tribe.forum.forms import CATEGORY_LEVELS, FollowCategoryForm, ReadForm
from tribe.forum.labels import category_level_label
from tribe.forum.live import fresh_list
from tribe.forum.models import Tag
from tribe.forum.policy import CategoryNode, CategoryTree
from tribe.forum.queries import Filter, TopicRow
from tribe.forum.views import WRITING, blueprint
from tribe.members.identity import current_actor, current_member, signed_in_member
from tribe.members.models import Member
from tribe.web.fresh import drawn_since, fresh_answer, nothing_came
from tribe.web.once import go_to
from tribe.web.pages import Page as Answer
from tribe.web.pages import form_page, submitted
from tribe.web.security import limiter


@dataclass(frozen=True, slots=True)
class Listed:
    """Of which topics a list is."""

    tree: CategoryTree
    category_ids: set[int]
    node: CategoryNode | None = None
    tag: Tag | None = None


@blueprint.get("/topics")
def topics() -> str:
    """What was said last, or what is new or unread to this reader."""
    return draw_list("forum/topics.html", _all())


@blueprint.get("/topics/rows")
def topic_rows() -> Response:
    """What that list has inside, for a page that has it open."""
    return answer_rows(_all())


@blueprint.get("/c/<slug>")
def category(slug: str) -> str:
    """The topics of a category and of those in it."""
    return draw_list("forum/category.html", _of_category(slug))


@blueprint.get("/c/<slug>/rows")
def category_rows(slug: str) -> Response:
    """What that list has inside, for a page that has it open."""
    return answer_rows(_of_category(slug))


def _all() -> Listed:
    tree = queries.get_category_tree()
    return Listed(tree, tree.visible_ids(current_actor()))


def _of_category(slug: str) -> Listed:
    tree = queries.get_category_tree()
    node = find_category(tree, current_actor(), slug)
    return Listed(tree, tree.within(node) & tree.visible_ids(current_actor()), node)


@blueprint.route("/c/<slug>/follow", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def follow_category(slug: str) -> Answer:
    """Choose whether to be told of new topics in a category and in those within it."""
    member = signed_in_member()
    node = find_category(queries.get_category_tree(), member, slug)
    require(member, policy.FOLLOW)
    form = FollowCategoryForm(submitted())
    if form.is_accepted:
        services.follow_category(member, node.id, form.level)
        return go_to(f"/c/{slug}", _("Noted: you will follow this category so."))
    if not form.is_submitted:
        form.values["level"] = queries.get_category_level(member.id, node.id)
    levels = [(one, category_level_label(one)) for one in CATEGORY_LEVELS]
    return form_page("forum/category_follow.html", form, category=node, levels=levels)


@blueprint.post("/topics/read")
def read() -> Response:
    """Mark all as read, in one category and those in it, or everywhere."""
    member = signed_in_member()
    form = ReadForm(request.form)
    tree = queries.get_category_tree()
    marked = tree.visible_ids(member)
    target = "/topics"
    if form.category:
        node = find_category(tree, member, form.category)
        marked &= tree.within(node)
        target = f"/c/{node.slug}"
    services.mark_all_read(member, marked, form.until)
    session.commit()
    return redirect(target, 303)


def find_category(tree: CategoryTree, actor: Actor, slug: str) -> CategoryNode:
    """The category of an address; raises NotFound, also where it may not be seen."""
    node = tree.by_slug.get(slug)
    if node is None or not tree.grant(actor, node).may_see:
        raise NotFound("forum.no_category")
    return node


def filter_of(member: Member | None) -> Filter:
    """Which topics a list shows, as its address says; to guests the latest."""
    asked = request.args.get("filter", "")
    return Filter(asked) if member is not None and asked in list(Filter) else Filter.LATEST


def read_list(
    member: Member | None,
    tree: CategoryTree,
    category_ids: set[int],
    show: Filter,
    node: CategoryNode | None = None,
    tag: Tag | None = None,
) -> Page[TopicRow]:
    """One page of a list; that of a category has muted topics, where one finds them again."""
    span = Span.parse(queries.order_of(show), request.args)
    pinned: list[TopicRow] = []
    if (
        tag is None
        and show is Filter.LATEST
        and any(tree.by_id[one].has_pins for one in category_ids)
    ):
        pinned = queries.list_pinned(member, category_ids, everywhere=node is None)
    return queries.list_topics(
        member,
        category_ids,
        show=show,
        span=span,
        with_muted=node is not None,
        pinned=pinned,
        tag_id=tag.id if tag is not None else None,
    )


def draw_list(template: str, listed: Listed) -> str:
    """A list with the ways out of it."""
    member, actor = current_member(), current_actor()
    tree, node, tag = listed.tree, listed.node, listed.tag
    show = filter_of(member)
    page = read_list(member, tree, listed.category_ids, show, node, tag)
    seen = tree.visible_ids(actor)
    base = f"/c/{node.slug}" if node is not None else "/topics"
    base = tag_link(tag.name) if tag is not None else base
    query = f"filter={show}&" if show is not Filter.LATEST else ""
    tags = {one.id: (one.name, f"/c/{one.slug}", one.hue) for one in tree}
    inner = tree.children.get(node.id if node is not None else None, ())
    open_categories = {one.id for one in tree.open_to(actor)}
    within = tuple(sorted(listed.category_ids)) if node is not None else ()
    return render_template(
        template,
        member=member,
        page=page,
        live=fresh_list(member, f"{base}/rows?{query}".rstrip("?&"), within)
        if page.previous is None
        else None,
        category=node,
        tag=tag,
        show=show,
        base=base,
        tags=tags,
        path=tree.path(node)[:-1] if node is not None else [],
        inner=[one for one in inner if one.id in seen],
        newer=f"{base}?{query}before={page.previous}" if page.previous else None,
        older=f"{base}?{query}after={page.next}" if page.next else None,
        may_create=node.id in open_categories if node is not None else bool(open_categories),
        may_arrange=may(actor, policy.ARRANGE),
        has_categories=bool(tree.by_id),
        is_open=node is not None or bool(seen),
        made_at=now().isoformat(),
    )


def answer_rows(listed: Listed) -> Response:
    """What a list has inside, or that nobody wrote in its topics since a page has it."""
    since = drawn_since()
    if since is not None and not queries.is_said_since(listed.category_ids, since):
        return nothing_came()
    moment = now()
    return fresh_answer(draw_list("forum/rows.html", listed), moment)
