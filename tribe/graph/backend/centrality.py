"""Centralities by neighbours' centrality and by nearness, as networkx names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label
from tribe.graph.backend.link_analysis import weights_or_none

Floats = NDArray[np.float64]

_NEARNESS = "numba: breadth first, sixty-four sources in one pass; Dijkstra on a heap of fours"
FEW = 20  # searches one by one cost as much as all of them sixty-four together


def attribute(weight: Any) -> str | None:
    """The name of an edge attribute; functions as weights are left to networkx."""
    if callable(weight):
        raise NotImplementedError("weights that are functions are left to networkx")
    return None if weight is None else str(weight)


def everyone(G: Graph) -> NDArray[np.int64]:
    """All places."""
    return np.arange(G.n, dtype=np.int64)


@declared("numba: power iteration of A + I, one pass over the rows a step", smallest=300)
@nx.utils.not_implemented_for("multigraph")
def eigenvector_centrality(
    G: Graph,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Label, float] | None = None,
    weight: str | None = None,
) -> dict[Label, float]:
    """Left eigenvector of the largest eigenvalue, of norm one, by power iteration.

    Raises
    ------
    networkx.NetworkXPointlessConcept
        The graph has no nodes.
    networkx.NetworkXError
        Each value of `nstart` is zero.
    networkx.PowerIterationFailedConvergence
        It did not settle within `max_iter` steps.

    Examples
    --------
    >>> round(eigenvector_centrality(Graph.from_edges(3, [0, 1], [1, 2]))[1], 3)
    0.707
    """
    if not G.n:
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    start = np.ones(G.n) if nstart is None else _given(G, nstart)
    if not start.any():
        raise nx.NetworkXError("initial vector cannot have all zero values")
    found, steps = kernels.spectral.eigenvector(
        *G.into, weights_or_none(G, weight, "in"), start / start.sum(), float(G.n * tol), max_iter
    )
    if steps < 0:
        raise nx.PowerIterationFailedConvergence(max_iter)
    return G.keyed(found)


@declared("scipy: ARPACK on the rows as they are", smallest=3_000)
def eigenvector_centrality_numpy(
    G: Graph, weight: str | None = None, max_iter: int = 50, tol: float = 0
) -> dict[Label, float]:
    """Left eigenvector of the largest eigenvalue, of norm one, by Arnoldi iteration.

    Raises
    ------
    networkx.NetworkXPointlessConcept
        The graph has no nodes.
    networkx.AmbiguousSolution
        The graph is not (strongly) connected.
    scipy.sparse.linalg.ArpackNoConvergence
        It did not settle.

    Examples
    --------
    >>> path = Graph.from_edges(4, [0, 1, 2], [1, 2, 3])
    >>> round(eigenvector_centrality_numpy(path)[1], 3)
    0.602
    """
    if not G.n:
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    if not is_joined(G):
        raise nx.AmbiguousSolution(
            "`eigenvector_centrality_numpy` does not give consistent results "
            "for disconnected graphs"
        )
    _, found = scipy.sparse.linalg.eigs(
        _transposed(G, weight), k=1, which="LR", maxiter=max_iter, tol=tol
    )
    largest = found.flatten().real
    return G.keyed(largest / (np.sign(largest.sum()) * scipy.linalg.norm(largest)))


def _transposed(G: Graph, weight: str | None) -> Any:
    rows = G.into
    return scipy.sparse.csr_array(
        (G.weights(weight, "in"), rows.indices, rows.indptr), shape=(G.n, G.n)
    )


def is_joined(G: Graph) -> bool:
    """Whether each node reaches each other one."""
    sides = [G.out, G.into] if G.directed else [G.out]
    return all(len(kernels.distances.steps_from(*side, 0, -1, G.n)[0]) == G.n for side in sides)


@declared("numba: one pass over the rows a step", smallest=300)
@nx.utils.not_implemented_for("multigraph")
def katz_centrality(
    G: Graph,
    alpha: float = 0.1,
    beta: float | Mapping[Label, float] = 1.0,
    max_iter: int = 1000,
    tol: float = 1.0e-6,
    nstart: Mapping[Label, float] | None = None,
    normalized: bool = True,
    weight: str | None = None,
) -> dict[Label, float]:
    """x = α Σ x_j w_ji + β, by repetition from zero.

    Raises
    ------
    networkx.NetworkXError
        `beta` is neither a number nor one for each node.
    networkx.PowerIterationFailedConvergence
        It did not settle within `max_iter` steps; it cannot where α ≥ 1/λ.

    Examples
    --------
    >>> path = Graph.from_edges(3, [0, 1], [1, 2])
    >>> found = katz_centrality(path, alpha=0.5, tol=1e-12, normalized=False)
    >>> [round(value, 6) for value in found.values()]
    [3.0, 4.0, 3.0]
    """
    if not G.n:
        return {}
    start = np.zeros(G.n) if nstart is None else _given(G, nstart)
    try:
        worth = np.full(G.n, float(beta))  # type: ignore[arg-type]
    except (TypeError, ValueError, AttributeError) as error:
        if set(beta) != set(G):  # type: ignore[arg-type]
            message = "beta dictionary must have a value for every node"
            raise nx.NetworkXError(message) from error
        worth = _given(G, beta)  # type: ignore[arg-type]
    with np.errstate(over="ignore", invalid="ignore"):
        found, steps = kernels.spectral.katz(
            *G.into,
            weights_or_none(G, weight, "in"),
            start,
            worth,
            float(alpha),
            float(G.n * tol),
            max_iter,
        )
    if steps < 0:
        raise nx.PowerIterationFailedConvergence(max_iter)
    size = float(np.linalg.norm(found))
    return G.keyed(found / size if normalized and size else found)


def _given(G: Graph, values: Mapping[Label, Any]) -> Floats:
    return np.array([values[label] for label in G.labels], dtype=np.float64)


@declared("scipy: a sparse solver; networkx makes the matrix dense")
@nx.utils.not_implemented_for("multigraph")
def katz_centrality_numpy(
    G: Graph,
    alpha: float = 0.1,
    beta: float | Mapping[Label, float] = 1.0,
    normalized: bool = True,
    weight: str | None = None,
) -> dict[Label, float]:
    """x = (I - α Aᵀ)⁻¹ β, solved at once.

    Raises
    ------
    networkx.NetworkXError
        `beta` is neither a number nor one for each node.

    Examples
    --------
    >>> path = Graph.from_edges(3, [0, 1], [1, 2])
    >>> found = katz_centrality_numpy(path, alpha=0.5, normalized=False)
    >>> [round(value, 6) for value in found.values()]
    [3.0, 4.0, 3.0]
    """
    if not G.n:
        return {}
    if isinstance(beta, Mapping):
        if set(beta) != set(G):
            raise nx.NetworkXError("beta dictionary must have a value for every node")
        worth = _given(G, beta)
    else:
        try:
            worth = np.ones(G.n) * beta
        except (TypeError, ValueError, AttributeError) as error:
            raise nx.NetworkXError("beta must be a number") from error
    system = scipy.sparse.identity(G.n, format="csr") - alpha * _transposed(G, weight)
    found = np.atleast_1d(scipy.sparse.linalg.spsolve(system.tocsc(), worth))
    size = np.sign(found.sum()) * np.linalg.norm(found) if normalized else 1
    return G.keyed(found / size)


@declared(_NEARNESS, smallest=300)
def closeness_centrality(
    G: Graph,
    u: Label | None = None,
    distance: str | None = None,
    wf_improved: bool = True,
) -> dict[Label, float] | float:
    """(r - 1)/Σ d over the r nodes that reach a node, times (r - 1)/(n - 1) if `wf_improved`.

    Raises
    ------
    networkx.NodeNotFound
        `u` is no node.
    ValueError
        A distance is negative.

    Examples
    --------
    >>> closeness_centrality(Graph.from_edges(3, [0, 1], [1, 2]))[1]
    1.0
    """
    name = attribute(distance)
    if u is not None and u not in G:
        where = f"Source {u} is not in G" if name is None else f"Node {u} not found in graph"
        raise nx.NodeNotFound(where)
    places = everyone(G) if u is None else G.places([u])
    total: NDArray[Any]
    if name is not None and G.has(name):
        count, total, *_ = lengths_to_all(G, name, places, "into")
    elif u is None:
        count, total, *_ = kernels.distances.steps_to_all(*G.out, places)
    else:
        queue, steps = kernels.distances.steps_from(*G.into, int(places[0]), -1, G.n)
        count, total = np.array([len(queue)]), np.array([steps[queue].sum(dtype=np.int64)])
    near = (total > 0) & (G.n > 1)
    found = np.zeros(len(places))
    found[near] = (count[near] - 1.0) / total[near]
    if wf_improved and G.n > 1:
        found *= (count - 1.0) / (G.n - 1)
    return G.keyed(found) if u is None else float(found[0])


def lengths_to_all(
    G: Graph,
    name: str,
    places: NDArray[np.int64],
    rows: str = "out",
    among: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """From each of the places: how many nodes, Σ d, Σ 1/d and the largest d; raises ValueError."""
    among = np.ones(G.n, dtype=np.bool_) if among is None else among
    weights = G.weights(name, "out" if rows == "out" else "in")
    *found, sound = kernels.distances.lengths_to_all(*G.rows(rows), weights, places, among)
    if not sound:
        raise ValueError("Contradictory paths found:", "negative weights?")
    count, total, inverse, largest = found
    return count, total, inverse, largest


@declared(_NEARNESS, smallest=300)
def harmonic_centrality(
    G: Graph,
    nbunch: Iterable[Label] | None = None,
    distance: str | None = None,
    sources: Iterable[Label] | None = None,
) -> dict[Label, float]:
    """Σ 1/d over the other nodes, or `sources`, that reach a node.

    Raises
    ------
    networkx.NetworkXError
        `nbunch` or `sources` is neither a node nor nodes.
    ValueError
        A distance is negative.

    Examples
    --------
    >>> harmonic_centrality(Graph.from_edges(3, [0, 1], [1, 2]))[0]
    1.5
    """
    name = attribute(distance)
    asked = everyone(G) if nbunch is None else np.unique(G.places(G.nbunch_iter(nbunch)))
    over = everyone(G) if sources is None else np.unique(G.places(G.nbunch_iter(sources)))
    among = np.zeros(G.n, dtype=np.bool_)
    among[over] = True
    if name is not None and G.has(name):
        found = lengths_to_all(G, name, asked, "into", among)[2]
    elif len(asked) * FEW < len(over):
        found = np.zeros(len(asked))
        for number, place in enumerate(asked.tolist()):
            _, steps = kernels.distances.steps_from(*G.into, place, -1, G.n)
            found[number] = (1.0 / steps[among & (steps > 0)]).sum()
    else:
        found = kernels.distances.steps_to_all(*G.out, over)[2][asked]
    return {
        G.labels[place]: value for place, value in zip(asked.tolist(), found.tolist(), strict=True)
    }
