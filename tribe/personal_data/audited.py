"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "privacy.shown": _l("what is held of a member was looked at"),
    "privacy.exported": _l("what is held of a member was given out"),
    "privacy.claim_granted": _l("an imported account given to who asked, or erased"),
    "privacy.claim_refused": _l("an imported account not given"),
    "privacy.erased": _l("a member erased"),
    "privacy.erased_again": _l("a member erased again, after a backup was put back"),
}
