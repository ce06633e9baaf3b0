"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "mail.discarded": _l("a mail given up"),
    "mail.unpaused": _l("an address unpaused"),
}
