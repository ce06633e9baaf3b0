"""What members type about themselves."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.base import zones
from tribe.base.i18n import offered_locales
from tribe.base.text import fold
from tribe.members.models import Member, TraitKind
from tribe.members.queries import traits_by_kind
from tribe.web.forms import Form

MAX_TRAITS = 12
MAX_TRAIT_LENGTH = 60
MAX_BIO_LENGTH = 4000
TRAIT_FIELDS = {TraitKind.VALUE: "values", TraitKind.SIGN: "signs", TraitKind.SKILL: "skills"}


class ProfileForm(Form):
    """What a member shows of themself."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.bio = self.prose("bio", maximum=MAX_BIO_LENGTH, required=False)
            self.traits = {kind: self._lines(name) for kind, name in TRAIT_FIELDS.items()}
            self.locale = self.choice("locale", ("", *offered_locales())) or None
            self.zone = self._zone()
            self.is_shown_present = self.flag("is_shown_present")
            self.hides_attendance = self.flag("hides_attendance")
            self.removes_avatar = self.flag("remove_avatar")

    @classmethod
    def of(cls, member: Member) -> "ProfileForm":
        """The form as it stands for a member, whose traits are loaded."""
        form = cls()
        worn = traits_by_kind(member)
        form.values = {name: "\n".join(worn[kind]) for kind, name in TRAIT_FIELDS.items()}
        form.values |= {"bio": member.bio, "locale": member.locale or ""}
        form.values["zone"] = member.zone or ""
        form.values["is_shown_present"] = "1" if member.is_shown_present else ""
        form.values["hides_attendance"] = "1" if member.hides_attendance else ""
        return form

    def _zone(self) -> str | None:
        typed = self.line("zone", maximum=64, required=False)
        zone = zones.canonical(typed)
        if typed and zone is None:
            self.fail(
                "zone", _("There is no time zone of this name; try one such as Europe/Paris.")
            )
        return zone

    def _lines(self, name: str) -> list[str]:
        lines: dict[str, str] = {}
        for text in self.lines(name):
            lines.setdefault(fold(text[:MAX_TRAIT_LENGTH]) or text, text)
        if len(lines) > MAX_TRAITS:
            self.fail(name, _("Please keep to %(count)s lines at most.", count=MAX_TRAITS))
        if any(len(text) > MAX_TRAIT_LENGTH for text in lines.values()):
            self.fail(
                name, _("Please keep each line to %(count)s characters.", count=MAX_TRAIT_LENGTH)
            )
        return list(lines.values())
