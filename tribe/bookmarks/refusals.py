"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "bookmarks.none": _l("There is no such bookmark."),
    "bookmarks.enough": _l("You have %(most)s bookmarks; take some away before you make another."),
}
