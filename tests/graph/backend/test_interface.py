"""What networkx is told of this backend, and the names it may call."""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import pytest

from tribe.graph.backend.dispatch import REGISTER, declared
from tribe.graph.backend.interface import backend
from tribe.networkx_backend import DECLARED

names = pytest.mark.parametrize("name", sorted(REGISTER))


def test_networkx_knows_the_backend() -> None:
    assert nx.utils.backends.backends["tribe"].load() is backend
    assert nx.utils.backends.backend_info["tribe"]["project"] == "tribe-community"


def test_networkx_is_told_every_name() -> None:
    assert tuple(sorted(REGISTER)) == DECLARED
    assert nx.community.leiden_communities.backends == {"tribe"}


def test_importing_networkx_loads_nothing_of_ours() -> None:
    ours = "{'tribe', 'numba', 'igraph'}"
    code = f"import sys, networkx; print([m for m in sys.modules if m.split('.')[0] in {ours}])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['tribe', 'tribe.networkx_backend']"


def test_importing_the_measures_loads_no_compiler() -> None:
    code = "import sys, tribe.graph; print('numba' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@names
def test_each_declared_name_is_one_that_networkx_dispatches(name: str) -> None:
    assert name in nx.utils.backends._registered_algorithms
    assert callable(getattr(backend, name))
    assert REGISTER[name].why


def test_a_name_is_declared_once() -> None:
    taken = next(iter(REGISTER))
    with pytest.raises(ValueError, match="declared already"):
        declared("nobody", name=taken)(lambda: None)


def test_small_plain_graphs_are_left_to_networkx() -> None:
    for name, found in REGISTER.items():
        if found.smallest > 3:
            told = backend.should_run(name, (nx.path_graph(3),), {})
            assert isinstance(told, str)


def test_there_is_no_other_name() -> None:
    assert not hasattr(backend, "no_such_function")
    assert set(REGISTER) <= set(dir(backend))
