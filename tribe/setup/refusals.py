"""Why a place cannot be set up, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "setup.wrong_code": _l("This is not the code, or a newer one has been made since."),
    "setup.not_open": _l("This place is set up already."),
    "setup.has_admin": _l("This place has an admin already; the code is of no use any more."),
    "setup.no_step": _l("There is no such step."),
}
