"""What the audit says of ways in."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "accounts.application.approved": _l("somebody let in who asked"),
    "accounts.application.declined": _l("somebody not let in"),
    "accounts.second_step.reset": _l("a second step taken away"),
    "accounts.provider.unlinked": _l("an account of the brand unlinked"),
    "accounts.address.confirmed": _l("an address confirmed"),
    "accounts.link.made": _l("a way in made"),
    "accounts.sign_ins.ended": _l("signed out everywhere"),
    "accounts.invitation.made": _l("an invitation made"),
    "members.member.renamed": _l("another name given"),
}
