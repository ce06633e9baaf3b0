"""What an admin decides about who comes in."""

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import Choice


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
SETTINGS = (REGISTRATION, SECOND_STEP)
