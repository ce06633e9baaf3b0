"""A pytest plugin: counts which declared functions networkx's tests really ran here.

Left out are networkx's files of tests in which nothing of ours is called, and the largest of those
tests that repeat one thing over sizes. Which files these are stands in `calling_nothing.txt`;
TRIBE_TEST_NETWORKX=all runs every test, and fails where that file no longer tells the truth.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

#: networkx's test mode wants of these the very edges that its own random draws give, though any
#: draw is as right; so its tests get them called on a graph of ours, and the edges put back.
CHANGING = ("double_edge_swap", "directed_edge_swap")

HOME = Path(nx.__file__).parent
_VERSION, *_FILES = (Path(__file__).parent / "calling_nothing.txt").read_text().splitlines()
#: of each the smaller sizes are run
LARGEST = (
    "test_tree_isomorphism_all_non_isomorphic_pairs[10]",
    "test_tree_isomorphism_all_non_isomorphic_pairs[11]",
    "test_tree_isomorphic_all_non_isomorphic_trees_relabeled[12]",
    "test_tree_isomorphic_all_non_isomorphic_trees_relabeled[13]",
    "test_tree_isomorphic_all_non_isomorphic_trees_relabeled[14]",
    "test_spring_layout_graph_size_heuristic",
)
RUNS_ALL = os.environ.get("TRIBE_TEST_NETWORKX") == "all"

_served: Counter[str] = Counter()
_by_file: Counter[str] = Counter()


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


def _name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out whole files, while networkx is the one of which that was found."""
    if RUNS_ALL or f"networkx {nx.__version__}" != _VERSION:
        return None
    return True if HOME in collection_path.parents and _name(collection_path) in _FILES else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the largest sizes."""
    if not RUNS_ALL:
        items[:] = [item for item in items if not item.name.startswith(LARGEST)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Note how often a file's tests came to us."""
    before = _served.total()
    found = yield
    _by_file[_name(item.path)] += _served.total() - before
    return found


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell what was counted; and when all is run, whether the list is right."""
    if RUNS_ALL:
        wrong = [name for name, count in _by_file.items() if (not count) != (name in _FILES)]
        assert not wrong, f"calling_nothing.txt is not right about {wrong}"
    Path(os.environ["TRIBE_SERVED"]).write_text(json.dumps(_served), encoding="utf-8")
