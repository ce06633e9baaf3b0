"""Who is tied to whom at all: the undirected simple graph beneath the ties, as arrays."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import freeze
from tribe.graph.data.members import chosen

if TYPE_CHECKING:
    import networkx as nx

    from tribe.graph.data.ties import Ties
else:
    from tribe.graph import networks as nx


@dataclass(frozen=True, eq=False)
class Dyads:
    """Each tied pair once, without direction.

    Attributes
    ----------
    members : sequence
        The node labels, in index order.
    brand : (n,) bool
    u, v : (m,) int32
        Ends of each dyad, u < v, sorted.
    weights : (m,) float64
        Both directions summed.
    """

    members: Sequence[Hashable]
    brand: NDArray[np.bool_]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.brand, self.u, self.v, self.weights)

    def __len__(self) -> int:
        """How many dyads there are."""
        return len(self.u)

    @property
    def n(self) -> int:
        """How many members there are, tied or not."""
        return len(self.members)

    @classmethod
    def from_pairs(
        cls,
        members: Sequence[Hashable],
        source: NDArray[Any],
        target: NDArray[Any],
        weights: NDArray[np.float64] | None = None,
        brand: NDArray[np.bool_] | None = None,
    ) -> Dyads:
        """Dyads from pairs in any direction and number; loops are left out."""
        n = len(members)
        weights = np.ones(len(source)) if weights is None else weights
        other = source != target
        low = np.minimum(source, target)[other].astype(np.int64)
        high = np.maximum(source, target)[other].astype(np.int64)
        keys, place = np.unique(low * n + high, return_inverse=True)
        total = np.bincount(place, weights=weights[other], minlength=len(keys))
        return cls(
            members,
            np.zeros(n, dtype=np.bool_) if brand is None else brand.copy(),
            (keys // max(n, 1)).astype(np.int32),
            (keys % max(n, 1)).astype(np.int32),
            total.astype(np.float64),
        )

    @classmethod
    def from_networkx(cls, graph: nx.Graph[Any], weight: str | None = "weight") -> Dyads:
        """Dyads of a networkx graph of any class, parallel edges summed."""
        members = tuple(graph.nodes)
        index = {name: place for place, name in enumerate(members)}
        data = list(graph.edges(data=weight, default=1.0)) if weight else None
        ends = [(index[edge[0]], index[edge[1]]) for edge in (data or graph.edges())]
        pairs = np.array(ends, dtype=np.int32).reshape(-1, 2)
        weights = np.array([edge[2] for edge in data], dtype=np.float64) if data else None
        return cls.from_pairs(members, pairs[:, 0], pairs[:, 1], weights)

    def to_networkx(self) -> nx.Graph[Any]:
        """The same as a networkx ``Graph`` with ``weight`` on its edges."""
        graph: nx.Graph[Any] = nx.Graph()
        graph.add_nodes_from(self.members)
        graph.add_weighted_edges_from(
            (self.members[a], self.members[b], float(w))
            for a, b, w in zip(self.u, self.v, self.weights, strict=True)
        )
        return graph

    @property
    def keys(self) -> NDArray[np.int64]:
        """(m,) one number for each pair, ascending."""
        return self.u.astype(np.int64) * self.n + self.v

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """(n,) with how many others each member is tied."""
        return np.bincount(self.u, minlength=self.n) + np.bincount(self.v, minlength=self.n)

    @cached_property
    def tied(self) -> NDArray[np.bool_]:
        """(n,) True for members who have a tie."""
        return self.degree > 0

    @cached_property
    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Each member's neighbours, sorted: (n + 1,) pointers and (2 m,) indices."""
        found: tuple[NDArray[np.int64], NDArray[np.int32]]
        found = kernels.nulls.rows(self.n, self.u, self.v)
        return found

    @cached_property
    def adjacency(self) -> scipy.sparse.csr_array:
        """(n, n) symmetric 0/1 matrix."""
        ends = (np.concatenate([self.u, self.v]), np.concatenate([self.v, self.u]))
        ones = np.ones(2 * len(self))
        return scipy.sparse.csr_array((ones, ends), shape=(self.n, self.n))

    def only(self, members: NDArray[np.bool_]) -> Dyads:
        """Only the members marked True and the dyads among them, renumbered."""
        place = np.cumsum(members, dtype=np.int32) - np.int32(1)
        rows = members[self.u] & members[self.v]
        return Dyads(
            chosen(self.members, members),
            self.brand[members],
            place[self.u[rows]],
            place[self.v[rows]],
            self.weights[rows],
        )


def as_dyads(graph: Dyads | Ties | nx.Graph[Any]) -> Dyads:
    """The dyads of whatever graph is given: ours, the ties', or networkx's."""
    if isinstance(graph, Dyads):
        return graph
    if isinstance(graph, nx.Graph):
        return Dyads.from_networkx(graph)
    return graph.undirected()
