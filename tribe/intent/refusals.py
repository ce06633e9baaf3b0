"""Why something of the brand cannot go out, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "intent.missing": _l(
        "It cannot go out before it says whom it serves and what it asks of members."
    ),
}
