"""The mail that reminds of a bookmark."""

from flask_babel import gettext as _

from tribe.bookmarks import queries
from tribe.bookmarks.subjects import bookmark_link
from tribe.mail import Button, Facts, Letter, Line, Lines, MailKind, Quote
from tribe.notices.queries import find_cause, find_told


def reminder(facts: Facts) -> Letter | None:
    """What one put aside, with one's own note; None where it was read or taken away."""
    told = find_told(facts["member"], facts["activity"])
    cause = find_cause(facts["activity"])
    bookmark = queries.find_bookmark(cause.subject_id) if cause is not None else None
    if told is None or bookmark is None:
        return None
    later = Line(_("Be reminded again later"), bookmark_link(bookmark.id))
    return Letter(
        told.lines[0],
        [
            *([Quote(bookmark.note, _("Your note"))] if bookmark.note else []),
            Button(_("Look at it"), told.address),
            Lines(_("What you can do"), [later, Line(_("All your bookmarks"), "/me/bookmarks")]),
        ],
    )


REMINDER = MailKind("bookmarks.reminder", reminder, lambda: _("reminders of your bookmarks"))
MAILS = (REMINDER,)
