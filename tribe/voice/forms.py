"""What is typed in this room."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from tribe.base.db import now
from tribe.voice.models import CharterValue, Outcome
from tribe.web.forms import Form

MAX_POSITION_LENGTH = 99


class DatedForm(Form):
    """A form that asks for a day."""

    def day(self, name: str) -> date:
        """A day as `<input type=date>` sends it; today stands in when it cannot be read."""
        value = self.line(name, maximum=30)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is not None and 1970 < day.year < 2200:
            return day
        if value:
            self.fail(name, _("Please give a day, such as 2026-11-22."))
        return now().date()


class ValueForm(Form):
    """One value of the charter."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.title = self.line("title", maximum=120)
            self.meaning = self.text("meaning", maximum=2000)
            self.position = self.integer("position", minimum=1, maximum=MAX_POSITION_LENGTH)

    @classmethod
    def of(cls, value: CharterValue) -> "ValueForm":
        """The form as it stands for a value of the charter."""
        form = cls()
        form.values = {
            "title": value.title, "meaning": value.meaning, "position": str(value.position)
        }  # fmt: skip
        return form


class PromiseForm(DatedForm):
    """What the brand promises, and by when; `step` is read, then "promise" or "change"."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.title = self.line("title", maximum=200, minimum=3)
            self.body = self.prose("body", maximum=5000, required=False)
            self.due_on = self.day("due_on")
            self.step = self.values.pop("step", "")
            if not self.errors and self.due_on < now().date():
                self.fail("due_on", _("A promise is for a day to come."))


class SettleForm(Form):
    """What became of a promise."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.outcome = self.choice("outcome", [outcome.value for outcome in Outcome])
            self.account = self.text("account", maximum=2000)


class SeatForm(DatedForm):
    """Whom the members chose for the council, and from when."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.name = self.line("name", maximum=60)
            self.since = self.day("since")
