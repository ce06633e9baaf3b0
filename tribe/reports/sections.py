"""The order in which a report is read: the brand first, then family by family, as the table of
measures has them; within a family, what is known before what is not enough yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tribe.graph import MEASURES


@dataclass(frozen=True)
class Heading:
    """A question of the report."""

    id: str
    title: str
    lead: str


@dataclass(frozen=True)
class Part:
    """A heading, and the measures beneath it by their ids."""

    heading: Heading
    known: Sequence[str]
    waiting: Sequence[str]


def arranged(document: Mapping[str, Any]) -> list[Part]:
    """The parts of a report that hold a measure at all."""
    entries = document.get("measures", {})
    parts = []
    for letters, heading in headings():
        ids = [id_ for id_ in MEASURES if id_[0] in letters and id_ in entries]
        known = [id_ for id_ in ids if entries[id_]["enough"]]
        waiting = [id_ for id_ in ids if not entries[id_]["enough"]]
        if ids:
            parts.append(Part(heading, known, waiting))
    return parts


def headings() -> list[tuple[str, Heading]]:
    """The families by the letters of their ids, the brand's own first."""
    return [
        (
            "F",
            Heading(
                "fidelity",
                _("First, the brand"),
                _("Read this before any measure of members. It speaks of the brand alone."),
            ),
        ),
        (
            "T",
            Heading(
                "ties", _("Ties"), _("Who turns to whom, how strongly, and whether it is returned.")
            ),
        ),
        (
            "C",
            Heading(
                "cohesion",
                _("Cohesion"),
                _("Whether the tribe hangs together: hubs, friends of friends, a core, circles."),
            ),
        ),
        (
            "R",
            Heading(
                "roles",
                _("Bridges and roles"),
                _("How many link one circle to another. Who they are, only they see."),
            ),
        ),
        (
            "I",
            Heading(
                "influence",
                _("Being heard"),
                _("Whom a word would reach, and whether practices pass from one to another."),
            ),
        ),
        (
            "N",
            Heading(
                "newcomers",
                _("Newcomers"),
                _("How long a first word waits for an answer, and who finds a place."),
            ),
        ),
        (
            "U",
            Heading("rituals", _("Rites"), _("Whether what we do again and again keeps a rhythm.")),
        ),
        (
            "L",
            Heading(
                "linking",
                _("What links"),
                _("Whether those who meet are tied more than those who could have met."),
            ),
        ),
        (
            "E",
            Heading(
                "equality",
                _("Sharing the work"),
                _("How evenly taking part is shared: to widen it, never to rank people."),
            ),
        ),
        (
            "M",
            Heading(
                "climate",
                _("Climate"),
                _("How the tribe feels to those who chose to say so. No text is read for it."),
            ),
        ),
        (
            "H",
            Heading(
                "health",
                _("Health"),
                _("The same numbers week by week. There is no score of the whole."),
            ),
        ),
    ]
