"""Rites in the reader's words."""

from collections.abc import Callable

from flask_babel import gettext as _

from tribe.rituals.models import Cadence


def cadence_words(cadence: Cadence) -> str:
    """How often it comes back."""
    match cadence:
        case Cadence.WEEKLY:
            return str(_("Every week"))
        case Cadence.FORTNIGHTLY:
            return str(_("Every two weeks"))
        case Cadence.MONTHLY:
            return str(_("Every month"))
        case Cadence.QUARTERLY:
            return str(_("Every season"))
        case Cadence.YEARLY:
            return str(_("Every year"))
        case Cadence.FREE:
            return str(_("When the time has come"))


def field_labels() -> dict[str, str]:
    """What the fields of a rite are called."""
    return {
        "name": _("What do you call it?"),
        "purpose": _("What is it for?"),
        "cadence": _("How often does it come back?"),
        "steps": _("How does it go?"),
        "status": _("Whether it lives"),
    }


FILTERS: dict[str, Callable[..., str]] = {"cadence_words": cadence_words}
