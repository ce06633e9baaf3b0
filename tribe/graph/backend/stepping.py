"""Steps of a repetition: along the rows as they lie, or turned round once many follow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tribe.graph.backend.arguments import weights_or_none
from tribe.graph.backend.graph import Graph, Rows

Floats = NDArray[np.float64]
Steps = Callable[[Rows, Floats, bool, Floats, int], tuple[Floats, int]]

FEW = 6  # steps that cost less than turning rows round: ten million edges, November 2026


def repeated(
    G: Graph, weight: str | None, start: Floats, most: int, run: Steps
) -> tuple[Floats, bool]:
    """Where ``run(rows, weights, turned, start, most)`` settles, and whether it did.

    `run` answers the vector and how many steps it took, -1 when they did not suffice, and goes
    on from any vector that it answered.
    """
    if not G.knows_into:
        few = min(FEW, most)
        start, steps = run(G.out, weights_or_none(G, weight), False, start, few)
        if steps >= 0 or few == most:
            return start, steps >= 0
        most -= few
    found, steps = run(G.into, weights_or_none(G, weight, "in"), True, start, most)
    return found, steps >= 0
