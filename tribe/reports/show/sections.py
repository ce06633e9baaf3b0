"""The order in which a report is read: section by section, as measures are declared; within one,
what is known before what is not enough yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tribe.reports.declared import DECLARATIONS, Declaration
from tribe.reports.declared.sections import SECTIONS, Section


@dataclass(frozen=True)
class Part:
    """A section, and the measures in it."""

    section: Section
    known: Sequence[Declaration]
    waiting: Sequence[Declaration]


def arranged(document: Mapping[str, Any]) -> list[Part]:
    """The sections of a report that hold a measure at all."""
    entries = document.get("measures", {})
    parts = []
    for section in SECTIONS:
        held = [
            one for one in DECLARATIONS.values() if one.section is section and one.id in entries
        ]
        known = [one for one in held if entries[one.id]["enough"]]
        waiting = [one for one in held if not entries[one.id]["enough"]]
        if held:
            parts.append(Part(section, known, waiting))
    return parts
