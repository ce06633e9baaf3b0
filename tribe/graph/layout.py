"""Where each member stands on the tribe's map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph import engine
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties

if TYPE_CHECKING:
    import networkx as nx
else:
    from tribe.graph import networks as nx

INSIDE = 2.0
_GOLDEN = np.pi * (3 - np.sqrt(5))


def layout(
    ties: Ties | Dyads | nx.Graph[Any], circles: ArrayLike | None = None, seed: int = 0
) -> NDArray[np.float64]:
    """Places on the map: friends near one another, circles together, loners at the rim.

    Parameters
    ----------
    ties : Ties, Dyads or networkx graph
    circles : (n,) array of int, optional
        Label of each member's circle, -1 for none.
    seed : int
        The same seed gives the same map.

    Returns
    -------
    (n, 2) float64 within [-1, 1].

    Raises
    ------
    ValueError
        `circles` does not have one label for each member.

    References
    ----------
    Fruchterman & Reingold 1991.
    """
    dyads = as_dyads(ties)
    labels = np.full(dyads.n, -1) if circles is None else np.asarray(circles)
    if len(labels) != dyads.n:
        raise ValueError("circles must have one label for each member")
    places = np.zeros((dyads.n, 2))
    rng = np.random.default_rng([seed, *b"layout"])
    tied = dyads.tied
    if tied.any():
        places[tied] = _drawn(dyads.only(tied), labels[tied], rng)
    loners = np.flatnonzero(~tied)
    # beyond the others, on a ring
    turn = 2 * np.pi * np.arange(len(loners)) / max(len(loners), 1)
    places[loners] = np.column_stack([np.cos(turn), np.sin(turn)])
    return places


def _drawn(
    dyads: Dyads, labels: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    start = _seats(labels, rng)
    together = (labels[dyads.u] == labels[dyads.v]) & (labels[dyads.u] >= 0)
    weights = np.where(together, INSIDE, 1.0)
    rounds = 500 if dyads.n <= 2_000 else 100
    seed = int(rng.integers(2**31))
    places = engine.positions(dyads.u, dyads.v, start, weights, rounds, seed)
    places = places - places.mean(axis=0)
    # far outliers would squeeze everyone else into a dot
    reach = np.hypot(places[:, 0], places[:, 1])
    scale = np.quantile(reach, 0.98) or 1.0
    shrink = np.minimum(1.0, scale / np.maximum(reach, 1e-12))
    return np.asarray(0.85 * places / scale * shrink[:, None])


def _seats(labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Where to begin: each circle on a sunflower's seed, members around it."""
    group = labels + 1
    count = int(group.max(initial=0)) + 1
    number = np.arange(count)
    spread = np.sqrt(len(labels))
    radius = spread * np.sqrt((number + 0.5) / count)
    centres = np.column_stack([np.cos(number * _GOLDEN), np.sin(number * _GOLDEN)])
    around = rng.normal(scale=0.1 * spread + 0.1, size=(len(labels), 2))
    return np.asarray(centres[group] * radius[group, None] + around)
