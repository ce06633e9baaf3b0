"""Why an actor may not, in words."""

from flask_babel import lazy_gettext as _l

from tribe.access.judging import OF_BRAND, OWN_ACT, OWN_WORDS, PARTY
from tribe.access.permissions import INACTIVE, OUT_OF_SCOPE, SIGN_IN

REFUSALS = {
    SIGN_IN: _l("Please sign in first."),
    INACTIVE: _l("Your account is not in use."),
    OUT_OF_SCOPE: _l("This token was not given for that."),
    OWN_ACT: _l("Nobody judges their own act."),
    OWN_WORDS: _l("What you wrote is for another moderator to judge."),
    PARTY: _l("You are involved in this, so another moderator decides."),
    OF_BRAND: _l("What the brand wrote is for a moderator to judge who does not speak for it."),
}
