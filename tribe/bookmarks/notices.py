"""Being reminded of a bookmark."""

from datetime import timedelta

from sqlalchemy import Select, select

from tribe.activity.notices import Cause, NoticeGroup, NoticeKind, OfBrand, Rank, Told
from tribe.activity.reminders import ReminderKind, moment_of
from tribe.base.i18n import gettext as _
from tribe.bookmarks import activities, queries
from tribe.bookmarks.mails import REMINDER
from tribe.bookmarks.models import Bookmark
from tribe.notices.mailing import writer

LATE = timedelta(days=7)  # nothing that it says is false by then


def whose(cause: Cause) -> Select[int]:
    """Whose bookmark it is, where it is there still and its time is the same."""
    return select(Bookmark.member_id).where(
        Bookmark.id == cause.subject_id, Bookmark.remind_at == moment_of(cause)
    )


def words(told: Told) -> str:
    """Of what one wanted to be reminded; no words of what is gone."""
    if not told.title:
        return str(_("You wanted to be reminded of something that is gone now"))
    return str(_("You wanted to be reminded of “%(title)s”", title=told.title))


DUE = NoticeKind(
    "bookmarks.due",
    Rank.CONCERNED,
    "whose bookmark it is, at the time that they chose",
    (activities.BOOKMARK_DUE,),
    whose,
    words,
    mail=writer(REMINDER),
    in_digest=False,
    of_brand=OfBrand.NEVER,
)
NOTICES = (DUE,)
REMINDERS = (ReminderKind(DUE, queries.coming, {0: LATE}, frozenset({0})),)
GROUP = NoticeGroup(
    lambda: _("Bookmarks"), {"bookmarks.due": lambda: _("bookmarks at the time that you chose")}
)
