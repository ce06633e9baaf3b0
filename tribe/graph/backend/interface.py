"""The object that networkx loads: conversions, and each declared function by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from tribe.graph import backend as _package
from tribe.graph.backend.dispatch import NEVER, REGISTER
from tribe.graph.backend.graph import DIRECTED, Graph

_GROUND = {"graph", "dispatch", "interface"}
_SUMS = {"leiden_communities", "leiden_partitions"}  # networkx has none for parallel edges either

for _found in pkgutil.iter_modules(_package.__path__):
    if _found.name not in _GROUND:
        importlib.import_module(f"{_package.__name__}.{_found.name}")


def laid_together(graph: nx.Graph[Any], columns: Mapping[str, Any]) -> nx.Graph[Any]:
    """A simple graph whose edges weigh what the parallel ones weigh together."""
    simple: nx.Graph[Any] = nx.Graph()
    simple.add_nodes_from(graph)
    for name, default in (columns or {"weight": 1}).items():
        for u, v, value in graph.edges(data=name, default=default):
            held = simple.get_edge_data(u, v, {}).get(name, 0)
            simple.add_edge(u, v, **{name: held + value})
    return simple


def kept_by_all(graph: nx.Graph[Any]) -> list[str]:
    """The attributes of edges; raises NotImplementedError where only some edges have one."""
    rows = graph._adj.values()  # type: ignore[attr-defined]
    found = Counter(key for row in rows for data in row.values() for key in data)
    slots = sum(map(len, rows))
    for key, times in found.items():
        if times < slots:
            raise NotImplementedError(f"only some edges have {key!r}: left to networkx")
    return sorted(found, key=str)


class Backend:
    """networkx's side of the engine, as an interface object."""

    @staticmethod
    def convert_from_nx(
        graph: nx.Graph[Any],
        *,
        edge_attrs: Mapping[str, Any] | None = None,
        node_attrs: Mapping[str, Any] | None = None,
        preserve_edge_attrs: bool = False,
        preserve_node_attrs: bool = False,
        preserve_graph_attrs: bool = False,
        name: str | None = None,
        graph_name: str | None = None,
    ) -> Graph:
        """A graph over arrays; raises NotImplementedError for what arrays cannot hold."""
        if graph.is_multigraph() and name in _SUMS:
            graph = laid_together(graph, edge_attrs or {})
        columns = dict(edge_attrs or {})
        if preserve_edge_attrs:
            columns = dict.fromkeys(kept_by_all(graph), 1)
        return DIRECTED[graph.is_directed()].from_nx(
            graph,
            columns,
            keep_graph=preserve_graph_attrs,
        )

    @staticmethod
    def convert_to_nx(result: Any, *, name: str | None = None) -> Any:
        """A plain networkx graph of one of ours; anything else as it is."""
        return result.to_networkx() if isinstance(result, Graph) else result

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """Whether these arguments are served here; a reason in words when they are not."""
        found = REGISTER[name]
        return True if found.can_run is None else found.can_run(*args, **kwargs)

    @staticmethod
    def should_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """Whether converting a plain networkx graph pays, as it was measured."""
        smallest = REGISTER[name].smallest
        for given in (*args, *kwargs.values()):
            if isinstance(given, nx.Graph):
                if given.is_multigraph() and name not in _SUMS:
                    return "parallel edges are left to networkx"
                if smallest == NEVER:
                    return "converting costs more than networkx takes"
                if given.number_of_edges() < smallest:
                    return f"converting pays from {smallest} edges"
        return True

    @staticmethod
    def on_start_tests(items: Iterable[Any]) -> None:
        """Called by networkx's own tests; none of them needs to be marked."""

    def __getattr__(self, name: str) -> Any:
        """A declared function."""
        try:
            return REGISTER[name].function
        except KeyError:
            raise AttributeError(f"this backend has no {name}") from None

    def __dir__(self) -> list[str]:
        """The declared functions beside the rest."""
        return sorted([*super().__dir__(), *REGISTER])


backend = Backend()
