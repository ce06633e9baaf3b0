"""Why somebody cannot be followed, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "following.not_oneself": _l("Nobody follows themself: what you begin you know already."),
}
