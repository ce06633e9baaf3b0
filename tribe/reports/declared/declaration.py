"""What a measure declares of itself to a report: what may leave, who reads it, and as what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tribe.graph import Measure
from tribe.graph.data.evidence import Evidence
from tribe.reports.declared.rules import Rule
from tribe.reports.declared.sections import Section
from tribe.reports.declared.sizes import Size
from tribe.reports.figures.chart import Chart, on_scale
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.place import OwnPart, Place
from tribe.reports.figures.table import Table


class Readers(Enum):
    """Who may read what a report says of a measure."""

    ANALYSTS = "analysts"
    EVERYONE = "everyone"  # its sentence may stand on a page that guests read


@dataclass(frozen=True, kw_only=True, eq=False)
class Declaration:
    """One measure in reports; within its section it stands where it is declared."""

    measure: Measure
    section: Section
    readers: Readers
    counted: Size  # of the size of the sample
    value: Rule  # of the value, the ends of its interval, and what chance gives
    detail: Rule
    chart: Chart | None = on_scale
    tables: Sequence[Callable[[Entry], Table]] = ()  # besides that of the value
    advice: Callable[[Entry], str | None] | None = None  # one sentence on what could help
    is_on_desk: bool = False  # the support desk shows more of it, to those who may see it
    # what its chart needs besides, for the detail: made of the detail and of the evidence
    for_chart: Callable[[Mapping[str, Any], Evidence], Mapping[str, Any]] | None = None
    own: Callable[[Place], OwnPart] | None = None  # what it says to one member of themself alone

    @property
    def id(self) -> str:
        """The measure's."""
        return self.measure.id

    def entry_in(
        self,
        document: Mapping[str, Any] | None,
        earlier: Mapping[str, Any] | None = None,
        rites: Sequence[str] = (),
    ) -> Entry | None:
        """What a stored report holds of the measure; None where it holds nothing of it."""
        stored = _stored(document, self.id)
        if stored is None:
            return None
        return Entry(self.measure, stored, _stored(earlier, self.id), rites)


def _stored(document: Mapping[str, Any] | None, id_: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = (document or {}).get("measures", {}).get(id_)
    return found
