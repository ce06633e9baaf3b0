"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "setup.founded": _l("the first account made"),
    "setup.finished": _l("the doors opened"),
}
