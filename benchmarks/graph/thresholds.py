"""From how many edges converting a plain networkx graph pays, function by function.

    python -m benchmarks.graph.thresholds [functions …]

Seeded networks grow until conversion and our work together take less than networkx; what the
last column says is what `smallest` is in each declaration. CPU seconds, best of three.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from benchmarks.graph.calls import CALLS
from benchmarks.graph.graphs import power_law
from benchmarks.graph.one import know_circles, plain, shaped
from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER
from tribe.graph.backend.graph import DIRECTED

EDGES = (30, 100, 300, 1_000, 3_000, 10_000, 30_000)
PATIENCE = 20.0  # seconds after which networkx has lost


def cpu(work: Callable[[], Any]) -> float:
    """The best of three, or of one when it takes long."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
        if best > 1:
            break
    return best


def crossover(function: str) -> int | None:
    """The fewest edges of those tried from which converting wins; None when it never does."""
    call = CALLS[function]
    for edges in EDGES:
        network = power_law(max(edges // 8, 20), edges)
        graph = plain(shaped(network, call.kind), call.kind == "directed")
        if call.has_circles:
            know_circles(graph)

        def served(graph: Any = graph) -> Any:
            made = DIRECTED[graph.is_directed()].from_nx(graph, {"weight": 1})
            return call.run(made)

        served()
        ours, theirs = cpu(served), cpu(lambda graph=graph: call.run(graph))
        if ours < theirs or theirs > PATIENCE:
            return edges
    return None


def main() -> None:
    """Print what is found beside what is declared."""
    assert interface.backend
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("functions", nargs="*", default=sorted(set(CALLS) & set(REGISTER)))
    print(f"{'function':<44}{'declared':>16}{'pays from':>12}")
    for function in parser.parse_args().functions:
        found = crossover(function)
        print(f"{function:<44}{REGISTER[function].smallest:>16,}{found or 'never':>12}", flush=True)


if __name__ == "__main__":
    main()
