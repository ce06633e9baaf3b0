"""Plain counts of a network, to be compared with what others have published of it."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import engine
from tribe.graph.data.columns import Interactions
from tribe.graph.data.dyads import Dyads
from tribe.graph.measures.cohesion.assortativity import degree_assortativity
from tribe.graph.measures.equality.equality import gini

BATCH = 256


def counts(interactions: Interactions, *, distances: bool = False) -> dict[str, int | float | None]:
    """Counts of an interaction network, every row as one directed act.

    *Static* edges are distinct ordered pairs. Each value that changes with
    self-interactions says whether they count.

    Parameters
    ----------
    interactions : Interactions
    distances : bool
        Also the diameter and the mean shortest path of the largest component,
        which need a search from each of its members.

    Returns
    -------
    dict
        Counts as int, shares as float; None where undefined.
    """
    n = len(interactions.members)
    source = interactions.source.astype(np.int64)
    target = interactions.target.astype(np.int64)
    static = np.unique(source * n + target)
    a, b = static // max(n, 1), static % max(n, 1)
    proper = a != b
    returned = np.isin(b * n + a, static)
    dyads = Dyads.from_pairs(interactions.members, source, target)
    pairs = dyads.degree * (dyads.degree - 1) // 2
    triangles = int(engine.triangles(n, dyads.u, dyads.v).sum()) // 3
    wedges = int(pairs.sum())
    weak = np.bincount(engine.components(n, dyads.u, dyads.v)) if n else np.empty(0, dtype=np.int64)
    strong = engine.strong_components(n, a.astype(np.int32), b.astype(np.int32))
    out_degree, in_degree = np.bincount(source, minlength=n), np.bincount(target, minlength=n)
    found: dict[str, int | float | None] = {
        "nodes": n,
        "temporal_edges": len(interactions),
        "static_edges": len(static),
        "static_edges_without_loops": int(np.count_nonzero(proper)),
        "loops": interactions.loops,
        "dyads": len(dyads),
        "reciprocity": _share(returned & proper, proper),
        "reciprocity_with_loops": _share(returned, np.ones_like(returned)),
        "triangles": triangles,
        "wedges": wedges,
        "clustering": 3 * triangles / wedges if wedges else None,
        "components": len(weak),
        "largest_component": int(weak.max(initial=0)),
        "strong_components": int(strong.max(initial=-1)) + 1,
        "largest_strong_component": int(np.bincount(strong).max(initial=0)) if n else 0,
        "gini_of_degree": gini(out_degree + in_degree),
        "degree_assortativity": degree_assortativity(dyads),
        "max_out_degree": int(out_degree.max(initial=0)),
        "max_in_degree": int(in_degree.max(initial=0)),
        "in_out_correlation": _correlation(np.log1p(out_degree), np.log1p(in_degree)),
    }
    if distances:
        found |= _distances(dyads)
    return found


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float | None:
    total = np.count_nonzero(whole)
    return float(np.count_nonzero(part) / total) if total else None


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float | None:
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def _distances(dyads: Dyads) -> dict[str, int | float | None]:
    labels = engine.components(dyads.n, dyads.u, dyads.v)
    if not len(dyads):
        return {"diameter": None, "mean_distance": None}
    largest = dyads.only(labels == np.bincount(labels).argmax())
    farthest, total = 0.0, 0.0
    for start in range(0, largest.n, BATCH):
        rows = np.arange(start, min(start + BATCH, largest.n))
        lengths = scipy.sparse.csgraph.shortest_path(
            largest.adjacency, unweighted=True, indices=rows
        )
        farthest, total = max(farthest, float(lengths.max())), total + float(lengths.sum())
    return {"diameter": int(farthest), "mean_distance": total / (largest.n * (largest.n - 1))}
