"""What admins type: values of settings, and what an account may be."""

from collections.abc import Mapping, Sequence
from typing import Any

from tribe.access import Role
from tribe.members.models import Member
from tribe.moderation.models import MAX_RULE_LENGTH
from tribe.settings import Setting
from tribe.settings.kinds import Unfit
from tribe.web.forms import Form

MAX_WHY_LENGTH = 300


class SettingsForm(Form):
    """One field for each setting of a group; `changes` are the values that were typed."""

    def __init__(
        self, settings: Sequence[Setting[Any]], data: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data)
        self.changes: dict[str, Any] = {}
        for setting in settings if data is not None else ():
            if setting.key not in self.values and setting.kind.control != "choices":
                continue  # only what the page had on it; no ticked box is sent as nothing
            try:
                typed = self.values.get(setting.key, "")
                self.changes[setting.key] = setting.kind.parse(typed)
            except Unfit as unfit:
                self.fail(setting.key, str(unfit))

    @classmethod
    def of(cls, settings: Sequence[Setting[Any]], standing: Mapping[str, Any]) -> "SettingsForm":
        """The form as the settings stand."""
        form = cls(settings)
        form.values = {s.key: s.kind.spell(standing[s.key]) for s in settings}
        return form


class AccountForm(Form):
    """A role, whether the account speaks for the brand, and why."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.role = self.choice("role", list(Role))
            # a form that does not know how it stood, such as another program's, takes no mark away
            self.is_brand = self.flag("is_brand") or (False if "version" in self.values else None)
            self.why = self.line("why", maximum=MAX_WHY_LENGTH, required=False)

    @classmethod
    def of(cls, member: Member) -> "AccountForm":
        """The form as the account stands."""
        form = cls()
        form.values = {
            "role": member.role.value,
            "is_brand": "1" if member.is_brand else "",
            "why": "",
        }
        return form


class SuspensionForm(Form):
    """By which rule an account is closed, and why: its member reads both."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.rule = self.line("rule", maximum=MAX_RULE_LENGTH)
            self.why = self.line("why", maximum=MAX_WHY_LENGTH)
