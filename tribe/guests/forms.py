"""What guests type at their door, and what a moderator types about it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.config import MAIL_ADDRESS
from tribe.guests.models import MAX_BODY_LENGTH, MAX_TITLE_LENGTH
from tribe.web.forms import Form

MAX_NAME_LENGTH = 60
MAX_ANSWER_LENGTH = 4_000


class GuestForm(Form):
    """A form with an address, which may be left empty unless it is asked for."""

    email: str | None = None

    def address(self, *, required: bool = False) -> str | None:
        """The address in small letters; None where it is left empty."""
        typed = self.line("email", maximum=254, required=required)
        if typed and not MAIL_ADDRESS.fullmatch(typed):
            self.fail("email", _("Please give a mail address such as hello@example.org."))
        return typed.lower() or None


class FollowForm(GuestForm):
    """Where the news go."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.email = self.address(required=True)


class AskForm(GuestForm):
    """A question, and where an answer may go."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.title = self.line("title", minimum=3, maximum=MAX_TITLE_LENGTH)
            self.body = self.prose("body", maximum=MAX_BODY_LENGTH)
            self.email = self.address()


class SeatForm(GuestForm):
    """By what name a guest comes, and where they can be told that it is moved."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.name = self.line("name", maximum=MAX_NAME_LENGTH)
            self.email = self.address()


class DecisionForm(Form):
    """What a moderator makes of a question."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.title = self.line("title", maximum=MAX_TITLE_LENGTH, required=False)
            self.body = self.text("body", maximum=MAX_BODY_LENGTH, required=False)
            self.words = self.text("words", maximum=MAX_ANSWER_LENGTH, required=False)
            self.category = self.line("category", required=False)
