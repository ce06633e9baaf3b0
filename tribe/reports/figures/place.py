"""Where one member stands among those who agreed to be measured, as it is kept for that member."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tribe.graph.study.shares import Interval
from tribe.reports.figures.table import Table


@dataclass(frozen=True)
class Place:
    """What brokerage and uptake say of one member, and what they were made from."""

    acquaintances: int
    among: int  # how many of their pairs know each other
    constraint: float
    effective_size: float
    betweenness: float  # share of the shortest ways between others
    uptake: Interval | None  # places from 0, the first, to 1, the last
    members: int
    ties: int

    def to_json(self) -> dict[str, Any]:
        """The place as it is kept."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Place":
        """The place that was kept."""
        uptake = kept["uptake"]
        return cls(**{**kept, "uptake": None if uptake is None else (uptake[0], uptake[1])})


@dataclass(frozen=True)
class OwnPart:
    """What one measure says to a member of their own place."""

    question: str
    words: str
    is_known: bool = True  # nothing is said of what is not
    table: Table | None = None
