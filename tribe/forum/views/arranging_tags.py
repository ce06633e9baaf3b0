"""What moderators do with tags: other names, one for two, none; and taking that back."""

from flask import render_template
from flask_babel import gettext as _

from tribe.access import require
from tribe.audit.queries import get_entry
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import policy, queries, services
from tribe.forum.addresses import tag_link
from tribe.forum.forms import MergeTagForm, TagForm
from tribe.forum.models import Tag
from tribe.forum.queries.tags import known_tags, list_changes_of_tags, list_unused
from tribe.forum.services.tags import undoable_among
from tribe.forum.views import WRITING, blueprint
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.spam.forms import refused
from tribe.web.forms import Form
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter


@blueprint.get("/admin/tags")
def arrange_tags() -> str:
    """The last changes of tags, to be taken back, and the tags that no topic has."""
    member = signed_in_member()
    require(member, policy.ARRANGE_TAGS)
    changes = list_changes_of_tags(queries.visible_category_ids(member))
    undoable = undoable_among((entry, tag) for entry, tag, _name in changes)
    return render_template(
        "forum/arrange_tags.html", changes=changes, undoable=undoable, unused=list_unused()
    )


@blueprint.post("/admin/tags/undo/<int:entry_id>")
@limiter.limit(WRITING)
def undo_tag(entry_id: int) -> Page:
    """Take one change of a tag back."""
    member = signed_in_member()
    require(member, policy.ARRANGE_TAGS)
    entry = get_entry(entry_id)
    if entry is None or entry.subject_type != "tag":
        raise NotFound("forum.no_tag")
    if not known_tags([int(entry.subject_id)], queries.visible_category_ids(member)):
        raise NotFound("forum.no_tag")
    services.undo_tag(member, entry)
    return go_to("/admin/tags", _("That change is taken back."))


@blueprint.route("/tags/<name>/edit", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def rename_tag(name: str) -> Page:
    """Give a tag another name."""
    member = signed_in_member()
    tag = _find(member, name)
    form, status = TagForm(submitted()), 422
    if form.is_accepted:
        try:
            renamed = services.rename_tag(member, tag, form.name)
            return go_to(tag_link(renamed.name), _("The tag has its new name everywhere."))
        except RuleBroken as broken:
            status = refused(form, broken)
    if not form.is_submitted:
        form.values["name"] = tag.name
    return _page(tag.name, form, status)


@blueprint.post("/tags/<name>/merge")
@limiter.limit(WRITING)
def merge_tag(name: str) -> Page:
    """Let its topics have another tag."""
    member = signed_in_member()
    tag = _find(member, name)
    form, status, named = MergeTagForm(submitted()), 422, tag.name
    if form.is_accepted:
        try:
            into = services.merge_tag(member, tag, _find(member, form.into))
            return go_to(tag_link(into.name), _("Its topics have this tag now."))
        except RuleBroken as broken:
            status = refused(form, broken)
        except NotFound:
            form.fail("into", _("There is no such tag here."))
    return _page(named, form, status)


@blueprint.post("/tags/<name>/remove")
@limiter.limit(WRITING)
def remove_tag(name: str) -> Page:
    """Take a tag from all topics."""
    member = signed_in_member()
    services.remove_tag(member, _find(member, name))
    return go_to("/admin/tags", _("The tag is gone from all topics."))


def _page(name: str, form: Form, status: int) -> Page:
    return form_page("forum/tag_form.html", form, status=status, named=name)


def _find(member: Member, name: str) -> Tag:
    """The tag of an address, for who arranges tags; raises Forbidden, NotFound."""
    require(member, policy.ARRANGE_TAGS)
    found = queries.find_tag(name)
    if found is None or not known_tags([found.id], queries.visible_category_ids(member)):
        raise NotFound("forum.no_tag")
    return found
