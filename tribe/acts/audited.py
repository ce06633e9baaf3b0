"""What of acts is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "acts.published": _l("an act of the brand published"),
    "acts.withdrawn": _l("an act of the brand taken back"),
    "acts.removed": _l("a draft of the brand removed"),
}
