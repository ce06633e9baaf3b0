"""Assortativity: whether like is tied to like, by number of ties or any other trait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties

if TYPE_CHECKING:
    import networkx as nx

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx

Floats = NDArray[np.float64]


def degree_assortativity(graph: AnyGraph) -> float | None:
    """Correlation of the degrees at both ends of a tie.

    networkx's ``degree_assortativity_coefficient`` of the undirected simple graph.

    Returns
    -------
    float, -1 to 1, or None where all degrees are alike.

    References
    ----------
    Newman 2003, PRE 67.

    Examples
    --------
    >>> round(degree_assortativity(nx.karate_club_graph()), 4)
    -0.4756
    """
    dyads = as_dyads(graph)
    return numeric_assortativity(dyads, dyads.degree)


def numeric_assortativity(graph: AnyGraph, values: ArrayLike) -> float | None:
    """Correlation of a number at both ends of a tie.

    networkx's ``numeric_assortativity_coefficient`` of the undirected simple graph.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph
    values : (n,) array
        In the order of the members; ties of members whose value is not finite are left out.

    Returns
    -------
    float, -1 to 1, or None where all values are alike.

    Raises
    ------
    ValueError
        There is not one value for each member.

    Examples
    --------
    >>> numeric_assortativity(nx.Graph([(0, 1), (2, 3)]), [1, 1, 5, 5])
    1.0
    """
    dyads = as_dyads(graph)
    numbers = np.asarray(values, dtype=np.float64).ravel()
    if len(numbers) != dyads.n:
        raise ValueError("there must be one value for each member")
    u, v, centred = known_numbers(dyads, numbers)
    return correlation_of(kernels.mixing.moments(u, v, np.ones(dyads.n), centred))


def attribute_assortativity(graph: AnyGraph, labels: ArrayLike) -> float | None:
    """How much more ties keep within groups than groups of such sizes would alone.

    r = (Σ e_ii - Σ a_i b_i) / (1 - Σ a_i b_i); networkx's
    ``attribute_assortativity_coefficient`` of the undirected simple graph.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph
    labels : (n,) array of int
        The group of each member, 0 and up; ties of members with a negative one are left out.

    Returns
    -------
    float, up to 1, or None without ties between known members, or within one group only.

    Raises
    ------
    ValueError
        There is not one label for each member.

    Examples
    --------
    >>> attribute_assortativity(nx.path_graph(4), [0, 0, 1, 1]).__round__(4)
    0.3333
    """
    dyads = as_dyads(graph)
    group = np.asarray(labels, dtype=np.int32).ravel()
    if len(group) != dyads.n:
        raise ValueError("there must be one label for each member")
    groups = int(group.max(initial=-1)) + 1
    return kept_within(kernels.mixing.matrix(dyads.u, dyads.v, np.ones(dyads.n), group, groups))


def known_numbers(
    dyads: Dyads, numbers: Floats
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Ties whose two values are known, and the values in units of their spread round their middle.

    Both are those of the ends of these ties: a member without any, however far off, would cost
    the others their last digits.
    """
    known = np.isfinite(numbers)
    both = known[dyads.u] & known[dyads.v]
    u, v = dyads.u[both], dyads.v[both]
    ends = np.concatenate([numbers[u], numbers[v]])
    if not len(ends):
        return u, v, np.zeros(dyads.n)
    spread = float(np.ptp(ends)) or 1.0
    return u, v, np.where(known, numbers - ends.mean(), 0.0) / spread


def correlation_of(sums: tuple[float, float, float, float]) -> float | None:
    """The correlation over both ends of ties, from the sums of ``kernels.mixing.moments``."""
    ends, first, second, product = sums
    if not ends:
        return None
    mean = first / ends
    variance = second / ends - mean**2
    if variance <= 1e-12 * second / ends:
        return None
    return max(-1.0, min(1.0, (product / ends - mean**2) / variance))


def kept_within(table: Floats) -> float | None:
    """Newman's r of ties from group to group."""
    total = float(table.sum())
    if not total:
        return None
    share = table / total
    expected = float((share.sum(axis=0) * share.sum(axis=1)).sum())
    if expected > 1 - 1e-12:
        return None
    return (float(np.trace(share)) - expected) / (1 - expected)
