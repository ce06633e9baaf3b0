"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "bookmarks.none": _l("There is no such bookmark."),
    "bookmarks.no_thing": _l("There is no such thing to put aside."),
    "bookmarks.has_more": _l(
        "Your bookmark has a note or a reminder. Take it away here if you like."
    ),
    "bookmarks.enough": _l("You have %(most)s bookmarks; take some away before you make another."),
}
