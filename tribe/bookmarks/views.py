"""The pages of what a member put aside."""

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.base.db import now
from tribe.base.errors import NotFound
from tribe.base.i18n import reader_zone
from tribe.base.paging import Span
from tribe.bookmarks import queries, services
from tribe.bookmarks.forms import BookmarkForm
from tribe.bookmarks.putting_aside import put_aside
from tribe.bookmarks.queries import LATEST_FIRST
from tribe.bookmarks.subjects import bookmark_link
from tribe.members.identity import signed_in_member
from tribe.notices.seen import see
from tribe.web.design.labels import zone_words
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, sent_number, submitted
from tribe.web.security import limiter
from tribe.web.subjects import show

blueprint = Blueprint("bookmarks", __name__)
THINGS = ("event", "ritual")  # a post has its own form


@blueprint.get("/me/bookmarks")
def bookmarks() -> str:
    """What the reader put aside, the latest first."""
    member = signed_in_member()
    page = queries.list_bookmarks(member, Span.parse(LATEST_FIRST, request.args))
    return render_template("bookmarks/bookmarks.html", page=page, moment=now())


@blueprint.post("/me/bookmarks")
@limiter.limit("120 per minute")
def toggle() -> Response:
    """Put aside a thing that has no form of its own for it, or take its bookmark away."""
    member, kind, number = signed_in_member(), request.form.get("kind", ""), sent_number("number")
    shown = show(member, kind, number) if kind in THINGS else None
    if shown is None:
        raise NotFound("bookmarks.no_thing")
    return put_aside(member, kind, number, shown.address)


@blueprint.route("/me/bookmarks/<int:bookmark_id>", methods=["GET", "POST"])
@limiter.limit("120 per minute", methods=["POST"])
def change(bookmark_id: int) -> Page:
    """One's note, and when to be reminded."""
    member = signed_in_member()
    bookmark = services.own_bookmark(member, bookmark_id)
    form = BookmarkForm(reader_zone(), submitted())
    if form.is_accepted:
        services.change(member, bookmark, form.note, form.remind_at)
        return go_to("/me/bookmarks", _("Your bookmark is kept so."))
    if not form.is_submitted:
        form = BookmarkForm.of(bookmark, reader_zone())
    shown = queries.show_thing(member, bookmark)
    zone = zone_words(form.zone)
    return form_page("bookmarks/bookmark.html", form, bookmark=bookmark, shown=shown, zone=zone)


@blueprint.get("/me/bookmarks/<int:bookmark_id>/thing")
def thing(bookmark_id: int) -> Response:
    """Go to what was put aside; the reader has read by that what reminded them."""
    member = signed_in_member()
    bookmark = services.own_bookmark(member, bookmark_id)
    shown = queries.show_thing(member, bookmark)
    see("bookmark", bookmark_id)
    return redirect(shown.address if shown is not None else bookmark_link(bookmark_id), 302)


@blueprint.post("/me/bookmarks/<int:bookmark_id>/remove")
@limiter.limit("120 per minute")
def remove(bookmark_id: int) -> Response:
    """Take a bookmark away."""
    services.remove(signed_in_member(), bookmark_id)
    return go_to("/me/bookmarks", _("The bookmark is gone."))
