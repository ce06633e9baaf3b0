"""Rites in the reader's words."""

from collections.abc import Callable

from flask_babel import gettext as _

from tribe.rituals.models import Cadence


def cadence_words(cadence: Cadence) -> str:
    """How often it comes back."""
    words: dict[Cadence, str] = {
        Cadence.WEEKLY: _("Every week"),
        Cadence.FORTNIGHTLY: _("Every two weeks"),
        Cadence.MONTHLY: _("Every month"),
        Cadence.QUARTERLY: _("Every season"),
        Cadence.YEARLY: _("Every year"),
        Cadence.FREE: _("When the time has come"),
    }
    return words[cadence]


FILTERS: dict[str, Callable[..., str]] = {"cadence_words": cadence_words}
