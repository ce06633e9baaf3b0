"""Files of posts: shown or given to whoever may see the post, described and taken away."""

from dataclasses import dataclass

from flask import Response as FlaskResponse
from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from tribe import storage
from tribe.access import GUEST, may, moderates, require
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import policy, queries, services
from tribe.forum.addresses import post_link
from tribe.forum.forms import FilesForm
from tribe.forum.models import Gone, PostFile
from tribe.forum.queries.files import Found
from tribe.forum.views import WRITING, blueprint
from tribe.forum.views.posts import find_standing
from tribe.forum.views.uploads import has_uploads, take_uploads
from tribe.members.identity import current_member, signed_in_member
from tribe.members.models import Member
from tribe.spam import services as held_texts
from tribe.web.errors import words
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter

SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


def find(member: Member | None, file_id: int) -> Found:
    """The file of an address; raises NotFound, also where its post may not be seen."""
    found = queries.find_file(file_id)
    if (
        found is None
        or found.post.is_removed
        or not queries.get_category_tree().may_see(member or GUEST, found.topic.category_id)
    ):
        raise NotFound("forum.no_file")
    return found


@blueprint.get("/files/<int:file_id>")
def file(file_id: int) -> Response:
    """A picture as large as it is kept, to be seen; a document, to be kept."""
    found = _open(file_id)
    return _answer(found, found.file.digest)


@blueprint.get("/files/<int:file_id>/preview")
def file_preview(file_id: int) -> Response:
    """A picture as large as a page shows it."""
    found = _open(file_id)
    if not found.file.is_picture:
        raise NotFound("forum.no_file")
    return _answer(found, found.file.preview_digest or found.file.digest)


@blueprint.route("/p/<int:post_id>/files", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def files(post_id: int) -> Page:
    """Say what pictures show, add files, take some away."""
    member = signed_in_member()
    placed, moderators = find_standing(member, post_id)
    require(member, policy.KEEP_FILES, placed.post, moderators=moderators)
    if placed.post.author_id != member.id:
        services.require_judge(member, placed.post.author_id, moderators)
    rows = queries.list_files([post_id]).get(post_id, ())
    is_closed = placed.topic.is_closed
    may_attach = bool(may(member, policy.ATTACH, placed.post, is_closed=is_closed))
    form = FilesForm(submitted(), rows) if submitted() is not None else FilesForm.of(rows)
    if form.is_submitted and (may_attach or has_uploads()):
        require(member, policy.ATTACH, placed.post, is_closed=is_closed)
        take_uploads(form, member)
    if form.is_accepted:
        try:
            services.describe_files(member, placed.post, form.alts)
            if form.files:
                services.add_files(member, placed.post, form.files)
        except RuleBroken as broken:
            session.rollback()
            form.fail("files", words(broken))
        else:
            session.commit()
            flash(_("Kept."), "success")
            has_more = bool(form.files)
            return redirect(post_link(post_id, "files") if has_more else placed.url, 303)
    return form_page("forum/files.html", form, placed=placed, files=rows, may_attach=may_attach)


@blueprint.post("/files/<int:file_id>/remove")
@limiter.limit(WRITING)
def remove_file(file_id: int) -> Response:
    """Take a file away, for good."""
    member = signed_in_member()
    found = find(member, file_id)
    services.remove_file(member, found.post, file_id)
    session.commit()
    flash(_("The file was removed."), "success")
    return redirect(post_link(found.post.id, "files"), 303)


@dataclass(frozen=True)
class Opened:
    """A file that may be looked at, and what it is."""

    file: PostFile
    media_type: str


def _open(file_id: int) -> Opened:
    """A file that may be looked at; while its giver is suspended nobody does.

    What waits for a moderator, or is hidden, its author sees, and who decides about it.
    """
    member = current_member()
    found = queries.find_file(file_id)
    if found is not None:
        if found.post.gone is not Gone.HIDDEN or not _sees_hidden(member, found):
            found = find(member, file_id)
        file, media_type, is_closed = found.file, found.media_type, found.is_closed
    else:
        waiting = queries.find_held_file(file_id) if member is not None else None
        if member is None or waiting is None:
            raise NotFound("forum.no_file")
        file, media_type, is_closed = waiting
        if file.member_id != member.id and not _decides_on(member, file.held_id):
            raise NotFound("forum.no_file")
    if is_closed:
        raise NotFound("forum.no_file")
    return Opened(file, media_type)


def _decides_on(member: Member, held_id: int | None) -> bool:
    """Whether a member decides on a text that waits."""
    try:
        held_texts.waiting_of(member, held_id or 0)
    except (Forbidden, NotFound):
        return False
    return True


def _sees_hidden(member: Member | None, found: Found) -> bool:
    tree = queries.get_category_tree()
    category_id = found.topic.category_id
    if member is None or not tree.may_see(member, category_id) or found.topic.is_removed:
        return False
    is_own = found.post.author_id == member.id
    return is_own or moderates(member, tree.moderators(category_id))


def _answer(found: Opened, digest: str) -> Response:
    """The file; 304 to who has it already, but asked each time whether it may still be seen."""
    response = FlaskResponse(content_type=found.media_type)
    if found.media_type.startswith("text/"):
        response.content_type = "text/plain; charset=utf-8"
    how = "inline" if found.file.is_picture else "attachment"
    named = dump_options_header(how, {"filename": " ".join(found.file.name.split())})
    response.headers["Content-Disposition"] = named
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(digest)
    if request.if_none_match.contains(digest):
        response.status_code = 304
        return response
    try:
        response.set_data(storage.read(digest))
    except FileNotFoundError as error:  # a copy was put back without its files
        raise NotFound("forum.no_file") from error
    return response
