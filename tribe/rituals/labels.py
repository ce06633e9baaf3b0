"""Rites in the reader's words."""

from collections.abc import Callable, Mapping
from typing import Any

from tribe.base.i18n import gettext as _
from tribe.base.i18n import reader_language
from tribe.rituals.models import Cadence
from tribe.speech import Message


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


LABELS = {  # of the fields of a rite
    "name": Message("What do you call it?"),
    "purpose": Message("What is it for?"),
    "cadence": Message("How often does it come back?"),
    "steps": Message("How does it go?"),
    "status": Message("Whether it lives"),
}


def field_labels() -> dict[str, str]:
    """What the fields of a rite are called."""
    language = reader_language()
    return {name: label.said_in(language) for name, label in LABELS.items()}


def field_words(name: str, state: Mapping[str, Any]) -> str:
    """What a field of a state of a rite says."""
    value: Any = state.get(name)
    if name == "cadence":
        return cadence_words(Cadence(value))
    return "\n".join(value) if isinstance(value, list) else str(value)


FILTERS: dict[str, Callable[..., str]] = {"cadence_words": cadence_words}
