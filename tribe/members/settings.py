"""What an admin may set about signing in."""

from flask_babel import gettext as _

from tribe.settings import Setting
from tribe.settings.kinds import Number
from tribe.settings.place import LIMITS

SIGN_IN_DAYS = Setting(
    "sign_in_days",
    Number(1, 365),
    60,
    lambda: _("Days until one signs in again"),
    lambda: _("Counted from the sign-in; those that are open keep what they had."),
    LIMITS,
)

NAME_DAYS = Setting(
    "name_days",
    Number(0, 3650),
    365,
    lambda: _("Days that a former name is kept"),
    lambda: _("Nobody else takes it meanwhile. It leads to its member until somebody takes it."),
    LIMITS,
)

SETTINGS = (SIGN_IN_DAYS, NAME_DAYS)
