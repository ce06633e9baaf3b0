"""Why somebody is not led to newcomers, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "arrival.members_only": _l("Members alone are led to one another."),
    "arrival.not_greeter": _l("Only those who greet newcomers, and moderators, see who waits."),
}
