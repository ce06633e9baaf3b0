"""From measure to support: what could help, where a measure says that something could."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from tribe.graph.measures.registry import SIGNIFICANT

HALF = 0.5
LEANING = 0.35  # of centralisation: much runs through one
A_DAY = 24.0  # hours
FEW = 10  # members on whom half of the work rests
UNEVEN = 0.75  # Gini


def advice(id_: str, entry: Mapping[str, Any]) -> str:
    """One sentence on what could help, or nothing."""
    if not entry["enough"]:
        return ""
    value, null = entry["value"], entry["null_model"]
    is_clear = null is not None and null["p"] <= SIGNIFICANT
    found = ""
    if id_ == "F4" and value is not None:
        found = (
            _("Most ties hang on the brand. It could step back and lend members the floor.")
            if value < HALF
            else _("What members began, leave in their hands.")
        )
    elif id_ == "C1" and value is not None and value >= LEANING:
        found = _("Much runs through one member. Others could host, answer and greet with them.")
    elif id_ == "C5" and is_clear:
        found = _(
            "Circles are for their members to name or refuse. The support desk lists those "
            "without a bridge, and a joint gathering builds one."
        )
    elif id_ == "N1":
        found = (
            _("First posts wait too long. Those that wait now are on the support desk.")
            if value is None or value > A_DAY
            else _("First posts that still wait are on the support desk.")
        )
    elif id_ == "U1" and is_clear:
        found = _("Protect its day: keep releases and meetings out of it, and lend it a room.")
    elif id_ == "E1" and value is not None and value >= UNEVEN:
        found = _("Small tasks that take ten minutes let those who only read take part.")
    elif id_ == "E2" and value is not None and value <= FEW:
        found = _("A few carry half of it. Find each of them someone to share it with.")
    return str(found)
