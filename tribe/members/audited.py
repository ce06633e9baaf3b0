"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "members.role.given": _l("a role given"),
    "members.brand.given": _l("made an account of the brand"),
    "members.brand.taken": _l("no longer an account of the brand"),
    "members.member.suspended": _l("an account suspended"),
    "members.member.unsuspended": _l("an account opened again"),
    "members.password.set": _l("a password set"),
    "members.profile.looked": _l("a look at a page that is closed"),
}
