"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "spam.text.published": _l("a held text published"),
    "spam.text.declined": _l("a held text declined"),
    "spam.text.taken_back": _l("the publishing of a held text undone"),
    "spam.text.waits_again": _l("a declined text, held again"),
}
