"""What an admin decides about who comes in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import Choice, Number, Text, Unfit


class Registration(StrEnum):
    """How one comes in."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


GROUP = SettingGroup(
    "registration",
    lambda: _("Who comes in"),
    lambda: _("Whether anybody comes in at once, asks first, or is invited."),
)
REGISTRATION = Setting(
    "registration",
    Choice(
        tuple(Registration),
        (_l("whoever wants to"), _l("whoever asks, and is let in"), _l("whoever is invited")),
    ),
    Registration.OPEN.value,
    lambda: _("Who may join"),
    lambda: _("Whoever is invited by a member may come in any case."),
    GROUP,
)


class Required(StrEnum):
    """Of whom a second step is required."""

    NOBODY = "nobody"
    STAFF = "staff"


SECOND_STEP = Setting(
    "second_step",
    Choice(
        tuple(Required),
        (_l("nobody, but whoever wants to may"), _l("moderators, analysts, admins and the brand")),
    ),
    Required.NOBODY.value,
    lambda: _("Who must sign in with a second step"),
    lambda: _("A code of an app, or a passkey. They are led to set it up when they next come."),
    GROUP,
)


@dataclass(frozen=True)
class Moment(Text):
    """A moment with its zone, such as 2026-11-22T20:30+00:00, or nothing."""

    maximum: int = 40

    def parse(self, typed: str) -> str:
        """The moment; raises Unfit."""
        value = super().parse(typed)
        if not self.is_fit(value):
            raise Unfit(_("Please give a moment such as 2026-11-22T20:30+00:00, or nothing."))
        return value

    def is_fit(self, value: object) -> bool:
        """Whether it is empty, or says a moment with its zone."""
        if not super().is_fit(value):
            return False
        try:
            return value == "" or datetime.fromisoformat(str(value)).tzinfo is not None
        except ValueError:
            return False


RUSH = Setting(
    "registration_rush",
    Number(0, 1000),
    20,
    lambda: _("Accounts in ten minutes that are a rush"),
    lambda: _("Or half as many from one network: whoever comes next asks first. 0 is never."),
    GROUP,
)
GUARDED_UNTIL = Setting(
    "registration_guarded_until",
    Moment(),
    "",
    lambda: _("After a rush, whoever comes asks first until"),
    lambda: _("It is set by itself for an hour. Empty it to end that."),
    GROUP,
)
SETTINGS = (REGISTRATION, RUSH, GUARDED_UNTIL, SECOND_STEP)
