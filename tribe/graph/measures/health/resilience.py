"""Resilience: whether the tribe still hangs together when contributors pause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.speech import InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx
else:
    from tribe.graph import networks as nx

SHARES = tuple(step / 20 for step in range(11))  # of contributors who pause
READ_AT = 0.1
DYADS_DRAWN = 1_000_000_000  # random pauses are fewer where each takes long


def pause_curve(
    graph: Ties | Dyads | nx.Graph[Any], load: ArrayLike, shares: ArrayLike = SHARES
) -> NDArray[np.float64] | None:
    """Share of those still there who hang together while the most loaded pause.

    Size of the largest component over the number of members with ties who
    have not paused. Contributors are those with a load above 0; members
    without ties do not count. Those with the same load pause together, and
    between their steps the curve is straight, so that no order is made up.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph
    load : (n,) array of numbers >= 0
        In the order of the members.
    shares : array of numbers 0–1
        Shares of the contributors who pause.

    Returns
    -------
    (len(shares),) float64 within 0–1, or None without ties or contributors.

    References
    ----------
    Albert, Jeong & Barabási 2000, Nature 406.

    Examples
    --------
    A star of four leaves falls apart without its centre:

    >>> pause_curve(nx.star_graph(4), [9, 1, 1, 1, 1], [0, 0.2]).tolist()
    [1.0, 0.25]
    """
    pausing = _Pausing(as_dyads(graph), np.asarray(load, dtype=np.float64))
    return pausing.by_load(np.asarray(shares, dtype=np.float64)) if pausing.is_defined else None


class _Pausing:
    """Members with ties, and those among them who contribute."""

    def __init__(self, dyads: Dyads, load: NDArray[np.float64]) -> None:
        tied = dyads.tied
        self._load = np.round(load[tied], 9)
        self._contributors = np.flatnonzero(self._load > 0)
        self._n = int(np.count_nonzero(tied))
        adjacency = dyads.only(tied).adjacency
        self._rows = adjacency.indptr.astype(np.int64), adjacency.indices.astype(np.int32)

    @property
    def is_defined(self) -> bool:
        return self._n > 0 and len(self._contributors) > 0

    def _together(self, order: NDArray[Any]) -> NDArray[np.float64]:
        """(k + 1,) share of those still there; nobody left hangs together."""
        left = self._n - np.arange(len(order) + 1)
        sizes: NDArray[np.int64] = kernels.pausing.largest(*self._rows, order)
        return sizes / np.maximum(left, 1)

    def by_load(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        load = self._load[self._contributors]
        order = np.argsort(-load, kind="stable")
        together = self._together(self._contributors[order])
        steps = np.append(np.flatnonzero(np.diff(load[order], prepend=-1.0)), len(order))
        return np.asarray(np.interp(shares * len(order), steps, together[steps]))

    def at_random(self, shares: NDArray[np.float64], state: Any) -> NDArray[np.float64]:
        order = self._contributors.copy()
        kernels.chance.shuffle(state, order)
        together = self._together(order)
        return np.asarray(np.interp(shares * len(order), np.arange(len(together)), together))


def _pausing(sample: Sample) -> _Pausing:
    return _Pausing(sample.dyads, sample.acts)


def _loaded(sample: Sample) -> float | None:
    curve = pause_curve(sample.dyads, sample.acts, [READ_AT])
    return None if curve is None else float(curve[0])


def _resilience(study: Study) -> Finding:
    pausing = _pausing(study.members)
    if not pausing.is_defined:
        return Finding(None)
    shares = np.array(SHARES)
    loaded = pausing.by_load(shares)
    value = float(np.interp(READ_AT, shares, loaded))
    chance = study.judge(
        "H2",
        # the question is whether so little is left at random too
        -value,
        lambda state: pausing.at_random(shares, state),
        lambda random: -float(random[SHARES.index(READ_AT)]),
        most=max(1, DYADS_DRAWN // max(len(study.members.dyads), 1)),
    )
    random = np.array(chance.drawn).reshape(-1, len(shares))
    curve = [
        {"paused": float(share), "loaded": float(height), **_spread(random[:, place])}
        for place, (share, height) in enumerate(zip(shares, loaded, strict=True))
    ]
    halved = shares[loaded < 0.5]
    detail = {"curve": curve, "falls_apart_at": float(halved[0]) if len(halved) else None}
    null = None if chance.null is None else replace(chance.null, mean=-chance.null.mean)
    return Finding(value, null=null, detail=detail)


def _spread(random: NDArray[np.float64]) -> dict[str, float | None]:
    if not len(random):
        return {"random": None, "low": None, "high": None}
    low, high = np.quantile(random, [0.025, 0.975])
    return {"random": float(random.mean()), "low": float(low), "high": float(high)}


def _read_resilience(finding: Finding) -> Said:
    held = InHundred(finding.value or 0.0)
    if finding.null is None:
        return Message(
            "When the most loaded tenth of contributors pause, %(held)s of 100 others "
            "still hang together.",
            held=held,
        )
    return Message(
        "When the most loaded tenth of contributors pause, %(held)s of 100 others "
        "still hang together, and %(random)s when as many pause at random.",
        held=held,
        random=InHundred(finding.null.mean),
    )


H2 = Measure(
    id="H2",
    family="health",
    name=Message("Resilience to pauses"),
    question=Message("Do we hold when some rest?"),
    formula=Message("largest component / members still there, the most loaded tenth paused"),
    reference="Albert, Jeong & Barabási 2000",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="random pauses",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_loaded,
    compute=_resilience,
    read=_read_resilience,
    draws="nulls",
)
