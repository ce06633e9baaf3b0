"""Why an interest cannot be declared or ended, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "interests.not_own": _l("There is no such interest of yours."),
    "interests.none": _l("There is no such interest of yours."),
    "interests.too_many": _l("That is enough for one account: end one of them first."),
}
