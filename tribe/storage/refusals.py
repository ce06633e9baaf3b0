"""Why a file cannot be had, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "storage.away": _l(
        "Pictures and files cannot be reached just now. Nothing of yours was changed: "
        "please try again in a few seconds."
    ),
}
