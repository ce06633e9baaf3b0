"""What the reader of this page was told and has not read: the bell, and pages that answer it."""

import structlog
from flask import request
from sqlalchemy import ColumnElement
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tribe.base import db
from tribe.members.identity import current_member
from tribe.notices import services
from tribe.notices.queries import Unread, list_unread_things
from tribe.web.pages import is_opened
from tribe.web.slots import Part

KEPT = "tribe.unread_things"  # in the environment of a request
log = structlog.get_logger(__name__)


def unread_things() -> Unread:
    """What the reader has unread notices of and may see; none for guests. Asked once a request."""
    if KEPT not in request.environ:
        member = current_member()
        request.environ[KEPT] = list_unread_things(member) if member is not None else Unread()
    found: Unread = request.environ[KEPT]
    return found


def is_told_of(subject_type: str, subject_id: int) -> bool:
    """Whether the reader has an unread notice of a thing, or so many that it is not known here."""
    unread = unread_things()
    return (subject_type, subject_id) in unread.things or unread.is_cut


def see(subject_type: str, subject_id: int, *conditions: ColumnElement[bool]) -> None:
    """Note that the reader has a thing before them; nothing where they were not told of it.

    Where others write for too long it is noted the next time.
    """
    member = current_member()
    if member is None or not is_opened() or not is_told_of(subject_type, subject_id):
        return
    try:
        with db.writing():
            services.mark_seen(member.id, subject_type, subject_id, *conditions)
    except OperationalError:
        log.warning("what was read could not be noted", subject_type=subject_type)
    else:
        look_again()


def look_again() -> None:
    """What was unread is asked anew, where something of it was read since."""
    request.environ.pop(KEPT, None)


def bell() -> Part | None:
    """The bell with its number; a page that says what is wrong with the database has none."""
    member = current_member()
    if member is None:
        return None
    try:
        return Part("notices/bell.html", {"member": member.id, "count": unread_things().count})
    except SQLAlchemyError:
        return None
