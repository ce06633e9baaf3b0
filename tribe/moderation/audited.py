"""What of moderation is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "moderation.decided": _l("a moderation decision"),
    "moderation.undone": _l("a moderation decision undone"),
    "moderation.replaced": _l("a moderator decided on what the program held back"),
    "moderation.ended": _l("a moderation decision ended"),
    "moderation.report_moved": _l("a guest’s report moved to another case"),
    "moderation.appeal_decided": _l("an appeal answered"),
}
