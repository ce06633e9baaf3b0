"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "guests.question.published": _l("a guest's question published"),
    "guests.question.answered": _l("a guest's question answered by mail"),
    "guests.question.refused": _l("a guest's question put aside"),
}
