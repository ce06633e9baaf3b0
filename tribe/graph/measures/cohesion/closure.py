"""Triadic closure: whether two who share an acquaintance come to meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.meetings import Meetings
from tribe.graph.data.places import Places
from tribe.graph.data.ties import Ties
from tribe.graph.measures.ties.beside import (
    NOTHING,
    held_beside,
    others_of,
    verdict_of,
    with_others,
)
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.sequential import Draws, settled
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import newcombe
from tribe.speech import InHundred, Message, Said, Span

if TYPE_CHECKING:
    import networkx as nx

    from tribe.graph.kernels.chance import State

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx

ENOUGH = 10  # open pairs
STEPS = 400_000_000  # paths walked at most; beyond, pairs are counted from some members only
NULL_STEPS = 20_000_000


@dataclass(frozen=True)
class Closure:
    """Pairs who were not tied, by whether they shared an acquaintance, and how many then met.

    Attributes
    ----------
    open, closed : int
        Pairs who share an acquaintance, and those of them who are tied afterwards.
    far, formed : int
        Pairs at a distance above two (or out of reach), and those of them tied afterwards.
    """

    open: int
    closed: int
    far: int
    formed: int

    @property
    def rate(self) -> float | None:
        """Share of open pairs who meet, 0–1; None without open pairs."""
        return self.closed / self.open if self.open else None

    @property
    def far_rate(self) -> float | None:
        """Share of pairs farther apart who meet, 0–1; None without such pairs."""
        return self.formed / self.far if self.far else None

    @property
    def excess(self) -> float | None:
        """How many more of the open pairs meet, -1–1; None where a rate is missing."""
        if self.rate is None or self.far_rate is None:
            return None
        return self.rate - self.far_rate


def triadic_closure(before: AnyGraph, after: AnyGraph) -> Closure:
    """How many pairs who shared an acquaintance before are tied afterwards.

    Pairs are those of members who had a tie before.

    Parameters
    ----------
    before, after : Ties, Dyads or networkx graph
        Members are matched by their labels.

    Returns
    -------
    Closure
        Counts of pairs, from which the rates and their difference follow.

    References
    ----------
    Kossinets & Watts 2006, Science 311.

    Examples
    --------
    One pair of a star's three leaves meets:

    >>> found = triadic_closure(nx.star_graph(3), nx.Graph([(1, 2)]))
    >>> found.rate.__round__(4), found.far_rate
    (0.3333, None)
    """
    one, two = as_dyads(before), as_dyads(after)
    place = {name: number for number, name in enumerate({**_names(one), **_names(two)})}
    members = tuple(place)
    parts = [
        np.array([place[name] for name in some.members], dtype=np.int64) for some in (one, two)
    ]
    known = Dyads.from_pairs(members, parts[0][one.u], parts[0][one.v])
    new = Dyads.from_pairs(members, parts[1][two.u], parts[1][two.v])
    n = len(members)
    old_keys = known.u.astype(np.int64) * n + known.v
    fresh = ~np.isin(new.u.astype(np.int64) * n + new.v, old_keys)
    u = np.concatenate([known.u, new.u[fresh]])
    v = np.concatenate([known.v, new.v[fresh]])
    born = (np.arange(len(u)) >= len(known)).astype(np.int32)
    order = np.lexsort((v, u))
    return _Triads(n, u[order], v[order], 1).closure(born[order])


def _names(dyads: Dyads) -> dict[Any, None]:
    return dict.fromkeys(dyads.members)


class _Triads:
    """Pairs in ascending order laid out in rows; the months in which they met can be exchanged."""

    def __init__(self, n: int, u: NDArray[np.int32], v: NDArray[np.int32], months: int) -> None:
        self.n, self.u, self.v, self.months = n, u, v, months
        self.indptr, self.indices, self.pair = kernels.rows.both_ways(n, u, v)
        degree = np.diff(self.indptr)
        self.tied = np.flatnonzero(degree).astype(np.int32)
        self.steps = int((degree.astype(np.float64) ** 2).sum())

    def sources(self, order: NDArray[np.int32], steps: int) -> NDArray[np.int32]:
        """As many members, in this order, as can be walked from in so many steps."""
        return order if self.steps <= steps else order[: max(1, len(order) * steps // self.steps)]

    def closure(self, born: NDArray[np.int32], sources: NDArray[np.int32] | None = None) -> Closure:
        """Over all months, when each pair met in the month given."""
        begun = self.tied if sources is None else sources
        opened, closed = kernels.triads.opened_and_closed(
            self.indptr, self.indices, born[self.pair], self.months, begun
        )
        share = len(begun) / max(len(self.tied), 1)
        months = np.arange(1, self.months + 1)
        # from when each member has a tie at all
        first = kernels.triads.begun(self.n, self.u, self.v, born, self.months + 1)
        present = np.searchsorted(np.sort(first), months, side="left")
        ties = np.searchsorted(np.sort(born), months, side="left")
        both = np.maximum(first[self.u], first[self.v]) < born
        formed = np.count_nonzero(both & (born > 0))
        pairs = int((present * (present - 1) // 2 - ties).sum())
        counted = int(opened.sum()) // 2, int(closed.sum()) // 2
        whole = [round(number / share) if share else 0 for number in counted]
        return Closure(*counted, max(0, pairs - whole[0]), max(0, int(formed) - whole[1]))


# C3 ---------------------------------------------------------------------------


class _History:
    """When each pair of a sample first met, as far back as is known."""

    def __init__(self, sample: Sample, seed: int) -> None:
        self.meetings = sample.meetings
        if sample.past is not None:
            self.meetings = Meetings.from_interactions(sample.known, sample.months)
        self.triads = _Triads(
            self.meetings.n, self.meetings.u, self.meetings.v, sample.months.number
        )
        rng = np.random.default_rng([seed, *b"C3 sources"])
        self._order = rng.permutation(self.triads.tied)

    def closure(self, month: NDArray[np.int32], steps: int) -> Closure:
        """With each moment in the month given."""
        if not len(self.meetings):
            return Closure(0, 0, 0, 0)
        months = month[self.meetings.moment]
        born = np.minimum.reduceat(months, self.meetings.indptr[:-1])
        return self.triads.closure(born, self.triads.sources(self._order, steps))


def _observed(sample: Sample, seed: int) -> Closure:
    history = _History(sample, seed)
    return history.closure(history.meetings.month, STEPS)


def _closure_point(sample: Sample) -> float | None:
    found = _observed(sample, 0)
    return found.excess if found.open >= ENOUGH else None


def _closure(study: Study) -> Finding:
    found = _observed(study.members, study.seed)
    value = found.excess
    if value is None or found.open < ENOUGH:
        return Finding(None)

    return Finding(
        value,
        newcombe(found.closed, found.open, found.formed, found.far),
        settled(value, _by_chance(study), float, either_side=True).null,
        {"open_rate": found.rate, "far_rate": found.far_rate},
    )


def _by_chance(study: Study) -> Draws[float]:
    """The difference where the same acts, at the same times, are turned to whom chance says."""
    months, seed = study.members.months, study.seed

    @cache
    def month_of(places: Places) -> NDArray[np.int32]:
        return months.place(places.moment)

    def excess(places: Places, holder: NDArray[np.int32], _state: State) -> float:
        source, target = holder[places.source], holder[places.target]
        u, v, born = kernels.redrawn.met(places.n, source, target, month_of(places))
        triads = _Triads(places.n, u, v, months.number)
        rng = np.random.default_rng([seed, *b"C3 sources"])
        walked = triads.sources(rng.permutation(triads.tied), NULL_STEPS)
        drawn = triads.closure(born, walked).excess
        return np.nan if drawn is None else drawn

    return study.redrawn("C3", excess, of="past")


def _read_closure(finding: Finding) -> Said:
    value, null = finding.value or 0.0, finding.null
    low, high = finding.interval or (value, value)
    said: Said = Message(
        "Of 100 pairs who share an acquaintance, %(met)s meet within a month, against "
        "%(apart)s of 100 who share none (difference %(range)s)",
        met=InHundred(finding.detail["open_rate"]),
        apart=InHundred(finding.detail["far_rate"]),
        range=Span(InHundred(low), InHundred(high)),
    )
    if null is None:
        return said + Message(".")
    said += Message(
        "; if chance said whom each turns to, the difference would be %(chance)s",
        chance=InHundred(null.mean),
    )
    if not finding.is_significant:
        return said + Message(": no evidence that introductions work.")
    if verdict_of(finding.detail) == NOTHING:
        return said + Message(
            ". Beside other things (%(what)s), there is no evidence that who shares an "
            "acquaintance meets more.",
            what=others_of(finding.detail),
        )
    said += (
        Message(": who shares an acquaintance meets more than by chance")
        if value > null.mean
        else Message(": who shares an acquaintance meets less than by chance")
    )
    return with_others(said, finding.detail) + Message(".")


def _judged(finding: Finding, others: Mapping[str, Finding]) -> Finding:
    return held_beside(finding, others, ("closure",))


def _size(study: Study) -> dict[str, int]:
    return {**study.members.graph_size, "days": study.days}


C3 = Measure(
    id="C3",
    family="cohesion",
    name=Message("Triadic closure"),
    question=Message("Do introductions work?"),
    formula=Message("pairs at distance 2 tied within a month/all, minus the same at distance > 2"),
    reference="Kossinets & Watts 2006",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="W, acts",
    minimum={**GRAPH_MINIMUM, "days": 60},
    size="dyads",
    sample=_size,
    point=_closure_point,
    compute=_closure,
    judge=_judged,
    needs=("T6",),
    read=_read_closure,
    draws="nulls",
)
