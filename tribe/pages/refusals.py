"""Why a page of the place cannot be read or written, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "pages.not_admin": _l("Only admins write the pages of the place."),
    "pages.members_only": _l("Members agree to the rules, each for themself."),
    "pages.no_page": _l("There is no such page here."),
    "pages.no_version": _l("This page has no such version."),
    "pages.empty": _l("A page says something in one language at least."),
}
