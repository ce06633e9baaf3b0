"""Eigenvector and Katz centrality, as networkx names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.arguments import given, weights_or_none
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label, Rows
from tribe.graph.backend.nearness import is_joined
from tribe.graph.backend.stepping import repeated

Floats = NDArray[np.float64]
EXACT = 1e-14  # how near a system of equations is solved, relative to its right side


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
    start = np.ones(G.n) if nstart is None else given(G, nstart)
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
    start = np.zeros(G.n) if nstart is None else given(G, nstart)
    try:
        worth = np.full(G.n, float(beta))  # type: ignore[arg-type]
    except (TypeError, ValueError, AttributeError) as error:
        if set(beta) != set(G):  # type: ignore[arg-type]
            message = "beta dictionary must have a value for every node"
            raise nx.NetworkXError(message) from error
        worth = given(G, beta)  # type: ignore[arg-type]

    def run(
        rows: Rows, weights: Floats, turned: bool, start: Floats, most: int
    ) -> tuple[Floats, int]:
        given = (start, worth, float(alpha), float(G.n * tol), most, turned)
        found: tuple[Floats, int] = kernels.spectral.katz(*rows, weights, *given)
        return found

    with np.errstate(over="ignore", invalid="ignore"):
        found, has_settled = repeated(G, weight, start, max_iter, run)
    if not has_settled:
        raise nx.PowerIterationFailedConvergence(max_iter)
    size = float(np.linalg.norm(found))
    return G.keyed(found / size if normalized and size else found)


def _solved(system: Any, right: Floats) -> Floats:
    """x of a system of equations, by repetition where that comes to the end, else at once."""
    found, _ = scipy.sparse.linalg.bicgstab(system, right, rtol=EXACT, atol=0, maxiter=1000)
    if np.linalg.norm(system @ found - right) <= 100 * EXACT * np.linalg.norm(right):
        return np.asarray(found, dtype=np.float64)
    return np.atleast_1d(scipy.sparse.linalg.spsolve(system.tocsc(), right))


@declared("scipy: conjugate gradients, a sparse solver where they fail; networkx's matrix is dense")
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
        worth = given(G, beta)
    else:
        try:
            worth = np.ones(G.n) * beta
        except (TypeError, ValueError, AttributeError) as error:
            raise nx.NetworkXError("beta must be a number") from error
    found = _solved(
        scipy.sparse.eye_array(G.n, format="csr") - alpha * _transposed(G, weight), worth
    )
    size = np.sign(found.sum()) * np.linalg.norm(found) if normalized else 1
    return G.keyed(found / size)
