"""One function by one engine on one network, in a process of its own; prints a line of JSON."""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.graph.calls import CALLS
from benchmarks.graph.engines import backend_name
from benchmarks.graph.graphs import Network, load
from benchmarks.graph.others import LIBRARIES

Columns = tuple[int, Any, Any, Any]


@dataclass(frozen=True)
class Way:
    """How one engine is asked: what it is `given`, the graph `made` of that, and the `run`.

    Making and running are timed. `compiled` where a first call compiles.
    """

    given: Callable[[Columns, bool], Any]
    made: Callable[[Any], Any]
    run: Callable[[Any], Any]
    compiled: bool = False


def columns_of(size: str, kind: str, cache: Path) -> Columns:
    """A seeded network of this size as the function needs it, from the cache or made now."""
    path = cache / f"{size}-{kind}.npz"
    if kind != "directed" and not path.exists():
        n, u, v, weight = shaped(load(size, cache), kind)
        begun = cache / f".{size}-{kind}.npz"
        np.savez(begun, n=n, u=u, v=v, weight=weight)
        begun.rename(path)
    if kind == "directed":
        return shaped(load(size, cache), kind)
    with np.load(path) as kept:
        return int(kept["n"]), kept["u"], kept["v"], kept["weight"]


def shaped(network: Network, kind: str) -> Columns:
    """Both ends and the weight of each edge: directed, undirected in one piece, or two-mode."""
    u, v, weight = network.source, network.target, network.weight
    if kind == "directed":
        return network.n, u, v, weight
    if kind == "two_mode":
        # members on the one side, what they share on the other: every fourth tie
        half = network.n // 2
        u, v = u[::4] % half, half + v[::4] % (network.n - half)
    low, high = np.minimum(u, v), np.maximum(u, v)
    _, first = np.unique(low.astype(np.int64) * network.n + high, return_index=True)
    low, high, weight = low[first], high[first], weight[first]
    if kind == "undirected":
        # one component, so that distances are defined
        matrix = coo_array((np.ones(len(low)), (low, high)), shape=(network.n, network.n))
        _, label = connected_components(matrix, directed=False)
        ends = np.unique(label, return_index=True)[1][1:].astype(np.int32)
        low = np.concatenate([low, np.full(len(ends), label.argmin(), dtype=np.int32)])
        high = np.concatenate([high, ends])
        weight = np.concatenate([weight, np.ones(len(ends))])
    return network.n, low, high, weight


def plain(columns: Columns, directed: bool) -> Any:
    """networkx's own graph."""
    import networkx as nx

    n, u, v, weight = columns
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(zip(u.tolist(), v.tolist(), weight.tolist(), strict=True))
    return graph


def ours(columns: Columns, directed: bool) -> Any:
    """Our graph, straight from the columns."""
    from tribe.graph.backend.graph import DIRECTED

    n, u, v, weight = columns
    return DIRECTED[directed].from_edges(n, u, v, {"weight": weight})


def converted(graph: Any) -> Any:
    """Our graph from networkx's: what dispatching a plain graph costs."""
    from tribe.graph.backend.graph import DIRECTED

    return DIRECTED[graph.is_directed()].from_nx(graph, {"weight": 1})


def converted_by(backend: str) -> Callable[[Any], Any]:
    """The graph of another backend, which answers for it from then on."""
    import networkx as nx

    nx.config.backend_priority.algos = [backend]
    nx.config.fallback_to_nx = False
    interface = nx.utils.backends._load_backend(backend)
    wanted = {"edge_attrs": {"weight": 1}, "node_attrs": None}
    kept = {f"preserve_{name}_attrs": False for name in ("edge", "node", "graph")}
    return lambda graph: interface.convert_from_nx(graph, **wanted, **kept)


def know_circles(graph: Any) -> None:
    """Put every node into one of fifty circles."""
    known = {label: {"circle": label % 50} for label in graph}
    if hasattr(graph, "node_attributes"):
        graph.node_attributes.update(known)
    else:
        for label, data in known.items():
            graph.nodes[label].update(data)


def values_of(found: Any) -> np.ndarray | None:
    """Numbers that can be compared, in the order of the members; None for what is drawn by lot."""
    if isinstance(found, bool | int | float):
        return np.array([float(found)])
    if isinstance(found, tuple) and len(found) == 2:
        return values_of(found[0])
    if isinstance(found, Mapping) or hasattr(found, "items"):
        found = dict(found.items())
        values = list(found.values())
        if values and isinstance(values[0], int | float):
            return np.array([found[key] for key in sorted(found)], dtype=np.float64)
    if isinstance(found, list) and found and isinstance(found[0], int | float):
        return np.array(found, dtype=np.float64)
    if isinstance(found, list) and found and isinstance(found[0], tuple) and len(found[0]) == 3:
        return np.array([value for *_, value in found], dtype=np.float64)
    if isinstance(found, list) and found and isinstance(found[0], set):
        return np.sort([float(len(part)) for part in found])
    if hasattr(found, "number_of_edges"):
        return np.array([found.number_of_edges(), found.size("weight")], dtype=np.float64)
    return None


def main() -> None:
    """Measure, and say so on stdout."""
    parser = argparse.ArgumentParser()
    for name in ("engine", "function", "size", "cache", "values"):
        parser.add_argument(name)
    asked = parser.parse_args()
    engine, cache = asked.engine, Path(asked.cache)
    way, kind = way_of(engine, asked.function), CALLS[asked.function].kind
    if way.compiled:
        # compiled before the clock starts: what is compiled is kept on disk
        small = way.made(way.given(columns_of("XS", kind, cache), kind == "directed"))
        if CALLS[asked.function].has_circles:
            know_circles(small)
        way.run(small)
    given = way.given(columns_of(asked.size, kind, cache), kind == "directed")
    began = time.perf_counter()
    graph = way.made(given)
    into = time.perf_counter() - began
    if CALLS[asked.function].has_circles:
        know_circles(graph)
    began = time.perf_counter()
    found = way.run(graph)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values = values_of(found)
    if values is not None:
        np.save(asked.values, values)
    print(json.dumps({"into": into, "seconds": seconds, "peak_mb": peak / 1024}))


def as_columns(*given: Any) -> Any:
    """Nothing is made ahead for an engine that is given columns."""
    return given


def way_of(engine: str, function: str) -> Way:
    """How an engine is given its graph and asked for a function."""
    if engine in LIBRARIES:
        make, calls = LIBRARIES[engine]
        return Way(as_columns, lambda x: make(*x), calls[function])
    run = CALLS[function].run
    if engine == "networkx":
        return Way(as_columns, lambda x: plain(*x), run)
    if engine == "tribe":
        return Way(as_columns, lambda x: ours(*x), run, True)
    if engine == "networkx to tribe":
        return Way(plain, converted, run, compiled=True)
    return Way(plain, converted_by(backend_name(engine)), run)


if __name__ == "__main__":
    main()
