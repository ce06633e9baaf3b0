"""Why a form that waited is refused, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "offline.sent_otherwise": _l(
        "This form was sent before, with other words, and they arrived. To send these words too, "
        "take them over into a new form."
    ),
}
