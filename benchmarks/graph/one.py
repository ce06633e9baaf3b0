"""One engine on one network, function after function, each in a process of its own.

What the engine is given – columns, or for networkx and its backends a plain graph, which takes
minutes where it is large – is made once; each process is forked from there. A line of JSON each.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.graph.calls import CALLS
from benchmarks.graph.engines import backend_name
from benchmarks.graph.graphs import Network, load
from benchmarks.graph.others import LIBRARIES
from benchmarks.graph.results import Run, values_path

Columns = tuple[int, Any, Any, Any]


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


def look_over(graph: Any) -> None:
    """Look at each part of a graph from before the fork, so that its page is this process's own.

    To look at an object counts a reference in it, and the first to write on a page copies it.
    """
    for near in (graph.adj, graph.pred) if graph.is_directed() else (graph.adj,):
        for _, others in near.items():
            for _, data in others.items():
                list(data.values())


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


@dataclass(frozen=True)
class Place:
    """An engine and what it was given for all functions, which took so many seconds."""

    engine: str
    size: str
    kind: str
    cache: Path
    given: Any
    seconds: float

    @classmethod
    def of(cls, engine: str, size: str, kind: str, cache: Path) -> Place:
        """Give an engine its network."""
        columns = columns_of(size, kind, cache)
        began = time.perf_counter()
        given = given_to(engine, columns, kind == "directed")
        return cls(engine, size, kind, cache, given, time.perf_counter() - began)

    def graph(self) -> tuple[Any, float]:
        """The engine's graph, and what getting in took."""
        if self.engine == "networkx":
            look_over(self.given)
            return self.given, self.seconds
        make = maker_of(self.engine)
        began = time.perf_counter()
        return make(self.given), time.perf_counter() - began

    def asked(self, function: str) -> Run:
        """One function, in this process."""
        graph, into = self.graph()
        if CALLS[function].has_circles:
            know_circles(graph)
        run = call_of(self.engine, function)
        began = time.perf_counter()
        found = run(graph)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        values = values_of(found)
        if values is not None:
            np.save(values_path(self.cache, function, self.size, self.engine), values)
        return Run(round(into, 4), round(seconds, 5), round(peak / 1024))

    def asked_apart(self, function: str, limit: float) -> Run:
        """One function in a process of its own, ended when it takes longer than the limit."""
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=tell, args=(there, self, function))
        child.start()
        there.close()
        if here.poll(limit):
            try:
                found: Run = here.recv()
            except EOFError:
                child.join()
                found = Run(trouble=f"signal {-(child.exitcode or 0)}")
        else:
            child.kill()
            found = Run(trouble=f"> {limit:.0f} s")
        child.join()
        return found


def tell(there: Connection, place: Place, function: str) -> None:
    """Say what was measured, or the kind of error."""
    try:
        # what is loaded and compiled at the first call is not counted
        Place.of(place.engine, "XS", place.kind, place.cache).asked(function)
        there.send(place.asked(function))
    except NotImplementedError:
        there.send(Run(trouble="–"))
    except MemoryError:
        there.send(Run(trouble="memory"))
    except BaseException as error:
        # some libraries raise what is no Exception when they fail
        there.send(Run(trouble=type(error).__name__))


def given_to(engine: str, columns: Columns, directed: bool) -> Any:
    """What an engine's graph is made from: columns, or a graph of networkx's."""
    if engine == "tribe" or engine in LIBRARIES:
        return columns, directed
    return plain(columns, directed)


def maker_of(engine: str) -> Callable[[Any], Any]:
    """How an engine makes its graph of what it was given."""
    if engine in LIBRARIES:
        make, _ = LIBRARIES[engine]
        return lambda given: make(*given)
    if engine == "tribe":
        return lambda given: ours(*given)
    if engine == "networkx to tribe":
        return converted
    return converted_by(backend_name(engine))


def call_of(engine: str, function: str) -> Callable[[Any], Any]:
    """How an engine is asked for a function."""
    if engine in LIBRARIES:
        _, calls = LIBRARIES[engine]
        return calls[function]
    return CALLS[function].run


def main() -> None:
    """Measure, and say so on stdout."""
    parser = argparse.ArgumentParser()
    for name in ("engine", "size", "kind"):
        parser.add_argument(name)
    parser.add_argument("cache", type=Path)
    parser.add_argument("limit", type=float)
    parser.add_argument("functions", nargs="+")
    asked = parser.parse_args()
    place = Place.of(asked.engine, asked.size, asked.kind, asked.cache)
    gc.freeze()  # the processes to come leave it where it is
    for function in asked.functions:
        found = place.asked_apart(function, asked.limit)
        print(json.dumps({"function": function, **asdict(found)}), flush=True)


if __name__ == "__main__":
    main()
