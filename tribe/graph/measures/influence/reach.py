"""Reach: whom a notice that is passed on from tie to tie would miss."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.ties import Ties
from tribe.graph.study.parallel import replicates
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.shares import Interval, wilson
from tribe.graph.study.study import Sample, Study
from tribe.speech import Bracketed, InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx
else:
    from tribe.graph import networks as nx

FIRST_HAND = 0.05  # of members who see the notice itself
PASSED_ON = 0.1
SENSITIVITY = (0.05, 0.1, 0.2)
DRAWS = 10_000  # sets of a circle: a standard error of .005 at most
ALL_DRAWS = 500_000  # where circles are many, only those that seem to hear least get as many
LEAST_REACHED = 10
BATCHES = 20


@dataclass(frozen=True)
class Reach:
    """How many hear of it.

    Attributes
    ----------
    value : float
        Expected number of members, those who knew at first included.
    error : float
        Binomial standard error of the value.
    """

    value: float
    error: float


def expected_reach(
    graph: Ties | nx.Graph[Any] | nx.DiGraph[Any],
    starts: Sequence[Any],
    p: float,
    *,
    sets: int = 10_000,
    seed: int = 0,
) -> Reach | None:
    """How many hear of what some members know, when each tie passes it on with chance `p`.

    Independent cascade, estimated by reverse-reachable sets: n times the
    share of sets that hold one of `starts`. Ties pass on in their direction,
    undirected ones in both.

    Parameters
    ----------
    graph : Ties or networkx graph
    starts : sequence of members
    p : float
        0–1.
    sets : int
        How many sets are drawn.
    seed : int

    Returns
    -------
    Reach, or None where there are no members.

    Raises
    ------
    ValueError
        `p` does not lie between 0 and 1, or no set is asked for.
    KeyError
        One of `starts` is unknown.

    References
    ----------
    Kempe, Kleinberg & Tardos 2003; Borgs et al. 2014; Tang, Shi & Xiao 2015.

    Examples
    --------
    >>> found = expected_reach(nx.path_graph(3, create_using=nx.DiGraph), [0], 0.5)
    >>> abs(found.value - 1.75) < 4 * found.error
    True
    """
    if not 0 <= p <= 1 or sets < 1:
        raise ValueError("p must lie between 0 and 1, and one set at least be drawn")
    members, source, target = _arcs(graph)
    n = len(members)
    if not n:
        return None
    index = {member: place for place, member in enumerate(members)}
    knows = np.zeros(n)
    knows[[index[start] for start in starts]] = 1.0
    cascade = _Cascade(n, source, target, p)
    share = float(cascade.heard(knows, [np.arange(n)], sets, seed)[0] / sets)
    return Reach(n * share, n * float(np.sqrt(share * (1 - share) / sets)))


def _arcs(
    graph: Ties | nx.Graph[Any] | nx.DiGraph[Any],
) -> tuple[Sequence[Any], NDArray[np.int32], NDArray[np.int32]]:
    if isinstance(graph, Ties):
        return graph.members, graph.sources, graph.targets
    members = list(graph)
    index = {member: place for place, member in enumerate(members)}
    pairs = {(index[a], index[b]) for a, b in graph.edges() if a != b}
    if not graph.is_directed():
        pairs |= {(b, a) for a, b in pairs}
    arcs = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
    return members, arcs[:, 0], arcs[:, 1]


class _Cascade:
    """The rows into each member, and one chance for all ties."""

    def __init__(
        self, n: int, source: NDArray[np.int32], target: NDArray[np.int32], p: float
    ) -> None:
        self._indptr = kernels.rows.count_pointers(n, target)
        self._sources = kernels.rows.into_rows(self._indptr, target, source)[0]
        self._passes = np.full(len(source), p)

    def heard(
        self,
        knows: NDArray[np.float64],
        groups: Sequence[NDArray[np.int64]],
        times: int,
        seed: int,
        tick: Callable[[], None] = lambda: None,
    ) -> NDArray[np.int64]:
        """(groups,) of so many members drawn in each, how many hear of it."""
        bounds = np.concatenate([[0], np.cumsum([len(group) for group in groups])])
        columns = (self._indptr, self._sources, self._passes, knows, np.concatenate(groups), bounds)
        size, rest = divmod(times, BATCHES)

        def batch(many: int) -> Callable[[Any], NDArray[np.int64]]:
            return lambda state: np.asarray(kernels.reach.reached(*columns, many, state))

        found = replicates(batch(size), BATCHES, seed, tick=tick) if size else []
        found += replicates(batch(rest), 1, seed, first=BATCHES, tick=tick)
        return np.asarray(np.sum(found, axis=0))


def _labels(study: Study, sample: Sample) -> NDArray[np.int64]:
    """The members' circles in the numbering of a sample; the brand's accounts are in none."""
    labels = np.full(len(sample.interactions.members), -1, dtype=np.int64)
    if len(labels) == len(study.circles.labels):
        return study.circles.labels
    labels[~sample.interactions.brand] = study.circles.labels
    return labels


class _Notice:
    """One notice, and the circles of ten or more that may hear of it."""

    def __init__(self, study: Study, sample: Sample) -> None:
        labels, self._study, self._ties = _labels(study, sample), study, sample.ties
        self.sizes = study.circles.sizes[study.circles.sizes >= SMALLEST]
        order = np.argsort(labels, kind="stable")
        bounds = np.searchsorted(labels[order], np.arange(len(self.sizes) + 1))
        self.circles = [order[begin:end] for begin, end in itertools.pairwise(bounds)]
        self._knows = np.full(len(labels), FIRST_HAND)

    def heard(self, p: float, circles: Sequence[int], draws: int, label: str) -> NDArray[np.int64]:
        """Of so many draws in each of some circles, how many hear of it."""
        cascade = _Cascade(len(self._knows), self._ties.sources, self._ties.targets, p)
        groups = [self.circles[number] for number in circles]
        seed = self._study.seed_of(f"I2 {label} {p}")
        return cascade.heard(
            self._knows, groups, draws, seed, lambda: self._study.steps.advance("I2", 0)
        )

    def shares(self, p: float) -> tuple[NDArray[np.float64], list[int]]:
        """(circles,) share that hears of it, and the places of those that seem to hear least."""
        everyone = range(len(self.circles))
        draws = int(np.clip(ALL_DRAWS // len(self.circles), 50, DRAWS))
        found = self.heard(p, everyone, draws, "all") / draws
        return found, np.argsort(found, kind="stable")[:LEAST_REACHED].tolist()


def _least(notice: _Notice, p: float, near: Sequence[int]) -> tuple[float, Interval]:
    """The smallest share among circles that seem to hear least, drawn anew for it."""
    heard = int(notice.heard(p, near, DRAWS, "least").min())
    return heard / DRAWS, wilson(heard, DRAWS) or (0.0, 1.0)


def _reach(study: Study) -> Finding:
    notice = _Notice(study, study.members)
    if not notice.circles:
        return Finding(None)
    shares, near = notice.shares(PASSED_ON)
    value, interval = _least(notice, PASSED_ON, near)
    tied = study.members.dyads.tied
    detail = {
        "overall": float((shares * notice.sizes).sum() / notice.sizes.sum()),
        "circles": shares.tolist(),
        "sensitivity": [
            {"p": p, "value": value if p == PASSED_ON else _least(notice, p, near)[0]}
            for p in SENSITIVITY
        ],
        "first_hand": FIRST_HAND,
        "passed_on": PASSED_ON,
        "without_ties": float(1 - np.count_nonzero(tied) / len(tied)),
    }
    return Finding(value, interval, detail=detail)


def _with_brand(study: Study) -> float | None:
    notice = _Notice(study, study.everyone)
    if not notice.circles:
        return None
    return _least(notice, PASSED_ON, notice.shares(PASSED_ON)[1])[0]


def _read_reach(finding: Finding) -> Said:
    value = finding.value or 0.0
    return Message(
        "If one member in twenty sees a notice and each tie passes it on one time in "
        "ten, it reaches %(share)s of 100 members%(range)s of the circle that hears "
        "least, and %(overall)s of 100 in all circles.",
        share=InHundred(value),
        range=Bracketed(finding.interval or (value, value)),
        overall=InHundred(finding.detail["overall"]),
    )


I2 = Measure(
    id="I2",
    family="influence",
    name=Message("Reach"),
    question=Message("Whom would a safety notice miss?"),
    formula=Message("min over circles of P(reached), independent cascade, reverse-reachable sets"),
    reference="Kempe, Kleinberg & Tardos 2003; Borgs et al. 2014; Tang, Shi & Xiao 2015",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="binomial",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    compute=_reach,
    beside=_with_brand,
    read=_read_reach,
)
