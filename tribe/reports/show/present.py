"""A stored report as a person reads it: sections, sentences, figures and tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tribe.graph import Measure
from tribe.reports.declared import Declaration, Readers
from tribe.reports.declared.sections import Section as Heading
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table
from tribe.reports.figures.values import language
from tribe.reports.models import Snapshot
from tribe.reports.show.comparison import change
from tribe.reports.show.labels import changed, last_moment
from tribe.reports.show.numbers import numbers
from tribe.reports.show.sections import arranged


@dataclass(frozen=True)
class Figure:
    """One measure on the page."""

    id: str
    name: str
    question: str
    formula: str
    reference: str
    sentence: str
    is_enough: bool
    plot: Markup
    change: str
    advice: str
    is_on_desk: bool
    is_open: bool  # everyone may read its sentence
    tables: list[Table]
    measure: Measure
    is_tested: bool


@dataclass(frozen=True)
class Section:
    """A question of the report, the measures that answer it, and those that cannot yet."""

    heading: Heading
    figures: list[Figure]
    waiting: list[Figure]


def read(snapshot: Snapshot, before: Snapshot | None) -> list[Section]:
    """The sections of a finished report, the brand's own first."""

    def figures(declared: Sequence[Declaration]) -> list[Figure]:
        return [_figure(one, snapshot, before) for one in declared]

    return [
        Section(part.section, figures(part.known), figures(part.waiting))
        for part in arranged(snapshot.document or {})
    ]


def _figure(declared: Declaration, snapshot: Snapshot, before: Snapshot | None) -> Figure:
    earlier = before.document if before is not None else None
    entry = declared.entry_in(snapshot.document, earlier, rite_names(snapshot))
    assert entry is not None
    measure, tongue = declared.measure, language()
    return Figure(
        id=declared.id,
        name=measure.name.said_in(tongue),
        question=measure.question.said_in(tongue),
        formula=measure.formula_in(tongue),
        reference=measure.reference_in(tongue),
        sentence=entry.sentence,
        is_enough=entry.is_enough,
        plot=plot(declared, entry),
        change=_moved(entry, before),
        advice=advice(declared, entry),
        is_on_desk=declared.is_on_desk,
        is_open=declared.readers is Readers.EVERYONE,
        tables=tables(declared, entry),
        measure=measure,
        is_tested=entry.stored["null_model"] is not None,
    )


def rite_names(snapshot: Snapshot) -> list[str]:
    """The names of the rites that a report was made from, in its order."""
    return [rite["name"] for rite in (snapshot.drawing or {}).get("rites", [])]


def plot(declared: Declaration, entry: Entry) -> Markup:
    """What a measure found as SVG; nothing for one that a sentence tells whole."""
    if declared.chart is None or not entry.is_enough:
        return Markup("")
    return declared.chart(entry)


def tables(declared: Declaration, entry: Entry) -> list[Table]:
    """Every number that is shown, as rows: the value first."""
    if not entry.is_enough:
        return []
    more = [table(entry) for table in declared.tables]
    return [numbers(entry, declared.counted), *(table for table in more if table.rows)]


def advice(declared: Declaration, entry: Entry) -> str:
    """One sentence on what could help, where the measure says that something could."""
    if declared.advice is None or not entry.is_enough:
        return ""
    return declared.advice(entry) or ""


def _moved(entry: Entry, before: Snapshot | None) -> str:
    if before is None:
        return ""
    moved = change(entry.stored, entry.earlier)
    return changed(moved, entry.unit, last_moment(before.until))
