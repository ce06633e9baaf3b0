"""A stored report as a person reads it: sections, sentences, figures and tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.graph import MEASURES, Measure
from tribe.reports.advice import advice
from tribe.reports.comparison import change
from tribe.reports.models import Snapshot
from tribe.reports.plots import plot
from tribe.reports.tables import Table, details, numbers
from tribe.reports.words import changed, language


@dataclass(frozen=True)
class Figure:
    """One measure on the page."""

    id: str
    name: str
    question: str
    sentence: str
    is_enough: bool
    plot: Markup
    change: str
    advice: str
    tables: list[Table]
    measure: Measure
    is_tested: bool
    adjusted_p: float | None


@dataclass(frozen=True)
class Section:
    """A question of the report, and the measures that answer it."""

    id: str
    title: str
    lead: str
    figures: list[Figure] = field(default_factory=list)


def read(snapshot: Snapshot, before: Snapshot | None) -> list[Section]:
    """The sections of a finished report, the brand's own first."""
    document = snapshot.document or {}
    earlier = (before.document or {}).get("measures", {}) if before is not None else {}
    sections = []
    for section, ids in _sections():
        for id_ in ids:
            if id_ in document.get("measures", {}):
                entry = document["measures"][id_]
                section.figures.append(_figure(id_, entry, snapshot, before, earlier.get(id_)))
        sections.append(section)
    return sections


def _sections() -> list[tuple[Section, tuple[str, ...]]]:
    return [
        (
            Section(
                "fidelity",
                _("First, the brand"),
                _("Read this before any measure of members: does the tribe stand by itself?"),
            ),
            ("F4",),
        ),
        (
            Section(
                "ties", _("Ties"), _("Who turns to whom, how strongly, and whether it is returned.")
            ),
            ("T4", "T1", "T3"),
        ),
        (
            Section(
                "cohesion",
                _("Cohesion"),
                _("Whether the tribe hangs together: hubs, friends of friends, a core, circles."),
            ),
            ("C5", "C1", "C2", "C4"),
        ),
        (
            Section("newcomers", _("Newcomers"), _("How long a first word waits for an answer.")),
            ("N1",),
        ),
        (
            Section("rituals", _("Rites"), _("Whether what we do again and again keeps a rhythm.")),
            ("U1",),
        ),
        (
            Section(
                "equality",
                _("Sharing the work"),
                _("How evenly taking part is shared: to widen it, never to rank people."),
            ),
            ("E1", "E2"),
        ),
    ]


def _figure(
    id_: str,
    entry: Mapping[str, Any],
    snapshot: Snapshot,
    before: Snapshot | None,
    earlier: Mapping[str, Any] | None,
) -> Figure:
    measure, tongue = MEASURES[id_], language()
    sentence = entry["reading"][tongue]
    moved = change(entry, earlier)
    null = entry["null_model"]
    return Figure(
        id=id_,
        name=measure.name.said_in(tongue),
        question=measure.question.said_in(tongue),
        sentence=sentence,
        is_enough=entry["enough"],
        plot=plot(measure, entry, earlier) if entry["enough"] else Markup(""),
        change=changed(moved, measure.unit, before.until) if before is not None else "",
        advice=advice(id_, entry),
        tables=[numbers(measure, entry), *details(measure, entry, snapshot)]
        if entry["enough"]
        else [],
        measure=measure,
        is_tested=null is not None,
        adjusted_p=null["p"] if null else None,
    )
