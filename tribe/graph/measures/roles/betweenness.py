"""Betweenness: who lies on the shortest paths between others, and whether few carry them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties
from tribe.graph.study import parallel
from tribe.graph.study.privacy import safe_counts
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.speech import Bracketed, InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx

Floats = NDArray[np.float64]

EXACT = 10_000  # members; beyond, paths begin at some of them only
PIVOTS = 400
FEWEST = 80  # eight at a time in each batch
BUDGET = 3_000_000_000  # ends of ties looked at
BATCHES = 10
SHARES = (0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)


def betweenness(
    graph: AnyGraph, k: int | None = None, seed: int = 0, *, normalized: bool = True
) -> Floats:
    """On which share of the shortest paths between others each member lies.

    Σ_st σ_st(v) / σ_st over pairs without direction; networkx's
    ``betweenness_centrality`` of the undirected graph without weights.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph
    k : int, optional
        From how many members, drawn by chance, paths begin; all when not given. Sums are
        then scaled by n/k (Brandes & Pich 2007).
    seed : int
    normalized : bool
        Divide by the number of pairs of others, (n - 1)(n - 2) / 2.

    Returns
    -------
    (n,) float64, >= 0

    References
    ----------
    Freeman 1977, Sociometry 40; Brandes 2001, J. Mathematical Sociology 25.

    Examples
    --------
    >>> betweenness(nx.star_graph(4)).tolist()
    [1.0, 0.0, 0.0, 0.0, 0.0]
    >>> betweenness(nx.star_graph(4), normalized=False).tolist()
    [6.0, 0.0, 0.0, 0.0, 0.0]
    """
    dyads = as_dyads(graph)
    pairs = max((dyads.n - 1) * (dyads.n - 2) / 2, 1.0)
    if k is None or k >= dyads.n:
        found = _Paths(dyads).passages(np.arange(dyads.n)) / 2
    else:
        pivots = np.random.default_rng(seed).choice(dyads.n, k, replace=False)
        found = _Paths(dyads).passages(pivots) * dyads.n / (2 * max(k, 1))
    return found / pairs if normalized else found


class _Paths:
    """Tied pairs as rows in both directions."""

    def __init__(self, dyads: Dyads) -> None:
        self._rows = dyads.rows

    def passages(self, sources: NDArray[np.int64]) -> Floats:
        """(n,) Σ of σ_st(v)/σ_st over the given s and all t."""
        sides = *self._rows, *self._rows
        found: Floats = kernels.paths.betweenness(*sides, np.sort(sources), 0.0, None)
        return found


# R3 ---------------------------------------------------------------------------


def _carried(rank_by: Floats, passages: Floats, top: int) -> float | None:
    """What share of the passages go by those who rank highest."""
    total = float(passages.sum())
    if total <= 0:
        return None
    busiest = np.argsort(-rank_by, kind="stable")[:top]
    return float(passages[busiest].sum()) / total


def _batches(sample: Sample, seed: int) -> Floats:
    """(1, n) the passages of all, or (BATCHES, n) of as many samples of pivots."""
    dyads = sample.dyads
    tied = np.flatnonzero(dyads.tied)
    paths = _Paths(dyads)
    if len(tied) <= EXACT:
        return paths.passages(tied)[None, :]
    pivots = np.random.default_rng([seed, *b"R3"]).choice(tied, _pivots(dyads), replace=False)
    return np.stack(parallel.in_order(paths.passages, np.split(pivots, BATCHES)))


def _pivots(dyads: Dyads) -> int:
    """From how many members paths begin: fewer where each walk is long."""
    affordable = BUDGET // (2 * len(dyads)) // FEWEST * FEWEST
    return max(FEWEST, min(PIVOTS, affordable))


def _shares(batches: Floats, tied: int) -> list[float]:
    """What share the busiest tenth carries; each sample is ranked by the others."""
    top = max(1, tied // 10)
    total = batches.sum(axis=0)
    if len(batches) == 1:
        shares = [_carried(total, total, top)]
    else:
        shares = [_carried(total - batch, batch, top) for batch in batches]
    return [share for share in shares if share is not None]


def _carried_point(sample: Sample) -> float | None:
    shares = _shares(_batches(sample, 0), int(np.count_nonzero(sample.dyads.tied)))
    return float(np.mean(shares)) if shares else None


def _betweenness(study: Study) -> Finding:
    dyads = study.members.dyads
    tied = int(np.count_nonzero(dyads.tied))
    batches = _batches(study.members, study.seed)
    shares = _shares(batches, tied)
    if not shares:
        return Finding(None)
    value, interval, error = float(np.mean(shares)), None, None
    if len(shares) > 1:
        error = float(np.std(shares, ddof=1) / np.sqrt(len(shares)))
        interval = max(0.0, value - 1.96 * error), min(1.0, value + 1.96 * error)
    begun = tied if len(batches) == 1 else _pivots(dyads)
    pairs = max((tied - 1) * (tied - 2), 1)
    of_pairs = batches.sum(axis=0)[dyads.tied] * tied / begun / pairs
    counts = np.bincount(np.digitize(of_pairs, SHARES) - 1, minlength=len(SHARES))
    return Finding(
        value,
        interval,
        detail={
            "sampled": len(batches) > 1,
            "sampling_error": error,
            "passages": {"from": list(SHARES), "members": safe_counts(counts.tolist())},
        },
    )


def _read_betweenness(finding: Finding) -> Said:
    return Message(
        "The tenth of members who most often stand between others lie on the way of "
        "%(share)s of 100 passages%(range)s.",
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
    )


R3 = Measure(
    id="R3",
    family="roles",
    name=Message("Betweenness"),
    question=Message("Do a few members carry what passes?"),
    formula=Message("Σ σ_st(v)/σ_st, sampled beyond 10⁴ members; share of the busiest tenth"),
    reference="Freeman 1977; Brandes 2001",
    unit="share",
    privacy="P0",
    published="P2",
    uncertainty="sampling SE",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_carried_point,
    compute=_betweenness,
    read=_read_betweenness,
)
