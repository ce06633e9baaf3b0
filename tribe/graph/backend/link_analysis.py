"""PageRank, and hubs and authorities, as networkx names them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.arguments import column, weights_or_none
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label, Rows
from tribe.graph.backend.stepping import repeated

Floats = NDArray[np.float64]

SHARPER = 1e-2  # how much nearer than `tol` hubs and authorities come, so that vectors agree too
PRODUCTS = 20  # by A and its transpose for each of `max_iter`, as many as ARPACK makes


@declared("numba: one pass over the rows into each node a step", smallest=300)
def pagerank(
    G: Graph,
    alpha: float = 0.85,
    personalization: Mapping[Label, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Label, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[Label, float] | None = None,
) -> dict[Label, float]:
    """PageRank by power iteration, stopped when a step changes less than ``tol`` a node.

    Raises
    ------
    networkx.PowerIterationFailedConvergence
        It did not settle within `max_iter` steps.
    ZeroDivisionError
        No node has a share in `personalization`.

    Examples
    --------
    >>> ranks = pagerank(Graph.from_edges(3, [0, 1], [1, 2]))
    >>> round(sum(ranks.values()), 6), ranks[1] > ranks[0]
    (1.0, True)
    """
    if not G.n:
        return {}
    even = np.full(G.n, 1 / G.n)
    start = restart = even
    if nstart is not None:
        start = column(G, nstart)
        start /= start.sum()
    if personalization is not None:
        restart = column(G, personalization)
        if restart.sum() == 0:
            raise ZeroDivisionError
        restart /= restart.sum()
    lost = restart
    if dangling is not None:
        lost = column(G, dangling)
        lost /= lost.sum()
    strength = kernels.spectral.row_sums(G.out.indptr, weights_or_none(G, weight))

    def run(
        rows: Rows, weights: Floats, turned: bool, start: Floats, most: int
    ) -> tuple[Floats, int]:
        given = (strength, start, restart, lost, float(alpha), float(G.n * tol), most, turned)
        found: tuple[Floats, int] = kernels.spectral.pagerank(*rows, weights, *given)
        return found

    ranks, has_settled = repeated(G, weight, start, max_iter, run)
    if not has_settled:
        raise nx.PowerIterationFailedConvergence(max_iter)
    return G.keyed(ranks)


@declared("numba: AᵀA x with each row read once, in conjugate gradients; ARPACK keeps 20 vectors")
def hits(
    G: Graph,
    max_iter: int = 100,
    tol: float = 1.0e-8,
    nstart: Mapping[Label, float] | None = None,
    normalized: bool = True,
) -> tuple[dict[Label, float], dict[Label, float]]:
    """Hubs and authorities: the leading singular vectors of the weighted adjacency matrix.

    Where the largest singular value is met twice, networkx's answer is drawn by chance; ours is
    the same each time.

    Raises
    ------
    networkx.PowerIterationFailedConvergence
        It did not settle.
    ValueError
        There is one node only.
    scipy.sparse.linalg.ArpackError
        There is no edge.

    Examples
    --------
    >>> from tribe.graph.backend.graph import DiGraph
    >>> hubs, authorities = hits(DiGraph.from_edges(3, [0, 0], [1, 2]))
    >>> round(hubs[0], 6), round(authorities[1], 6)
    (1.0, 0.5)
    """
    if not G.n:
        return {}, {}
    weights = weights_or_none(G, "weight")
    if max_iter <= 0:
        raise nx.PowerIterationFailedConvergence(max_iter)
    if G.n == 1:
        raise ValueError("`k` must be an integer satisfying `0 < k < min(A.shape)`.")
    if not G.m or (len(weights) and not weights.any()):
        raise scipy.sparse.linalg.ArpackError(-9)
    if nstart is None:
        start = np.random.default_rng(0).uniform(0.5, 1.5, G.n)
    else:
        start = np.array(list(nstart.values()), dtype=np.float64)
    authorities, products = kernels.spectral.leading_vector(
        partial(kernels.spectral.there_and_back, *G.out, weights),
        start,
        max(tol * SHARPER, 1e-14),
        max_iter * PRODUCTS,
    )
    if products < 0:
        raise nx.PowerIterationFailedConvergence(max_iter)
    hubs = kernels.spectral.gather(*G.out, weights, authorities)
    if normalized:
        hubs, authorities = hubs / hubs.sum(), authorities / authorities.sum()
    return G.keyed(hubs), G.keyed(authorities)
