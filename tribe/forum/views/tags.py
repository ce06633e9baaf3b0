"""Tags: all that a reader may see, and the topics of one."""

from collections.abc import Collection

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.access import require
from tribe.base.errors import NotFound
from tribe.base.paging import Span
from tribe.forum import policy, queries, services
from tribe.forum.addresses import tag_link
from tribe.forum.forms import CATEGORY_LEVELS, FollowCategoryForm
from tribe.forum.labels import tag_level_label
from tribe.forum.models import Tag
from tribe.forum.queries.tags import BY_NAME
from tribe.forum.views import WRITING, blueprint
from tribe.forum.views.lists import Listed, answer_rows, draw_list
from tribe.members.identity import current_actor, signed_in_member
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter


@blueprint.get("/tags")
def tags() -> str:
    """The tags of topics that the reader may see, each with how many of them have it."""
    seen = queries.visible_category_ids(current_actor())
    page = queries.list_tags(seen, Span.parse(BY_NAME, request.args))
    return render_template("forum/tags.html", page=page)


@blueprint.get("/tags/<name>")
def tag(name: str) -> str | Response:
    """The topics of a tag."""
    listed, found = _of_tag(name)
    if name != found.name:
        return redirect(tag_link(found.name), 301)
    return draw_list("forum/tag.html", listed)


@blueprint.get("/tags/<name>/rows")
def tag_rows(name: str) -> Response:
    """What that list has inside, for a page that has it open."""
    return answer_rows(_of_tag(name)[0])


def _of_tag(name: str) -> tuple[Listed, Tag]:
    tree = queries.get_category_tree()
    seen = tree.visible_ids(current_actor())
    found = find_seen_tag(name, seen)
    return Listed(tree, seen, tag=found), found


@blueprint.route("/tags/<name>/follow", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def follow_tag(name: str) -> Page:
    """Choose whether to be told of new topics that have a tag."""
    member = signed_in_member()
    found = find_seen_tag(name, queries.visible_category_ids(member))
    require(member, policy.FOLLOW)
    form = FollowCategoryForm(submitted())
    if form.is_accepted:
        services.follow_tag(member, found, form.level)
        return go_to(tag_link(found.name), _("Noted: you will follow this tag so."))
    if not form.is_submitted:
        form.values["level"] = queries.get_tag_level(member.id, found.id)
    levels = [(one, tag_level_label(one)) for one in CATEGORY_LEVELS]
    return form_page("forum/tag_follow.html", form, tag=found, levels=levels)


def find_seen_tag(name: str, category_ids: Collection[int]) -> Tag:
    """The tag of an address; raises NotFound, also where no topic of these categories has it."""
    found = queries.find_tag(name)
    if found is None or not queries.is_tag_seen(found.id, category_ids):
        raise NotFound("forum.no_tag")
    return found
