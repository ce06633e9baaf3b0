"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "spam.text.published": _l("a text that waited published"),
    "spam.text.declined": _l("a text that waited declined"),
    "spam.text.taken_back": _l("the publishing of a text that waited taken back"),
    "spam.text.waits_again": _l("a text that was declined waits again"),
}
