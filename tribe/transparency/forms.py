"""What is typed of an order or a dispute."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from tribe.base.db import now
from tribe.transparency.models import (
    MAX_ABOUT_LENGTH,
    MAX_OUTCOME_LENGTH,
    OutsideKind,
    OutsideMatter,
)
from tribe.web.forms import Form

FIRST_YEAR = 2020


class MatterForm(Form):
    """An order of an authority, or a dispute before a body out of court."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is None:
            return
        kind = self.choice("kind", list(OutsideKind))
        country = self.line("country", maximum=2, minimum=2).upper()
        if country and not (country.isascii() and country.isalpha()):
            self.fail("country", _("Please give the two letters of a country, such as FR."))
        about = self.line("about", maximum=MAX_ABOUT_LENGTH, minimum=3)
        received = self._day("received_on", required=True)
        answered = self._day("answered_on", required=False)
        if received and answered and answered < received:
            self.fail("answered_on", _("It cannot be answered before it was received."))
        outcome = self.text("outcome", maximum=MAX_OUTCOME_LENGTH, required=False)
        if self.is_valid and received is not None:
            self.matter = OutsideMatter(
                kind=OutsideKind(kind),
                country=country,
                about=about,
                received_on=received,
                answered_on=answered,
                outcome=outcome,
            )

    def _day(self, name: str, *, required: bool) -> date | None:
        typed = self.line(name, maximum=10, required=required)
        if not typed:
            return None
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            day = None
        if day is None or day.year < FIRST_YEAR or day > now().date():
            self.fail(name, _("Please give a day that has come, such as 2026-11-22."))
            return None
        return day
