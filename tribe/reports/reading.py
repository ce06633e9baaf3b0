"""A stored report as a person reads it: sections, sentences, figures and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tribe.graph import MEASURES, Measure
from tribe.reports.advice import advice
from tribe.reports.comparison import change
from tribe.reports.models import Snapshot
from tribe.reports.plots import plot
from tribe.reports.sections import arranged
from tribe.reports.tables import details, numbers
from tribe.reports.tables.table import Table
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
    """A question of the report, the measures that answer it, and those that cannot yet."""

    id: str
    title: str
    lead: str
    figures: list[Figure]
    waiting: list[Figure]


def read(snapshot: Snapshot, before: Snapshot | None) -> list[Section]:
    """The sections of a finished report, the brand's own first."""
    document = snapshot.document or {}
    earlier = (before.document or {}).get("measures", {}) if before is not None else {}

    def figures(ids: Sequence[str]) -> list[Figure]:
        entries = document["measures"]
        return [_figure(id_, entries[id_], snapshot, before, earlier.get(id_)) for id_ in ids]

    return [
        Section(
            part.heading.id,
            part.heading.title,
            part.heading.lead,
            figures(part.known),
            figures(part.waiting),
        )
        for part in arranged(document)
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
