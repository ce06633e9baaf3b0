"""How wide a graph is, and who stands in its middle, as networkx names it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.arguments import attribute, everyone
from tribe.graph.backend.degrees import row_lengths
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label
from tribe.graph.backend.nearness import FEW, lengths_to_all

_WHY = (
    "numba: sixty-four searches in one pass, a bit each, looking back from broad fronts; Dijkstra "
    "where edges have lengths"
)
_BOUNDS = f"{_WHY}; undirected: bounds that few searches close"

Values = Mapping[Label, Any]
Numbers = NDArray[Any]


@declared(_WHY)
def eccentricity(
    G: Graph,
    v: Label | Iterable[Label] | None = None,
    sp: Mapping[Label, Values] | None = None,
    weight: str | None = None,
) -> Any:
    """How far each node is from the node farthest from it.

    Raises
    ------
    networkx.NetworkXError
        A node does not reach all others, or `sp` is no mapping of mappings.
    ValueError
        A weight is negative.

    Examples
    --------
    >>> eccentricity(Graph.from_edges(3, [0, 1], [1, 2]))
    {0: 2, 1: 1, 2: 2}
    """
    nodes = list(G.nbunch_iter(v))
    if sp is None:
        count, largest = _farthest(G, G.places(nodes), attribute(weight))
        found = dict(zip(nodes, largest.tolist(), strict=True))
        if (count != G.n).any():
            raise _infinite(G)
    else:
        found = {label: _given(G, sp, label) for label in nodes}
    return found[v] if v in G else found


def _given(G: Graph, sp: Mapping[Label, Values], label: Label) -> Any:
    try:
        count = len(sp[label])
    except TypeError as error:
        raise nx.NetworkXError('Format of "sp" is invalid.') from error
    if count != G.n:
        raise _infinite(G)
    return max(sp[label].values())


def _infinite(G: Graph) -> nx.NetworkXError:
    kind = "digraph is not strongly connected" if G.directed else "graph is not connected"
    return nx.NetworkXError(f"Found infinite path length because the {kind}")


def _farthest(G: Graph, places: NDArray[np.int64], name: str | None) -> tuple[Numbers, Numbers]:
    """How many nodes each of the places reaches, and how far the farthest is."""
    if name is not None and G.has(name):
        count, _, _, lengths = lengths_to_all(G, name, places)
        return count, lengths.astype(np.int64) if G.is_whole(name) else lengths
    if len(places) * FEW < G.n:
        searches = [kernels.distances.steps_from(*G.out, s, -1, G.n) for s in places.tolist()]
        last = [(len(queue), steps[queue[-1]]) for queue, steps in searches]
        both = np.array(last, dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]
    count, _, _, steps = kernels.distances.steps_to_all(*G.into, *G.out, everyone(G))
    return count[places], steps[places]


def _eccentricities(
    G: Graph, e: Values | None, usebounds: bool, weight: str | None, what: str
) -> Values:
    """The eccentricities, or for an undirected graph what is enough to know `what` of them."""
    if e is not None:
        return e
    name = attribute(weight)
    plain = name is None or not G.has(name)
    if G.directed or not G.n or not (plain or usebounds is True):
        found: Values = eccentricity(G, weight=weight)
        return found
    return Bounds(G, name, usebounds is True).closed(what)


class Bounds:
    """Lower and upper bounds of each eccentricity, drawn closer by one search at a time.

    References
    ----------
    Takes & Kosters, "Determining the diameter of small world networks", CIKM 2011; as in
    networkx, with each round on arrays.
    """

    def __init__(self, G: Graph, name: str | None, announced: bool) -> None:
        """`announced` bounds complain of a disconnected graph in other words than the rest."""
        self.G, self.name, self.announced = G, name, announced
        self.whole = G.is_whole(name)
        self.low, self.high = np.zeros(G.n), np.full(G.n, np.inf)

    def _lengths_from(self, place: int) -> NDArray[np.float64]:
        G = self.G
        lengths: NDArray[np.float64]
        if self.name is None or not G.has(self.name):
            reached, steps = kernels.distances.steps_from(*G.out, place, -1, G.n)
            lengths = steps.astype(np.float64)
        else:
            reached, lengths, sound = kernels.distances.lengths_from(
                *G.out, G.weights(self.name), np.array([place]), -1, math.inf
            )
            if not sound:
                raise ValueError("Contradictory paths found:", "negative weights?")
        if len(reached) < G.n:
            raise nx.NetworkXError(
                "Cannot compute metric because graph is not connected."
                if self.announced
                else "Found infinite path length because the graph is not connected"
            )
        return lengths

    def closed(self, what: str) -> Values:
        """Bounds of each node, near enough for `what`, which must be read from them."""
        degree = row_lengths(self.G.out)
        open_, upwards = np.arange(self.G.n), False
        current = int(np.argmax(degree))
        # bounds that do not close soon never will, as on a circle
        for _ in range(FEW + self.G.n // (2 * kernels.distances.LANES)):
            lengths = self._lengths_from(current)
            own, far = lengths.max(), lengths[open_]
            self.low[open_] = np.maximum(self.low[open_], np.maximum(far, own - far))
            self.high[open_] = np.minimum(self.high[open_], own + far)
            low, high = self.low[open_], self.high[open_]
            open_ = open_[~(self._is_ruled_out(what, low, high) | (low == high))]
            upwards = not upwards
            if not len(open_):
                break
            bound = -self.high[open_] if upwards else self.low[open_]
            current = int(open_[np.lexsort((-degree[open_], bound))[0]])
        else:
            self.low = self.high = _farthest(self.G, everyone(self.G), self.name)[1]
        values = self.high if what in ("radius", "center") else self.low
        return self.G.keyed(values.astype(np.int64) if self.whole else values)

    def _is_ruled_out(self, what: str, low: Numbers, high: Numbers) -> Numbers:
        # over all nodes: of those ruled out, only ones that cannot be extreme keep loose bounds
        lowest, highest = float(self.low.min()), float(self.low.max())
        nearest, farthest = float(self.high.min()), float(self.high.max())
        if what == "diameter":
            ruled = (high <= highest) & (2 * low >= farthest)
        elif what == "radius":
            ruled = (low >= nearest) & (high + 1 <= 2 * lowest)
        elif what == "periphery":
            ruled = (high < highest) & ((highest == farthest) | (low > farthest))
        else:
            ruled = (low > nearest) & ((lowest == nearest) | (high + 1 < 2 * lowest))
        return np.asarray(ruled)


@declared(_BOUNDS)
def diameter(
    G: Graph, e: Values | None = None, usebounds: bool = False, weight: str | None = None
) -> Any:
    """The largest eccentricity.

    Raises
    ------
    networkx.NetworkXError
        A node does not reach all others.
    ValueError
        There is no node.

    Examples
    --------
    >>> diameter(Graph.from_edges(3, [0, 1], [1, 2]))
    2
    """
    return max(_eccentricities(G, e, usebounds, weight, "diameter").values())


@declared(_BOUNDS)
def radius(
    G: Graph, e: Values | None = None, usebounds: bool = False, weight: str | None = None
) -> Any:
    """The smallest eccentricity.

    Raises
    ------
    networkx.NetworkXError
        A node does not reach all others.
    ValueError
        There is no node.

    Examples
    --------
    >>> radius(Graph.from_edges(3, [0, 1], [1, 2]))
    1
    """
    return min(_eccentricities(G, e, usebounds, weight, "radius").values())


@declared(_BOUNDS)
def periphery(
    G: Graph, e: Values | None = None, usebounds: bool = False, weight: str | None = None
) -> list[Label]:
    """The nodes whose eccentricity is the diameter.

    Raises
    ------
    networkx.NetworkXError
        A node does not reach all others.

    Examples
    --------
    >>> periphery(Graph.from_edges(3, [0, 1], [1, 2]))
    [0, 2]
    """
    values = _eccentricities(G, e, usebounds, weight, "periphery")
    largest = max(values.values())
    return [label for label, value in values.items() if value == largest]


@declared(_BOUNDS)
def center(
    G: Graph, e: Values | None = None, usebounds: bool = False, weight: str | None = None
) -> list[Label]:
    """The nodes whose eccentricity is the radius.

    Raises
    ------
    networkx.NetworkXError
        A node does not reach all others.

    Examples
    --------
    >>> center(Graph.from_edges(3, [0, 1], [1, 2]))
    [1]
    """
    if not (G.n or G.directed) and e is None and weight is None and usebounds is not True:
        raise nx.NetworkXPointlessConcept("G has no nodes.")
    values = _eccentricities(G, e, usebounds, weight, "center")
    smallest = min(values.values())
    return [label for label, value in values.items() if value == smallest]


@declared(_WHY)
def harmonic_diameter(
    G: Graph, sp: Mapping[Label, Values] | None = None, *, weight: str | None = None
) -> float:
    """n(n - 1)/Σ 1/d over all ordered pairs; infinite where nobody reaches anybody.

    References
    ----------
    Boldi, Rosa & Vigna, "Robustness of social networks", SocInfo 2011.

    Examples
    --------
    >>> round(harmonic_diameter(Graph.from_edges(3, [0, 1], [1, 2])), 3)
    1.2
    """
    if sp is not None:
        raise NotImplementedError("lengths known before are left to networkx")
    name = attribute(weight)
    if name is None or not G.has(name):
        inverse = kernels.distances.steps_to_all(*G.out, *G.into, everyone(G))[2]
    else:
        inverse = lengths_to_all(G, name, everyone(G))[2]
    total = float(inverse.sum())
    if total:
        return G.n * (G.n - 1) / total
    return math.inf if G.n > 1 else math.nan
