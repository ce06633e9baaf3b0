"""What members type about themselves."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.config import LOCALES
from tribe.forms import Form, clean
from tribe.members.models import Member, TraitKind, fold
from tribe.members.queries import traits_by_kind

MOST_TRAITS = 12
LONGEST_TRAIT = 60
LONGEST_BIO = 4000
TRAIT_FIELDS = {TraitKind.VALUE: "values", TraitKind.SIGN: "signs", TraitKind.SKILL: "skills"}


class _Secret(Form):
    """A form with a password, which is read and never kept among what is shown again."""

    def secret(self, name: str = "password") -> str:
        """The password as it was typed, spaces and all."""
        value = clean(self.data.get(name, ""))
        if not value:
            self.fail(name, _("Please fill this in."))
        return value


class JoinForm(_Secret):
    """A name, an address, a password, and whether to be measured."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.values.pop("password", None)
        if data is not None:
            self.name = self.line("name", maximum=60)
            self.email = self.line("email", maximum=254)
            self.password = self.secret()
            self.is_measured = self.flag("is_measured")


class SignInForm(_Secret):
    """A name or an address, and a password."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.values.pop("password", None)
        if data is not None:
            self.login = self.line("login", maximum=254)
            self.password = self.secret()


class ProfileForm(Form):
    """What a member shows of themself."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.bio = self.text("bio", maximum=LONGEST_BIO, required=False)
            self.traits = {kind: self._lines(name) for kind, name in TRAIT_FIELDS.items()}
            self.locale = self.choice("locale", ("", *LOCALES)) or None
            self.removes_avatar = self.flag("remove_avatar")

    @classmethod
    def of(cls, member: Member) -> "ProfileForm":
        """The form as it stands for a member, whose traits are loaded."""
        form = cls()
        worn = traits_by_kind(member)
        form.values = {name: "\n".join(worn[kind]) for kind, name in TRAIT_FIELDS.items()}
        form.values |= {"bio": member.bio, "locale": member.locale or ""}
        return form

    def _lines(self, name: str) -> list[str]:
        lines: dict[str, str] = {}
        for line in self.values.get(name, "").split("\n"):
            if text := " ".join(line.split()):
                lines.setdefault(fold(text[:LONGEST_TRAIT]) or text, text)
        if len(lines) > MOST_TRAITS:
            self.fail(name, _("Please keep to %(count)s lines at most.", count=MOST_TRAITS))
        if any(len(text) > LONGEST_TRAIT for text in lines.values()):
            self.fail(
                name, _("Please keep each line to %(count)s characters.", count=LONGEST_TRAIT)
            )
        return list(lines.values())
