"""What is typed when an interest is declared, on the account or beside one text."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from tribe.base.db import now
from tribe.interests.models import MAX_WORDS, Interest, InterestKind
from tribe.web.forms import Form

CHOSEN = tuple(kind for kind in InterestKind if kind is not InterestKind.BRAND)


def read_interest(form: Form) -> Interest | None:
    """What a form says of one text; None where it says nothing. Its words alone are enough."""
    words = form.line("interest_words", maximum=MAX_WORDS, required=False)
    chosen = form.values.get("interest", "")
    if not chosen:
        return Interest(InterestKind.OTHER, words) if words else None
    return Interest(InterestKind(form.choice("interest", CHOSEN, InterestKind.OTHER)), words)


class InterestForm(Form):
    """How somebody is tied to whom, from when and until when."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.kind, self.words = InterestKind.OTHER, ""
        self.since, self.until = now().date(), None
        if data is not None:
            self.kind = InterestKind(self.choice("kind", CHOSEN, InterestKind.OTHER))
            self.words = self.line("words", maximum=MAX_WORDS)
            self.since = self._day("since") or self.since
            self.until = self._day("until")
            if self.until is not None and self.until <= self.since:
                self.fail("until", _("It ends after it begins."))

    def _day(self, name: str) -> date | None:
        written = self.values.get(name, "").strip()
        if not written:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            self.fail(name, _("This is not a day of the calendar."))
            return None
