"""Kinds of interaction in the reader's words."""

from flask_babel import gettext as _


def kind_words(kind: str) -> str:
    """A kind of interaction in the reader's words."""
    words = {
        "reply": _("replies"),
        "mention": _("mentions"),
        "quote": _("quotes"),
        "reaction": _("reactions"),
        "welcome": _("first answers to newcomers"),
        "thanks": _("thanks"),
        "co_attendance": _("gatherings attended together"),
        "co_hosting": _("gatherings hosted together"),
        "co_authored": _("proposals written together"),
    }
    return str(words.get(kind, kind))
