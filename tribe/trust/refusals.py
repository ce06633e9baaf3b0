"""Why a trust level is not changed, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "trust.not_moderator": _l("Only moderators set a trust level, and nobody their own."),
    "trust.no_reason": _l("Please say why: they will read it."),
    "trust.same_level": _l("That is their level already."),
    "trust.no_member": _l("There is no such member."),
}
