"""What an analyst is asked before a report is made."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _

from tribe.base.db import now
from tribe.reports.requests.services import MAX_PURPOSE_LENGTH
from tribe.web.forms import Form


class ReportForm(Form):
    """To what end, from which day, up to which day; an empty day leaves that side open."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.purpose = ""
        self.since: datetime | None = None
        self.until: datetime | None = None
        if data is None:
            return
        self.purpose = self.line("purpose", maximum=MAX_PURPOSE_LENGTH, minimum=4)
        self.since = self.day("since")
        last = self.day("until")
        self.until = last + timedelta(days=1) if last is not None else None
        if self.since is not None and self.since > now():
            self.fail("since", _("Please choose a day that has come."))
        elif self.since is not None and self.until is not None and self.since >= self.until:
            self.fail("until", _("Please choose a day that is not before the first one."))

    def day(self, name: str) -> datetime | None:
        """The beginning of a day in UTC, or None when it is left empty."""
        value = self.values.get(name, "").strip()
        if not value:
            return None
        try:
            chosen = date.fromisoformat(value)
        except ValueError:
            chosen = None
        if chosen is None or not 1970 < chosen.year < 2200:
            self.fail(name, _("Please give a day, such as 2026-11-22."))
            return None
        return datetime(chosen.year, chosen.month, chosen.day, tzinfo=UTC)
