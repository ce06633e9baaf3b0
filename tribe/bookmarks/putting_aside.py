"""Putting a thing aside on its own page, for the features that have things."""

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.bookmarks import queries, services
from tribe.bookmarks.subjects import bookmark_link
from tribe.members.models import Member
from tribe.web.errors import words
from tribe.web.pages import is_submitted


def put_aside(member: Member, subject_type: str, subject_id: int, back: str) -> Response:
    """Put aside a thing that a member may see, or take its bookmark away, where a form was sent.

    Else, or where there is a note or a reminder to lose, go to their bookmark of it; a script is
    refused then, and sends the form as any other. Raises Forbidden, RuleBroken, NotFound.
    """
    is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    if not is_submitted():
        bookmark = queries.find_of(member.id, subject_type, subject_id)
        if bookmark is None:
            raise NotFound("bookmarks.none")
        return redirect(bookmark_link(bookmark.id), 302)
    try:
        is_kept = services.toggle(member, subject_type, subject_id)
    except RuleBroken as refusal:
        bookmark = queries.find_of(member.id, subject_type, subject_id)
        if bookmark is None or not is_page:
            raise
        flash(words(refusal))
        return redirect(bookmark_link(bookmark.id), 303)
    session.commit()
    if is_page:  # else a script shows it
        said = _("It is among your bookmarks.") if is_kept else _("The bookmark is gone.")
        flash(said, "success")
    return redirect(back, 303)
