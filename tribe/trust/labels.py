"""Trust levels and their changes, in words."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from tribe.access import TrustLevel
from tribe.trust.models import Because, TrustChange


def trust_words(level: TrustLevel) -> str:
    """What a level is called."""
    words = {
        TrustLevel.NEW: _("new here"),
        TrustLevel.KNOWN: _("known here"),
        TrustLevel.TRUSTED: _("trusted"),
    }
    return str(words[level])


def trust_meaning(level: TrustLevel) -> str:
    """What a level lets one do."""
    words = {
        TrustLevel.NEW: _(
            "What you write may wait for a moderator where it has several addresses of other "
            "places, or was said before. It grows with some days of reading here."
        ),
        TrustLevel.KNOWN: _(
            "What you write is read by all at once, unless it was said before. It grows by taking "
            "part for a month and more, and by others who answer or thank you."
        ),
        TrustLevel.TRUSTED: _("What you write is read by all at once."),
    }
    return str(words[level])


def trust_why(change: TrustChange) -> str:
    """Why a level changed."""
    words = {
        Because.GROWN: _("by taking part"),
        Because.UPHELD: _("a report about something of yours proved true"),
        Because.OVERTURNED: _("that decision was undone"),
        Because.STAFF: _("a moderator set it"),
    }
    return str(words[change.why])


FILTERS: Mapping[str, Callable[..., str]] = {
    "trust_words": trust_words,
    "trust_meaning": trust_meaning,
    "trust_why": trust_why,
}
