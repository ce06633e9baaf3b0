"""A pytest plugin: counts which declared functions networkx's tests really ran here."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import networkx as nx

#: networkx's test mode wants of these the very edges that its own random draws give, though any
#: draw is as right; so its tests get them called on a graph of ours, and the edges put back.
CHANGING = ("double_edge_swap", "directed_edge_swap")

_served: Counter[str] = Counter()


def _counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        _served[name] += 1
        return found

    return call


def _on_ours(function: Callable[..., Any]) -> Callable[..., Any]:
    from tribe.graph.backend.graph import DIRECTED

    def call(G: nx.Graph[Any], *args: Any, **kwargs: Any) -> nx.Graph[Any]:
        ours = DIRECTED[G.is_directed()].from_nx(G, {})
        try:
            function(ours, *args, **kwargs)
        finally:
            G.remove_edges_from(list(G.edges))
            G.add_edges_from(ours.edges)
        return G

    return call


def pytest_configure(config: object) -> None:
    nx.utils.backends.backends["tribe"].load()
    from tribe.graph.backend.dispatch import REGISTER

    for name, found in list(REGISTER.items()):
        REGISTER[name] = replace(found, function=_counted(name, found.function))
    for name in CHANGING:
        setattr(nx, name, _on_ours(REGISTER[name].function))


def pytest_sessionfinish(session: object) -> None:
    Path(os.environ["TRIBE_SERVED"]).write_text(json.dumps(_served), encoding="utf-8")
