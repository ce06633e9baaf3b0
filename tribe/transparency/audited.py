"""What of the public account is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "transparency.noted": _l("an order or a dispute written down"),
    "transparency.struck": _l("an order or a dispute struck from the record"),
}
