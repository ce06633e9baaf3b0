"""What is typed at the doors and about one's own account."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from tribe.base.text import clean
from tribe.members.models import Member
from tribe.web.forms import Form

SECRETS = ("password", "current", "code")  # read, and never among what is shown again


class _Secret(Form):
    """A form with a password, which is read and never kept among what is shown again."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        for name in SECRETS:
            self.values.pop(name, None)

    def secret(self, name: str = "password", *, required: bool = True) -> str:
        """The password as it was typed, spaces and all."""
        value = clean(self.data.get(name, ""))
        if not value and required:
            self.fail(name, _("Please fill this in."))
        return value


class JoinForm(_Secret):
    """A name, an address, a password, a yes to the rules, and whether to be measured.

    Whoever comes by an account of the brand needs no password.
    `rules` is the number of their version that holds now; `agreed` is the one agreed to.
    """

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        rules: int | None = None,
        has_password: bool = True,
    ) -> None:
        super().__init__(data)
        self.agreed: int | None = None
        if data is not None:
            self.name = self.line("name", maximum=60)
            self.email = self.line("email", maximum=254)
            self.password = self.secret() if has_password else None
            if self.flag("is_measured"):  # as pages had it that may stand open still
                self.values["measured"] = self.values.pop("is_measured")
            self.is_measured = self.flag("measured")
            if rules is not None:
                self.agreed = self._agree(rules)

    def _agree(self, rules: int) -> int:
        if not self.flag("agrees"):
            self.fail("agrees", _("Please read the rules: whoever joins agrees to them."))
        elif self.values.get("rules") != str(rules):
            self.values.pop("agrees")
            self.fail(
                "agrees",
                _("The rules have changed meanwhile. Please read them as they are now."),
            )
        return rules


MAX_WORDS_LENGTH = 1000


class ApplyForm(JoinForm):
    """The same, with the words of whoever asks to come in."""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        rules: int | None = None,
        has_password: bool = True,
    ) -> None:
        super().__init__(data, rules=rules, has_password=has_password)
        if data is not None:
            self.words = self.text("words", maximum=MAX_WORDS_LENGTH, minimum=10)


class InvitationForm(Form):
    """A word to somebody, and perhaps where to mail it."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.words = self.text("words", maximum=MAX_WORDS_LENGTH, required=False)
            self.email = self.line("email", maximum=254, required=False)


class SignInForm(_Secret):
    """A name or an address, and a password."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.login = self.line("login", maximum=254)
            self.password = self.secret()


class LoginForm(Form):
    """An address or a name, to be mailed something; pages that stand open still send `login`."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {"email": data["login"]}
        super().__init__(data)
        if data is not None:
            self.login = self.line("email", maximum=254)


class PasswordForm(_Secret):
    """A new password, and the current one of whoever is signed in and has one."""

    def __init__(self, data: Mapping[str, str] | None = None, *, has_current: bool = False) -> None:
        super().__init__(data)
        if data is not None:
            self.current = self.secret("current", required=has_current)
            self.password = self.secret()


class ProofForm(_Secret):
    """The password once more, or a code of whoever has an app."""

    def __init__(self, data: Mapping[str, str] | None = None, *, has_app: bool = False) -> None:
        super().__init__(data)
        if data is not None:
            self.password = self.secret(required=not has_app)
            self.code = self.secret("code", required=has_app)


class CodeForm(_Secret):
    """A code of an app, or one of those for whoever lost it."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.code = self.secret("code")[:40]


class PasskeyForm(Form):
    """What a device answers, and what its owner calls it."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.values.pop("credential", None)
        if data is not None:
            self.name = self.line("name", maximum=60)
            self.credential = data.get("credential", "")


class AddressForm(Form):
    """A new address."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.email = self.line("email", maximum=254)


class NameForm(Form):
    """A new name."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.name = self.line("name", maximum=60)


class PlaceForm(Form):
    """What a member calls a place where they are signed in."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.name = self.line("name", maximum=60, required=False)


class AwayForm(Form):
    """Until when one is away, and a few words."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.until = self._day("until")
            self.words = self.line("words", maximum=200, required=False)

    @classmethod
    def of(cls, member: Member) -> "AwayForm":
        """The form as it stands for a member."""
        form = cls()
        until = member.away_until if member.is_away else None
        form.values = {"until": until.isoformat() if until else "", "words": member.away_words}
        return form

    def _day(self, name: str) -> date | None:
        typed = self.values.get(name, "").strip()
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            self.fail(name, _("Please give a day, such as 2026-11-22."))
            return None
