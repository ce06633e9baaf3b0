"""What a member says of a bookmark: a note, and when to be reminded."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from tribe.base import zones
from tribe.base.db import now
from tribe.bookmarks.models import MAX_NOTE_LENGTH, Bookmark
from tribe.web.design.labels import clock
from tribe.web.forms import Form

MORNING = time(9)  # of the days that are offered
FURTHEST = timedelta(days=5 * 366)
MINUTES = "%Y-%m-%dT%H:%M"


class When(StrEnum):
    """When a member wants to be reminded."""

    NEVER = "never"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "week"
    AT = "at"  # a day and an hour that they give


def offered(zone: str) -> dict[When, datetime]:
    """The mornings that are offered, tomorrow and in a week, on the clocks of a zone."""
    today = now().astimezone(ZoneInfo(zone)).date()
    days = {When.TOMORROW: 1, When.NEXT_WEEK: 7}
    return {
        when: datetime.combine(today + timedelta(days=ahead), MORNING, ZoneInfo(zone))
        for when, ahead in days.items()
    }


class BookmarkForm(Form):
    """A note, and a time on the clocks of the reader's zone."""

    def __init__(self, zone: str, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.zone = zone
        if data is None:
            return
        self.note = self.prose("note", maximum=MAX_NOTE_LENGTH, required=False)
        when = When(self.choice("when", When, When.NEVER))
        self.remind_at = self._at() if when is When.AT else offered(zone).get(when)

    @classmethod
    def of(cls, bookmark: Bookmark, zone: str) -> "BookmarkForm":
        """The form as it stands for a bookmark; a time that is over is none."""
        form, at = cls(zone), bookmark.remind_at
        is_coming = at is not None and at > now()
        local = at.astimezone(ZoneInfo(zone)) if at is not None and is_coming else None
        form.values = {
            "note": bookmark.note,
            "when": When.AT if local is not None else When.NEVER,
            "at": local.strftime(MINUTES) if local is not None else "",
        }
        return form

    def _at(self) -> datetime | None:
        local = self.local_datetime("at")
        if local is None:
            return None
        try:
            moment = zones.moment_of(local, self.zone)
        except zones.NoSuchTime as error:
            shown = clock(error.nearest)
            self.fail(
                "at",
                _(
                    "This time does not exist in %(zone)s: the clocks go forward over it. "
                    "They will show %(time)s instead.",
                    zone=self.zone,
                    time=shown,
                ),
            )
            return None
        if moment <= now():
            self.fail("at", _("This is over already; please give a time to come."))
        elif moment > now() + FURTHEST:
            self.fail("at", _("Please choose a day within the next five years."))
        return moment
