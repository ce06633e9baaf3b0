"""What is typed while a place is set up."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from tribe.forum import settings as forum
from tribe.forum.services import MAX_TITLE_LENGTH, MIN_TITLE_LENGTH
from tribe.intent.forms import ask_intent
from tribe.intent.models import UNSTATED
from tribe.mail.settings import MAIL_FROM, MailAddress
from tribe.pages.forms import left_open
from tribe.settings import value_of
from tribe.settings.kinds import Unfit
from tribe.setup.categories import CategorySet, Suggested
from tribe.web.forms import Form

VALUES = 5  # rows of the charter that the page offers
Data = Mapping[str, str] | None


class FounderForm(Form):
    """The code, and the first account."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.password = self.values.pop("password", "")  # never shown again
        self.code = self.name = self.email = ""
        if data is not None:
            self.code = self.line("code", maximum=60)
            self.name = self.line("name", maximum=60)
            self.email = self.line("email", maximum=254)
            if not self.password:
                self.fail("password", _("Please fill this in."))


class VoiceForm(Form):
    """Whether this account speaks for the brand."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.who = self.choice("who", ["me", "another"]) if data is not None else "another"


class CharterForm(Form):
    """Up to five values, each a few words and what they oblige to; empty rows are left out."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.rows: list[tuple[str, str]] = []
        for number in range(1, VALUES + 1) if data is not None else ():
            title = self.line(f"title_{number}", maximum=120, required=False)
            has_meaning = bool(self.values.get(f"meaning_{number}", "").strip())
            if has_meaning and not title:
                self.fail(f"title_{number}", _("Give it a few words too, or leave both empty."))
            meaning = self.text(f"meaning_{number}", maximum=2000, required=False)
            if title and not meaning:
                self.fail(f"meaning_{number}", _("Say what it means too, or leave both empty."))
            if title and meaning:
                self.rows.append((title, meaning))


class CategoriesForm(Form):
    """Which categories of which set, with the names and the words that they shall have."""

    def __init__(self, sets: Sequence[CategorySet], data: Data = None) -> None:
        super().__init__(data)
        self.set = sets[0]
        self.chosen: list[Suggested] = []
        if data is not None:
            wanted = self.choice("set", [one.key for one in sets])
            self.set = next((one for one in sets if one.key == wanted), sets[0])
            self._read()
            if not self.chosen and not self.errors:
                self.fail("set", _("Please keep one category at least."))

    def _read(self) -> None:
        for category in self.set.categories:
            key = f"{self.set.key}_{category.slug}"
            if not self.flag(key):
                continue
            name = self.line(f"{key}_name", maximum=80, minimum=2)
            about = self.line(f"{key}_about", maximum=1000, required=False)
            self.chosen.append(
                Suggested(category.slug, name, about, category.hue, category.is_closed)
            )


class MailForm(Form):
    """Whom mails are from, and where the test goes."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.sender = self.to = ""
        if data is not None:
            self.sender = self._address("mail_from", MAIL_FROM.kind)
            self.to = self._address("to", MailAddress(required=True))

    def _address(self, name: str, kind: object) -> str:
        assert isinstance(kind, MailAddress)
        try:
            return kind.parse(self.values.get(name, ""))
        except Unfit as unfit:
            self.fail(name, str(unfit))
            return ""


class WelcomeForm(Form):
    """The first topic."""

    def __init__(self, data: Data = None, *, asks_intent: bool = False) -> None:
        super().__init__(data)
        self.intent = UNSTATED
        self.title = self.body = ""
        if data is not None:
            self.title = self.line("title", minimum=MIN_TITLE_LENGTH, maximum=MAX_TITLE_LENGTH)
            self.intent = ask_intent(self) if asks_intent else UNSTATED
            self.body = self.prose("body", maximum=value_of(forum.MAX_POST_LENGTH))
            if left := left_open(self.body):
                self.fail("body", left)
