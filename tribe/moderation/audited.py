"""What of moderation is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "moderation.decided": _l("a decision of moderation"),
    "moderation.undone": _l("a decision of moderation undone"),
    "moderation.ended": _l("a decision of moderation came to its end"),
    "moderation.appeal_decided": _l("an appeal answered"),
}
