"""From measure to support: what could help, where a measure says that something could."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from tribe.graph.measures.registry import SIGNIFICANT

HALF = 0.5
LEANING = 0.35  # of centralisation: much runs through one
A_DAY, TWO_WEEKS = 24.0, 336.0  # hours
FEW = 10  # members on whom half of the work rests
UNEVEN = 0.75  # Gini


def advice(id_: str, entry: Mapping[str, Any]) -> str:
    """One sentence on what could help, or nothing."""
    if not entry["enough"]:
        return ""
    family = {"F": _brand, "C": _ties, "R": _ties, "I": _ties, "L": _ties}
    return str(family.get(id_[0], _common)(id_, entry) or "")


def _is_clear(entry: Mapping[str, Any]) -> bool:
    null = entry["null_model"]
    return null is not None and null["p"] <= SIGNIFICANT


def _brand(id_: str, entry: Mapping[str, Any]) -> str | None:
    value = entry["value"]
    is_less = value is not None and value < HALF
    found = {
        "F1": _("Answer each proposal within two weeks, if only with a no and its reasons.")
        if value is None or value > TWO_WEEKS
        else None,
        "F2": _("Promise less, and by a later day: what is promised will then be kept.")
        if is_less
        else None,
        "F3": _("Before the next request, give something that nobody has asked for.")
        if is_less
        else None,
        "F4": _("Most ties hang on the brand. It could step back and lend members the floor.")
        if is_less
        else _("What members began, leave in their hands."),
        "F5": _("Ask the hosts before you come, and take a no without asking why.")
        if value is not None and value < 1
        else None,
        "F6": _("Bring the decisions that members refuse back to the council.")
        if is_less
        else None,
    }
    return found.get(id_)


def _ties(id_: str, entry: Mapping[str, Any]) -> str | None:
    value, interval = entry["value"], entry["interval"]
    found = {
        "C1": _("Much runs through one member. Others could host, answer and greet with them.")
        if value is not None and value >= LEANING
        else None,
        "C3": _("Introduce two who share an acquaintance, when both have said yes."),
        "C5": _(
            "Circles are for their members to name or refuse. The support desk lists those "
            "without a bridge, and a joint gathering builds one."
        )
        if _is_clear(entry)
        else None,
        "R2": _("The support desk lists circles without a bridge, for a gathering of both."),
        "I2": _(
            "For those whom it would miss, add a channel: a call, a letter, a word at the door."
        ),
        "L1": _("Fund what links, gatherings that sell nothing included.")
        if interval is not None and interval[0] > 0
        else None,
    }
    return found.get(id_)


def _common(id_: str, entry: Mapping[str, Any]) -> str | None:
    value, interval = entry["value"], entry["interval"]
    found = {
        "N1": _("First posts wait too long. Those that wait now are on the support desk.")
        if value is None or value > A_DAY
        else _("First posts that still wait are on the support desk."),
        "N2": _("Whoever welcomes someone can name two others whom they would like."),
        "U1": _("Protect its day: keep releases and meetings out of it, and lend it a room.")
        if _is_clear(entry)
        else None,
        "E1": _("Small tasks that take ten minutes let those who only read take part.")
        if value is not None and value >= UNEVEN
        else None,
        "E2": _("A few carry half of it. Find each of them someone to share it with.")
        if value is not None and value <= FEW
        else None,
        "E3": _("Read their proposals first, and answer in the form that they asked for.")
        if interval is not None and interval[1] < 0
        else None,
    }
    return found.get(id_)
