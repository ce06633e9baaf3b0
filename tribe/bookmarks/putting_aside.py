"""Putting a thing aside on its own page, for the features that have things."""

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.bookmarks import queries, services
from tribe.bookmarks.subjects import bookmark_link
from tribe.members.models import Member
from tribe.web.pages import is_submitted


def put_aside(member: Member, subject_type: str, subject_id: int, back: str) -> Response:
    """Put aside a thing that a member may see, or take its bookmark away, where a form was sent.

    Else go to their bookmark of it. Raises Forbidden, RuleBroken, NotFound.
    """
    if not is_submitted():
        bookmark = queries.find_of(member.id, subject_type, subject_id)
        if bookmark is None:
            raise NotFound("bookmarks.none")
        return redirect(bookmark_link(bookmark.id), 302)
    is_kept = services.toggle(member, subject_type, subject_id)
    session.commit()
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":  # else a script shows it
        words = _("It is among your bookmarks.") if is_kept else _("The bookmark is gone.")
        flash(words, "success")
    return redirect(back, 303)
