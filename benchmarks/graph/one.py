"""One function by one engine on one network, in a process of its own; prints a line of JSON."""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.graph.graphs import Network, load

Columns = tuple[int, Any, Any, Any]


def columns_of(size: str, kind: str, cache: Path) -> Columns:
    """A seeded network of this size as the function needs it."""
    return shaped(load(size, cache), kind)


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


def converted(columns: Columns, directed: bool) -> Any:
    """Our graph from networkx's: what dispatching a plain graph costs."""
    from tribe.graph.backend.graph import DIRECTED

    graph = plain(columns, directed)
    began = time.perf_counter()
    made = DIRECTED[directed].from_nx(graph, {"weight": 1})
    made.graph["benchmark_in"] = time.perf_counter() - began
    return made


def has_circles(function: str) -> bool:
    """Whether the function asks for a number on each node."""
    from benchmarks.graph.calls import CALLS

    return CALLS[function].has_circles


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
    if isinstance(found, tuple) and len(found) == 2 and isinstance(found[0], dict):
        return values_of(found[0])
    if isinstance(found, dict):
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
    kind, run, make = prepare(engine, asked.function)
    columns = columns_of(asked.size, kind, cache)
    if engine in {"tribe", "networkx to tribe"}:
        # compiled before the clock starts: what is compiled is kept on disk
        small = make(columns_of("XS", kind, cache), kind == "directed")
        if has_circles(asked.function):
            know_circles(small)
        run(small)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    graph = make(columns, kind == "directed")
    if has_circles(asked.function):
        know_circles(graph)
    into = time.perf_counter() - began
    if engine == "networkx to tribe":
        into = graph.graph["benchmark_in"]
    began = time.perf_counter()
    found = run(graph)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values = values_of(found)
    if values is not None:
        np.save(asked.values, values)
    said = {
        "into": into,
        "seconds": seconds,
        "peak_mb": peak / 1024,
        "own_mb": (peak - before) / 1024,
    }
    print(json.dumps(said))


def prepare(engine: str, function: str) -> tuple[str, Any, Any]:
    """The kind of graph, the call and the making of the graph."""
    if engine in {"igraph", "networkit", "rustworkx"}:
        from benchmarks.graph.calls import CALLS
        from benchmarks.graph.others import LIBRARIES

        make, calls = LIBRARIES[engine]
        return CALLS[function].kind, calls[function], make
    import networkx as nx

    from benchmarks.graph.calls import CALLS

    call = CALLS[function]
    if engine in {"tribe", "networkx to tribe"}:
        return call.kind, call.run, ours if engine == "tribe" else converted
    if engine != "networkx":
        engine = engine.removeprefix("backend:")
        nx.config.backend_priority.algos = [engine]
        nx.config.fallback_to_nx = False
        nx.config.warnings_to_ignore.add("cache")
    return call.kind, call.run, plain


if __name__ == "__main__":
    main()
