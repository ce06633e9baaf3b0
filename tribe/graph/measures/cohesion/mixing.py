"""Whether veterans and newcomers mix, regions mix, and members with many ties and few."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads
from tribe.graph.measures.cohesion.assortativity import (
    Floats,
    correlation_of,
    degree_assortativity,
    kept_within,
    known_numbers,
)
from tribe.graph.measures.ties.beside import NOTHING, beside, others_of, verdict_of, with_others
from tribe.graph.study.nulls import Ends
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import GRAPH_MINIMUM, SIGNIFICANT, Finding, Measure, NullModel
from tribe.graph.study.sequential import settled
from tribe.graph.study.shares import Interval
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Capitalised, Decimal, Listed, Message, Said, Sayable, Span

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

SMALL = 0.1  # a correlation beyond that of chance that nobody would notice


@dataclass(frozen=True)
class _Likeness:
    """What members may be alike in: a number, or a group."""

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    x: Floats | None = None
    group: NDArray[np.int32] | None = None
    groups: int = 0

    @classmethod
    def by_number(cls, dyads: Dyads, numbers: Floats) -> _Likeness:
        """Of ties whose two numbers are known."""
        u, v, x = known_numbers(dyads, numbers)
        return cls(u, v, x)

    @classmethod
    def by_group(cls, dyads: Dyads, group: NDArray[np.int32]) -> _Likeness:
        """Of ties whose two groups are known; -1 is none."""
        known = (group[dyads.u] >= 0) & (group[dyads.v] >= 0)
        many = int(group.max(initial=-1)) + 1
        return cls(dyads.u[known], dyads.v[known], group=group, groups=many)

    @property
    def is_enough(self) -> bool:
        """Whether there are ties and members enough to speak of it."""
        persons = len(np.unique(np.concatenate([self.u, self.v])))
        return len(self.u) >= GRAPH_MINIMUM["dyads"] and persons >= GRAPH_MINIMUM["members"]

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


def _regions(sample: Sample, regions: Mapping[str, str]) -> NDArray[np.int32]:
    """(n,) the region of each member, of those with ten tied members or more; -1 for none."""
    named = [regions.get(name, "") for name in sample.interactions.members]
    labels, place = np.unique(np.array(named, dtype=np.str_), return_inverse=True)
    sizes = np.bincount(place[sample.dyads.tied], minlength=len(labels))
    large = (sizes >= SMALLEST) & (labels != "")
    number = np.where(large, np.cumsum(large) - 1, -1).astype(np.int32)
    return np.asarray(number[place])


def _likenesses(study: Study) -> dict[str, Callable[[Dyads], _Likeness]]:
    """What members may be alike in, of any ties among them: where there is enough to tell."""
    sample, told = study.members, study.evidence.records.regions
    joined, group = sample.interactions.joined_at, _regions(sample, told)

    def by_tenure(dyads: Dyads) -> _Likeness:
        return _Likeness.by_number(dyads, joined)

    def by_region(dyads: Dyads) -> _Likeness:
        return _Likeness.by_group(dyads, group)

    asked = {"tenure": by_tenure, "region": by_region}
    return {name: of for name, of in asked.items() if of(sample.dyads).is_enough}


def _degree_point(sample: Sample) -> float | None:
    return degree_assortativity(sample.dyads)


def _assortativity(study: Study) -> Finding:
    sample, alike = study.members, _likenesses(study)
    known = {name: of(sample.dyads) for name, of in alike.items()}
    value = _degree_point(sample)
    intervals = likeness_intervals(study, value, known)
    nulls = _nulls(study, value, alike)
    found = {name: _observed(likeness, sample.dyads.n) for name, likeness in known.items()}
    # of what is said beside the degrees
    alone = {name: null for name, null in nulls.items() if name != "degree" and null is not None}
    detail: dict[str, Any] = {"tenure": None, "region": None}
    for name, r in found.items():
        if r is None:
            continue
        low, high = intervals[name] or (None, None)
        null = alone.get(name)
        detail[name] = {
            "value": r,
            "low": low,
            "high": high,
            "by_chance": None if null is None else null.mean,
            "p": None if null is None else null.p,
        }
    if detail["region"] is not None:
        detail["region"]["regions"] = known["region"].groups
    tests = {name: null.p for name, null in alone.items() if detail[name] is not None}
    return Finding(value, intervals["degree"], nulls["degree"], detail, tests)


def _judged(finding: Finding, others: Mapping[str, Finding]) -> Finding:
    """By p adjusted with all that the report tests; likeness in time beside what T6 asks."""
    detail = dict(finding.detail)
    for name, p in finding.tests.items():
        detail[name] = {**detail[name], "p": p}
    tenure = detail.get("tenure")
    if tenure is not None and (side := _side(tenure["value"], tenure["by_chance"], tenure["p"])):
        found = beside(others, ("tenure_likeness",), more=side > 0)
        detail["tenure"] = {**tenure, "beside": found}
    return replace(finding, detail=detail)


def _nulls(
    study: Study, degree: float | None, alike: Mapping[str, Callable[[Dyads], _Likeness]]
) -> dict[str, NullModel | None]:
    """How often chance would make members as much, or as little, alike."""
    dyads, names = study.members.dyads, ["degree", *alike]

    def measured(ends: Ends, state: State) -> tuple[float, ...]:
        drawn = Dyads(dyads.members, dyads.brand, *ends, np.ones(len(ends[0])))
        found = [degree_assortativity(drawn)]
        found += [_observed(of(drawn), dyads.n) for of in alike.values()]
        return tuple(np.nan if r is None else r for r in found)

    draws = study.by_chance(measured)
    values = [degree, *(_observed(of(dyads), dyads.n) for of in alike.values())]
    return {
        name: settled(value, draws, itemgetter(place), either_side=True).null
        for place, (name, value) in enumerate(zip(names, values, strict=True))
    }


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
        "Veterans and newcomers meet one another more than by chance",
    ),
    0: Message(
        "No evidence that veterans and newcomers keep apart",
    ),
    1: Message(
        "Veterans meet veterans and newcomers meet newcomers more than by chance",
    ),
}
_REGION = {
    -1: Message("members of one region meet those of others more than by chance"),
    0: Message("no evidence that regions keep apart"),
    1: Message("members of one region meet one another more than by chance"),
}
_DEGREE = {
    -1: Message(
        "members with many ties meet members with few more than by chance",
    ),
    0: Message(
        "no evidence that members with many ties seek or avoid one another",
    ),
    1: Message(
        "members with many ties meet one another more than by chance",
    ),
}


def _side(value: float, chance: float | None, p: float | None) -> int:
    if chance is None or p is None or p > SIGNIFICANT:
        return 0
    return 1 if value > chance else -1


def _figures(value: float, interval: Interval | None, chance: float | None) -> Said:
    parts: list[Sayable] = [Message("r %(value)s", value=Decimal(value))]
    if interval is not None:
        parts.append(Span(Decimal(interval[0]), Decimal(interval[1])))
    if chance is not None:
        parts.append(Message("by chance %(mean)s", mean=Decimal(chance)))
    return Listed(parts, Message(", "))


def _part(
    words: Mapping[int, Message],
    value: float,
    interval: Interval | None,
    chance: float | None,
    p: float | None,
) -> Said:
    side, figures = _side(value, chance, p), _figures(value, interval, chance)
    if side and chance is not None and abs(value - chance) < SMALL:
        return Message(
            "%(side)s, though by little (%(figures)s)", side=words[side], figures=figures
        )
    return Message("%(side)s (%(figures)s)", side=words[side], figures=figures)


def _likeness(words: Mapping[int, Message], found: Mapping[str, Any]) -> Said:
    """What is said of one likeness, beside what else goes with turning to somebody."""
    told = found["value"], _ends(found), found["by_chance"]
    if verdict_of(found) == NOTHING:
        return Message(
            "%(side)s (%(figures)s), beside other things (%(what)s)",
            side=words[0],
            what=others_of(found),
            figures=_figures(*told),
        )
    return with_others(_part(words, *told, found["p"]), found)


def _read_assortativity(finding: Finding) -> Said:
    parts = [
        _likeness(words, found)
        for name, words in (("tenure", _TENURE), ("region", _REGION))
        if (found := finding.detail[name]) is not None
    ]
    null = finding.null
    mean, p = (None, None) if null is None else (null.mean, null.p)
    parts.append(_part(_DEGREE, finding.value or 0.0, finding.interval, mean, p))
    return Capitalised(Listed(parts, Message("; "))) + Message(".")


def _ends(found: Mapping[str, Any]) -> Interval | None:
    return None if found["low"] is None else (found["low"], found["high"])


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
    uncertainty="VB, acts",
    minimum=GRAPH_MINIMUM,
    size="dyads",
    sample=lambda study: study.members.graph_size,
    point=_degree_point,
    compute=_assortativity,
    judge=_judged,
    needs=("T6",),
    read=_read_assortativity,
    draws="bootstraps",
)
