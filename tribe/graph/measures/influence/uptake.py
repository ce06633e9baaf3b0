"""Uptake: whose contributions others take up, said to each member of themself alone.

Of the tribe only one thing is published: how little such ranks are sure of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.ties import Ties
from tribe.graph.study.parallel import replicates
from tribe.graph.study.ranks import tau
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.shares import Interval
from tribe.graph.study.study import Study
from tribe.speech import InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx
else:
    from tribe.graph import networks as nx

DAMPING = 0.85
ATTENUATION = 0.5  # Katz's α, as a share of the largest it could be
NEAR, MAX_ITERATIONS = 1e-10, 500
FIRM = 400  # draws, of which the median width of all members moves by less than 1 in 100
NEAR_ENOUGH, FEWER = 1e-6, 100  # for ranks among members drawn anew
WATCHED = 2_000  # members whose ranks are followed in large tribes
PASSES = 1_000_000_000  # over ties, by all draws together
WAYS = ("pagerank", "katz", "eigenvector", "authorities")


@dataclass(frozen=True, eq=False)
class Uptake:
    """How much each member's contributions are taken up, in four ways; (n,) float64 each.

    Attributes
    ----------
    pagerank : sums to 1
    katz, eigenvector : norm 1
    authorities : HITS, sums to 1
    leading_value : float
        λ₁, the largest eigenvalue.
    """

    pagerank: NDArray[np.float64]
    katz: NDArray[np.float64]
    eigenvector: NDArray[np.float64]
    authorities: NDArray[np.float64]
    leading_value: float


class _Rows:
    """Ties by source and by target, and the four ways over them."""

    def __init__(self, n: int, source: Any, target: Any, weights: NDArray[np.float64]) -> None:
        self.n = n
        out, into = np.lexsort((target, source)), np.lexsort((source, target))
        places = np.arange(n + 1)
        self._out = np.searchsorted(source[out], places), target[out].astype(np.int32)
        self._into = np.searchsorted(target[into], places), source[into].astype(np.int32)
        self._from, self._to = (source[out], target[out]), (source[into], target[into])
        self._w_out, self._w_in = weights[out], weights[into]

    def of(self, there: NDArray[np.bool_]) -> _Rows:
        """The ties among those who are there, and nobody else."""
        rows, count = object.__new__(_Rows), int(np.count_nonzero(there))
        number = np.where(there, np.cumsum(there) - 1, -1).astype(np.int32)
        chosen, rows.n = kernels.spectral.chosen, count
        out, source, target, rows._w_out = chosen(*self._out, self._w_out, number, count)
        into, heard, speaker, rows._w_in = chosen(*self._into, self._w_in, number, count)
        rows._out, rows._into = (out, target), (into, speaker)
        rows._from, rows._to = (source, target), (speaker, heard)
        return rows

    def uptake(
        self,
        times: NDArray[Any],
        katz_alpha: float | None = None,
        beta: float = 1.0,
        near: float = NEAR,
        most: int = MAX_ITERATIONS,
    ) -> Uptake:
        """With each member there so many times; who is not there gets nan."""
        there = times > 0
        if there.all():
            return self._uptake(times.astype(np.float64), katz_alpha, beta, near, most)
        found = self.of(there)._uptake(
            times[there].astype(np.float64), katz_alpha, beta, near, most
        )

        def among_all(scores: NDArray[np.float64]) -> NDArray[np.float64]:
            each = np.full(len(there), np.nan)
            each[there] = scores
            return each

        return Uptake(
            among_all(found.pagerank),
            among_all(found.katz),
            among_all(found.eigenvector),
            among_all(found.authorities),
            found.leading_value,
        )

    def _uptake(
        self,
        c: NDArray[np.float64],
        katz_alpha: float | None,
        beta: float,
        near: float,
        most: int,
    ) -> Uptake:
        spectral = kernels.spectral
        even = c / c.sum()
        strength = spectral.row_sums(self._out[0], self._w_out * c[self._from[1]])
        mass, _ = spectral.pagerank(
            *self._into, self._w_in * c[self._to[1]], strength, even, even, even,
            DAMPING, near, most, True,
        )  # fmt: skip
        copied = self._w_in * c[self._to[0]]
        start = np.full(self.n, 1 / self.n)
        leading, _ = spectral.eigenvector(*self._into, copied, start, near, most)
        image = spectral.gather(*self._into, copied, leading)
        value = float(spectral.norm(image) / spectral.norm(leading))
        alpha = katz_alpha
        if alpha is None:
            alpha = ATTENUATION / value if value > 0 else ATTENUATION
        worth = np.full(self.n, float(beta))
        katz, _ = spectral.katz(*self._into, copied, worth, worth, alpha, near, most, True)
        root = np.sqrt(c)
        forth = self._w_out * root[self._from[0]] * root[self._from[1]]
        back = self._w_in * root[self._to[0]] * root[self._to[1]]

        def product(x: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.asarray(
                spectral.gather(*self._into, back, spectral.gather(*self._out, forth, x))
            )

        taken, _ = spectral.leading_vector(product, 1.0 + root, 10 * near, most)
        authorities = np.abs(taken) / root
        return Uptake(
            mass / c,
            katz / spectral.norm(katz),
            leading,
            authorities / authorities.sum(),
            value,
        )


def uptake(
    graph: Ties | nx.Graph[Any] | nx.DiGraph[Any],
    *,
    alpha: float | None = None,
    beta: float = 1.0,
) -> Uptake | None:
    """PageRank, Katz, eigenvector and HITS authority of each member.

    A tie from i to j says that i took up something of j's; standing flows
    along it. networkx graphs count each edge once, whatever its weight.

    Parameters
    ----------
    graph : Ties or networkx graph
    alpha : float, optional
        Katz's α in x = αAᵀx + β; half of 1/λ₁ when not given.
    beta : float

    Returns
    -------
    Uptake in the order of the members, or None without ties.

    References
    ----------
    Katz 1953; Bonacich 1972; Brin & Page 1998; Kleinberg 1999.

    Examples
    --------
    >>> found = uptake(nx.path_graph(3), alpha=0.5)
    >>> (found.katz / found.katz[0] * 3).round(6).tolist()
    [3.0, 4.0, 3.0]
    """
    rows = _rows(graph)
    return None if rows is None else rows.uptake(np.ones(rows.n), alpha, beta)


def _rows(graph: Ties | nx.Graph[Any] | nx.DiGraph[Any]) -> _Rows | None:
    if isinstance(graph, Ties):
        n, source, target, weights = (
            len(graph.members), graph.sources, graph.targets, graph.weights
        )  # fmt: skip
    else:
        index = {member: place for place, member in enumerate(graph)}
        pairs = {(index[a], index[b]) for a, b in graph.edges() if a != b}
        if not graph.is_directed():
            pairs |= {(b, a) for a, b in pairs}
        arcs = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
        n, source, target, weights = len(index), arcs[:, 0], arcs[:, 1], np.ones(len(arcs))
    return _Rows(n, source, target, weights) if len(source) else None


def _places(score: NDArray[np.float64], times: NDArray[Any]) -> NDArray[np.float64]:
    """0 for the first to 1 for the last of all copies; equals share their place, nan is nowhere."""
    there = np.isfinite(score)
    levels, level = np.unique(np.round(-score[there], 12), return_inverse=True)
    copies = np.bincount(level, weights=times[there], minlength=len(levels))
    middle = np.cumsum(copies) - copies / 2
    places = np.full(len(score), np.nan)
    places[there] = (middle / max(copies.sum(), 1.0))[level]
    return places


def _drawn_places(rows: _Rows, watched: NDArray[np.int64], state: Any) -> NDArray[np.float64]:
    """(ways, watched) places in one tribe of members drawn anew."""
    times = kernels.chance.drawn(state, rows.n)
    found = rows.uptake(times, near=NEAR_ENOUGH, most=FEWER)
    return np.array([_places(getattr(found, way), times)[watched] for way in WAYS])


def place_of(
    ties: Ties, member: str, *, way: str = "pagerank", bootstraps: int = 200, seed: int = 0
) -> Interval | None:
    """Between which places a member stands, for that member's eyes only (P0).

    0 is the first place, 1 the last; the middle 95 % of vertex bootstraps in
    which the member was drawn. None without ties.

    Returns
    -------
    Interval or None
        The lower and the upper place, each 0 to 1.

    Raises
    ------
    KeyError
        The member is unknown.
    ValueError
        There is no such way.

    References
    ----------
    Snijders & Borgatti 1999.
    """
    if member not in ties.members:
        raise KeyError(member)
    if way not in WAYS:
        raise ValueError(f"no way is called {way}")
    rows = _rows(ties)
    if rows is None:
        return None
    watched = np.array([ties.members.index(member)])
    drawn = np.array(
        replicates(lambda state: _drawn_places(rows, watched, state), bootstraps, seed)
    )
    own = drawn.reshape(-1, len(WAYS))[:, WAYS.index(way)]
    own = own[np.isfinite(own)]
    if not len(own):
        return None
    low, high = np.quantile(own, [0.025, 0.975])
    return float(low), float(high)


def _influence(study: Study) -> Finding:
    ties = study.members.direct
    rows = _rows(ties)
    if rows is None or not study.bootstraps:
        return Finding(None)
    watched = np.flatnonzero(ties.undirected().tied)
    if len(watched) > WATCHED:
        watched = np.sort(study.rng("I1 watched").choice(watched, WATCHED, replace=False))
    times = min(study.bootstraps, FIRM, max(20, PASSES // (200 * len(ties))))
    drawn = study.replicates("I1", lambda state: _drawn_places(rows, watched, state), times)
    widths = [_median_width(np.array([one[way] for one in drawn])) for way in range(len(WAYS))]
    found = rows.uptake(np.ones(rows.n))
    detail = {
        "widths": dict(zip(WAYS, widths, strict=True)),
        "agreement": _agreement(found, watched),
    }
    return Finding(widths[0], detail=detail)


def _median_width(places: NDArray[np.float64]) -> float | None:
    seen = np.isfinite(places).sum(axis=0) > 1
    if not seen.any():
        return None
    low, high = np.nanquantile(places[:, seen], [0.025, 0.975], axis=0)
    return float(np.median(high - low))


def _agreement(found: Uptake, watched: NDArray[np.int64]) -> float | None:
    """Mean Kendall τ between the orders that the four ways give."""
    scores: Sequence[NDArray[np.float64]] = [getattr(found, way)[watched] for way in WAYS]
    taus = [
        tau(np.round(one, 9), np.round(other, 9))
        for place, one in enumerate(scores)
        for other in scores[place + 1 :]
    ]
    known = [found for found in taus if np.isfinite(found)]
    return sum(known) / len(known) if known else None


def _read_influence(finding: Finding) -> Said:
    return Message(
        "Whose contributions are taken up is no list to publish: a member’s place is "
        "sure only to within %(share)s of 100 places, and each sees none but their own.",
        share=InHundred(finding.value or 0.0),
    )


I1 = Measure(
    id="I1",
    family="influence",
    name=Message("Firmness of uptake ranks"),
    question=Message("Whose contributions are taken up?"),
    formula=Message(
        "median width of 95 %% rank intervals: PageRank; Katz x = αAᵀx + β, eigenvector, HITS"
    ),
    reference="Katz 1953; Brin & Page 1998; Kleinberg 1999",
    unit="share",
    privacy="P0",
    published="P2",
    uncertainty="VB rank intervals",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: {
        "members": int(np.count_nonzero(study.members.direct.undirected().tied)),
        "dyads": len(study.members.direct.undirected()),
    },
    compute=_influence,
    read=_read_influence,
    draws="bootstraps",
)
