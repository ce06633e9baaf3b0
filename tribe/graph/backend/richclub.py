"""The rich club: how closely those with many ties are tied to one another."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.around import has_loops
from tribe.graph.backend.degrees import degrees
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph
from tribe.graph.study import parallel

#: Edges up to which networkx makes the swaps, so that a seed gives the numbers that it gives there.
ITS_OWN = 1_000

Ends = NDArray[np.int32]


@declared("numpy: one count of the edges by their lower degree; numba for the swaps", smallest=300)
@nx.utils.not_implemented_for("directed")
@nx.utils.not_implemented_for("multigraph")
def rich_club_coefficient(
    G: Graph, normalized: bool = True, Q: float = 100, seed: Any = None
) -> dict[int, float]:
    """For each degree, the share of possible edges among nodes above it that are there.

    Normalized, over the same in a network of chance with these degrees, Q
    swaps an edge away.

    Raises
    ------
    Exception
        The graph has loops.
    NetworkXAlgorithmError
        The swaps were not done in ten times as many tries.
    ZeroDivisionError
        Chance ties none of the nodes above some degree.

    Examples
    --------
    >>> graph = Graph.from_edges(6, [0, 0, 1, 1, 1, 4], [1, 2, 2, 3, 4, 5])
    >>> rich_club_coefficient(graph, normalized=False)
    {0: 0.4, 1: 0.6666666666666666}
    """
    if has_loops(G):
        raise Exception("rich_club_coefficient is not implemented for graphs with self loops.")
    degree = degrees(G)
    u, v = G.ends
    found = _clubs(degree, u, v)
    if not normalized:
        return found
    if G.m <= ITS_OWN:
        raise NotImplementedError("the swaps of small graphs are left to networkx")
    drawn = _clubs(degree, *_swapped(u.copy(), v.copy(), int(Q * G.m), seed))
    return {k: share / drawn[k] for k, share in found.items()}


def _clubs(degree: NDArray[np.int64], u: Ends, v: Ends) -> dict[int, float]:
    if not len(u):
        return {}
    lower = np.bincount(np.minimum(degree[u], degree[v]), minlength=int(degree.max()) + 1)
    rich = len(degree) - np.cumsum(np.bincount(degree))
    tied = len(u) - np.cumsum(lower)
    among = rich > 1
    shares = 2 * tied[among] / (rich[among] * (rich[among] - 1))
    return dict(enumerate(shares.tolist()))


def _swapped(u: Ends, v: Ends, swaps: int, seed: Any) -> tuple[Ends, Ends]:
    """The edges after so many swaps."""
    drawn = nx.utils.create_py_random_state(seed).getrandbits(63)
    chance = parallel.stream(drawn, 0)
    done, tries = 0, 0
    while done < swaps:
        if tries >= 10 * swaps:
            raise nx.NetworkXAlgorithmError(
                f"Maximum number of swap attempts ({tries}) exceeded before desired swaps achieved"
            )
        more = swaps - done
        done += kernels.swaps.swap(u, v, False, more, chance)
        tries += more
    return u, v
