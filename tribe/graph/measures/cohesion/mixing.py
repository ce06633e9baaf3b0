"""Whether veterans and newcomers mix, regions mix, and members with many ties and few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.measures.cohesion.assortativity import (
    Floats,
    correlation_of,
    degree_assortativity,
    kept_within,
    known_numbers,
)
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import Interval, normal_interval
from tribe.speech import Capitalised, Decimal, Listed, Message, Said, Span


@dataclass(frozen=True)
class _Likeness:
    """What members may be alike in: a number, or a group."""

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    x: Floats | None = None
    group: NDArray[np.int32] | None = None
    groups: int = 0

    def measured(self, times: Floats, copies: Floats) -> float | None:
        """With member i counted `times[i]` times and `copies[i]` ties among its copies."""
        if self.x is not None:
            ends, first, second, product = kernels.mixing.moments(self.u, self.v, times, self.x)
            square = float(2 * (copies * self.x**2).sum())
            return correlation_of(
                (
                    ends + float(2 * copies.sum()),
                    first + float(2 * (copies * self.x).sum()),
                    second + square,
                    product + square,
                )
            )
        if self.group is None:
            return None
        table = kernels.mixing.matrix(self.u, self.v, times, self.group, self.groups)
        known = self.group >= 0
        table[np.diag_indices(self.groups)] += 2 * np.bincount(
            self.group[known], weights=copies[known], minlength=self.groups
        )
        return kept_within(table)


def _by_tenure(sample: Sample) -> _Likeness | None:
    dyads, joined = sample.dyads, sample.interactions.joined_at
    u, v, x = known_numbers(dyads, joined)
    return _Likeness(u, v, x) if _is_enough(u, v) else None


def _by_region(sample: Sample, regions: Mapping[str, str]) -> _Likeness | None:
    """By region, of regions with ten tied members or more."""
    dyads = sample.dyads
    if not regions:
        return None
    named = [regions.get(name, "") for name in sample.interactions.members]
    labels, place = np.unique(np.array(named, dtype=np.str_), return_inverse=True)
    sizes = np.bincount(place[dyads.tied], minlength=len(labels))
    large = (sizes >= SMALLEST) & (labels != "")
    number = np.where(large, np.cumsum(large) - 1, -1).astype(np.int32)
    group = number[place]
    known = (group[dyads.u] >= 0) & (group[dyads.v] >= 0)
    u, v = dyads.u[known], dyads.v[known]
    groups = int(np.count_nonzero(large))
    return _Likeness(u, v, group=group, groups=groups) if _is_enough(u, v) else None


def _is_enough(u: NDArray[np.int32], v: NDArray[np.int32]) -> bool:
    persons = len(np.unique(np.concatenate([u, v])))
    return len(u) >= GRAPH_MINIMUM["dyads"] and persons >= GRAPH_MINIMUM["members"]


def _degree_point(sample: Sample) -> float | None:
    return degree_assortativity(sample.dyads)


def _assortativity(study: Study) -> Finding:
    sample = study.members
    likenesses = {
        "tenure": _by_tenure(sample),
        "region": _by_region(sample, study.evidence.records.regions),
    }
    known = {name: likeness for name, likeness in likenesses.items() if likeness is not None}
    value = _degree_point(sample)
    intervals = likeness_intervals(study, value, known)
    detail: dict[str, Any] = dict.fromkeys(likenesses)
    for name, likeness in known.items():
        r, interval = _observed(likeness, sample.dyads.n), intervals[name]
        if r is not None:
            low, high = interval or (None, None)
            detail[name] = {"value": r, "low": low, "high": high}
    if known.get("region") is not None and detail["region"] is not None:
        detail["region"]["regions"] = known["region"].groups
    return Finding(value, intervals["degree"], detail=detail)


def _observed(likeness: _Likeness, n: int) -> float | None:
    return likeness.measured(np.ones(n), np.zeros(n))


def likeness_intervals(
    study: Study, degree: float | None, known: Mapping[str, _Likeness]
) -> dict[str, Interval | None]:
    """Intervals by vertex bootstraps; copies of one member are tied at random."""
    dyads = study.members.dyads
    drawn_values: dict[str, list[float]] = {name: [] for name in ("degree", *known)}
    observed = {name: _observed(likeness, dyads.n) for name, likeness in known.items()}
    observed["degree"] = degree
    if len(dyads):
        rng, density = study.rng("C6 copies"), len(dyads) / (dyads.n * (dyads.n - 1) / 2)
        for drawn in study.bootstrap("C6", dyads.n):
            times = drawn.astype(np.float64)
            copies = rng.binomial(drawn * (drawn - 1) // 2, density).astype(np.float64)
            reach = kernels.mixing.degrees(dyads.n, dyads.u, dyads.v, times)
            reach += 2 * copies / np.maximum(times, 1.0)
            by_degree = _Likeness(dyads.u, dyads.v, reach - reach.mean())
            for name, likeness in {"degree": by_degree, **known}.items():
                found = likeness.measured(times, copies)
                drawn_values[name].append(np.nan if found is None else found)
    return {
        name: None if (r := observed[name]) is None else normal_interval(r, values, -1.0, 1.0)
        for name, values in drawn_values.items()
    }


_TENURE = {
    -1: Message(
        "Veterans and newcomers meet one another more than their own kind",
    ),
    0: Message(
        "No evidence that veterans and newcomers keep apart",
    ),
    1: Message(
        "Veterans meet veterans and newcomers meet newcomers more than they mix",
    ),
}
_REGION = {
    -1: Message("members of one region meet those of others"),
    0: Message("no evidence that regions keep apart"),
    1: Message("members of one region meet one another"),
}
_DEGREE = {
    -1: Message(
        "members with many ties mostly meet members with few",
    ),
    0: Message(
        "how many ties a member has says little of whom they meet",
    ),
    1: Message(
        "members with many ties mostly meet one another",
    ),
}


def _side(value: float, low: float | None, high: float | None) -> int:
    if low is None or high is None or low <= 0 <= high:
        return 0
    return 1 if value > 0 else -1


def _part(
    words: Mapping[int, Message], value: float, low: float | None, high: float | None
) -> Said:
    side = words[_side(value, low, high)]
    if low is None or high is None:
        return Message("%(side)s (r %(value)s)", side=side, value=Decimal(value))
    return Message(
        "%(side)s (r %(value)s, %(range)s)",
        side=side,
        value=Decimal(value),
        range=Span(Decimal(low), Decimal(high)),
    )


def _read_assortativity(finding: Finding) -> Said:
    parts = [
        _part(words, found["value"], found["low"], found["high"])
        for name, words in (("tenure", _TENURE), ("region", _REGION))
        if (found := finding.detail[name]) is not None
    ]
    parts.append(_part(_DEGREE, finding.value or 0.0, *(finding.interval or (None, None))))
    return Capitalised(Listed(parts, Message("; "))) + Message(".")


C6 = Measure(
    id="C6",
    family="cohesion",
    name=Message("Assortativity"),
    question=Message("Do veterans and newcomers mix?"),
    formula=Message("r of both ends of a tie by degree; by tenure and by region where known"),
    reference="Newman 2003",
    unit="index",
    privacy="P2",
    published="P2",
    uncertainty="VB",
    minimum=GRAPH_MINIMUM,
    size="dyads",
    sample=lambda study: study.members.graph_size,
    point=_degree_point,
    compute=_assortativity,
    read=_read_assortativity,
    draws="bootstraps",
)
