"""What an admin may set about gatherings."""

from flask_babel import gettext as _

from tribe.settings import Setting
from tribe.settings.kinds import Number
from tribe.settings.place import LIMITS

MAX_GUESTS = Setting(
    "max_guests",
    Number(0, 100),
    10,
    lambda: _("Guests that one member may bring"),
    lambda: _("To a gathering, besides themself."),
    LIMITS,
)

MAX_GUEST_SEATS = Setting(
    "max_guest_seats",
    Number(0, 1000),
    10,
    lambda: _("People without an account who may come to one gathering"),
    lambda: _("By name, where its hosts welcome them. 0 lets members alone come."),
    LIMITS,
)

SETTINGS = (MAX_GUESTS, MAX_GUEST_SEATS)
