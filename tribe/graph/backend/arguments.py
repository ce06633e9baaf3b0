"""What the arguments of networkx's functions mean over arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.backend.graph import Graph, Label

Floats = NDArray[np.float64]


def weights_or_none(G: Graph, name: str | None, rows: str = "out") -> Floats:
    """The weights of the slots, or an empty array where all are one: kernels read that as such."""
    return G.weights(name, rows) if G.has(name) else np.empty(0)


def column(G: Graph, given: Mapping[Label, Any]) -> Floats:
    """(n,) the number given for each node, 0 where none is."""
    return np.array([given.get(label, 0) for label in G.labels], dtype=np.float64)


def given(G: Graph, values: Mapping[Label, Any]) -> Floats:
    """(n,) the number given for each node; raises KeyError where none is."""
    return np.array([values[label] for label in G.labels], dtype=np.float64)


def attribute(weight: Any) -> str | None:
    """The name of an edge attribute; functions as weights are left to networkx."""
    if callable(weight):
        raise NotImplementedError("weights that are functions are left to networkx")
    name: str | None = weight
    return name


def everyone(G: Graph) -> NDArray[np.int64]:
    """All places."""
    return np.arange(G.n, dtype=np.int64)
