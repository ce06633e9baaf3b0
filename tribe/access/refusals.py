"""Why an actor may not, in words."""

from flask_babel import lazy_gettext as _l

from tribe.access.permissions import INACTIVE, OUT_OF_SCOPE, SIGN_IN

REFUSALS = {
    SIGN_IN: _l("Please sign in first."),
    INACTIVE: _l("Your account is not in use."),
    OUT_OF_SCOPE: _l("This token was not given for that."),
}
