"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "will.worded": _l("the tribe's will worded"),
    "will.key_kept": _l("a public key of the council kept"),
    "will.sealed": _l("the whole tribe sealed for the council"),
    "will.fetched": _l("the sealed copy fetched"),
}
