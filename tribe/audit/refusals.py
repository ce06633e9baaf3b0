"""Why a look is refused, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "audit.why_first": _l("This is private: open its page and say first why you look."),
    "audit.why_needed": _l("Please say why you look."),
    "audit.nothing_private": _l("There is nothing private here that you may look at."),
}
