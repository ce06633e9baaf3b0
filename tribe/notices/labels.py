"""How many notices are unread, in the reader's words."""

from tribe.base.i18n import gettext as _
from tribe.base.i18n import ngettext
from tribe.notices.queries import MAX_COUNTED


def bell_number(count: int) -> str:
    """What stands beside the bell; no more than two digits."""
    return f"{MAX_COUNTED - 1}+" if count >= MAX_COUNTED else str(count)


def bell_label(count: int) -> str:
    """What the bell says to whoever hears it, or rests on it."""
    if count == 0:
        return str(_("Notices: none is new"))
    if count >= MAX_COUNTED:
        return str(_("Notices: more than %(num)s are new", num=MAX_COUNTED - 1))
    return ngettext("Notices: %(num)s is new", "Notices: %(num)s are new", count)


FILTERS = {"bell_number": bell_number, "bell_label": bell_label}
