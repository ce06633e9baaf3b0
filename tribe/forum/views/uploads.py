"""Files that come with a form: made ready, and kept for it while it is refused."""

from flask import request
from flask_babel import gettext as _

from tribe.base.db import session
from tribe.base.errors import Fault, Unavailable
from tribe.forum import queries, services, settings
from tribe.forum.forms import FileForm
from tribe.mail import Attachment
from tribe.members.models import Member
from tribe.settings import value_of
from tribe.web.errors import words
from tribe.web.forms import LARGEST

MOST_NUMBERS = 40  # of files that a form names


def has_uploads() -> bool:
    """Whether files came with the form of this request."""
    return any(upload.filename for upload in request.files.getlist("files"))


def take_uploads(form: FileForm, member: Member) -> None:
    """Make ready the files that came with a form, and find those that it had kept before.

    They are committed, so that they are there when the form is sent again. What cannot be posted
    is said at the field.
    """
    _find_kept(form, member)
    given = [
        Attachment(upload.filename, upload.read())
        for upload in request.files.getlist("files")
        if upload.filename
    ]
    if not given:
        return
    try:
        prepared, left_out = services.prepare(given)
    except Unavailable as refusal:
        form.fail("files", words(refusal))
        return
    for one in left_out:
        why = words(Fault(code=one.code, parameters=one.parameters))
        form.fail("files", _("%(name)s: %(why)s", name=one.name or _("A file"), why=why))
    form.files += services.keep_waiting(member, prepared)
    session.commit()
    most = value_of(settings.MAX_FILES)
    if len(form.files) > most and not left_out:
        form.fail("files", words(Fault("forum.too_many_files", {"most": most})))


def _find_kept(form: FileForm, member: Member) -> None:
    named = request.form.getlist("kept")[:MOST_NUMBERS]
    numbers = {int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 11}
    form.files = list(queries.list_waiting(member.id, {n for n in numbers if n <= LARGEST}))
    if len(form.files) < len(set(named)):
        form.fail("files", words(Fault("forum.file_gone")))
