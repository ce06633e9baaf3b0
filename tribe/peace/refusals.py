"""Why somebody cannot be blocked or ignored, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "peace.not_oneself": _l("You cannot block or ignore yourself."),
}
