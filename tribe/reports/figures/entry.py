"""One measure as it stands in a stored report: its numbers, and its sentence for the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tribe.graph.study.register import SIGNIFICANT, Measure
from tribe.reports.figures.values import said


@dataclass(frozen=True)
class Entry:
    """A measure, what a report holds of it, and what the report before held."""

    measure: Measure
    stored: Mapping[str, Any]
    earlier: Mapping[str, Any] | None = None
    rites: Sequence[str] = ()  # the names of those that the report was made from, in its order

    @property
    def is_enough(self) -> bool:
        """Whether there was enough to measure."""
        return bool(self.stored["enough"])

    @property
    def is_clear(self) -> bool:
        """Whether chance alone would rarely give as much."""
        null = self.stored["null_model"]
        return null is not None and null["p"] <= SIGNIFICANT

    @property
    def sentence(self) -> str:
        """What was found, in the reader's language."""
        return said(self.stored["reading"])

    @property
    def unit(self) -> str:
        """Of the value."""
        return self.measure.unit

    @property
    def value(self) -> float | None:
        """Among the members; None where it is not known, or may not be told."""
        value: float | None = self.stored["value"]
        return value

    @property
    def interval(self) -> Sequence[float] | None:
        """How sure the value is."""
        interval: Sequence[float] | None = self.stored["interval"]
        return interval

    @property
    def detail(self) -> Mapping[str, Any]:
        """What there is besides the value."""
        detail: Mapping[str, Any] = self.stored["detail"]
        return detail
