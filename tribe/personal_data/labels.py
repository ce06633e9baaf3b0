"""What is held, in the words of its reader."""

from collections.abc import Callable
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from tribe.access import Role
from tribe.privacy import Erase, Erasure, Personal, Seen


def about_label(declared: Personal) -> str:
    """What a table holds, as a title."""
    about = str(declared.about)
    return about[:1].upper() + about[1:]


def seen_label(seen: Seen) -> str:
    """Who sees the rows of a table."""
    said = {
        Seen.NOBODY: _("you alone"),
        Seen.STAFF: _("you, and those who look after the place"),
        Seen.MEMBERS: _("the members"),
        Seen.ALL: _("whoever may read it where it stands"),
    }
    return str(said[seen])


def kept_label(declared: Personal) -> str:
    """How long the rows of a table are kept."""
    return str(declared.kept) or _("until you leave")


def erasure_of(declared: Personal) -> Erasure:
    """What becomes of the rows that are the member's own."""
    return declared.references[declared.owners[0]]


def erasure_label(declared: Personal) -> str:
    """What becomes of them when the member leaves, and why."""
    erasure = erasure_of(declared)
    said = {
        Erase.DELETE: _("goes: %(why)s", why=erasure.because),
        Erase.ANONYMISE: _("stays without your name: %(why)s", why=erasure.because),
        Erase.KEEP: _("stays: %(why)s", why=erasure.because),
    }
    return str(said[erasure.how])


def month_label(month: date) -> str:
    """A month of a year."""
    return str(format_date(month, "LLLL yyyy"))


def looker_label(role: str) -> str:
    """Who looked, by the role that they had."""
    match role:
        case Role.ADMIN:
            return str(_("An admin"))
        case Role.MODERATOR:
            return str(_("A moderator"))
    return str(_("A moderator of a category"))


FILTERS: dict[str, Callable[..., str]] = {
    "month_label": month_label,
    "looker_label": looker_label,
    "about_label": about_label,
    "seen_label": seen_label,
    "kept_label": kept_label,
    "erasure_label": erasure_label,
}
