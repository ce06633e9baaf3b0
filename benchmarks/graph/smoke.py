"""How long the measures take beside networkx, and whether both say the same.

    python benchmarks/graph/smoke.py [--members 10000] [--ties 100000]

One seeded directed network with a heavy tail of degrees. Times are CPU seconds
of one run, getting in and out included.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import networkx as nx
import numpy as np

from tribe.graph import Evidence, Interactions, Ties, measure_all
from tribe.graph.measures.cohesion.cohesion import (
    average_clustering,
    core_number,
    onion_layers,
    transitivity,
)
from tribe.graph.measures.ties.reciprocity import overall_reciprocity

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    name: str
    ours: float
    theirs: float | None
    apart: float | None


def heavy_tailed(members: int, ties: int, seed: int = 0) -> Interactions:
    """Interactions whose ends are drawn by a power law."""
    rng = np.random.default_rng(seed)
    share = (np.arange(members) + 10.0) ** -0.7
    ends = rng.choice(members, (2, ties), p=share / share.sum())
    rows = zip(ends[0].tolist(), ends[1].tolist(), rng.uniform(0, 1e7, ties), strict=True)
    return Interactions.from_rows([(str(a), str(b), "reply", at, 0) for a, b, at in rows])


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds, and what came of it."""
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def compare(interactions: Interactions) -> list[Line]:
    """Each function by both."""
    build, ties = timed(lambda: Ties.from_interactions(interactions))
    dyads = ties.undirected()
    theirs_build, directed = timed(ties.to_networkx)
    graph = dyads.to_networkx()
    pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        (
            "overall_reciprocity",
            lambda: overall_reciprocity(ties),
            lambda: nx.overall_reciprocity(directed),
        ),
        ("transitivity", lambda: transitivity(dyads), lambda: nx.transitivity(graph)),
        (
            "average_clustering",
            lambda: average_clustering(dyads),
            lambda: nx.average_clustering(graph),
        ),
        ("core_number", lambda: core_number(dyads), lambda: list(nx.core_number(graph).values())),
        (
            "onion_layers",
            lambda: onion_layers(dyads),
            lambda: [layer for _, layer in sorted(nx.onion_layers(graph).items(), key=place)],
        ),
    ]
    where = {name: number for number, name in enumerate(dyads.members)}

    def place(item: tuple[object, int]) -> int:
        return where[item[0]]

    lines = [Line("build from arrays", build, theirs_build, None)]
    for name, ours, theirs in pairs:
        seconds, mine = timed(ours)
        longer, other = timed(theirs)
        apart = float(np.abs(np.asarray(mine, float) - np.asarray(other, float)).max())
        lines.append(Line(name, seconds, longer, apart))
    evidence = Evidence(interactions)
    everything, _ = timed(lambda: measure_all(evidence, nulls=20, bootstraps=100))
    lines.append(Line("all measures, 20 nulls, 100 bootstraps", everything, None, None))
    return lines


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--ties", type=int, default=100_000)
    asked = parser.parse_args()
    print(f"{'':40}{'ours':>10}{'networkx':>10}{'apart':>10}")
    for line in compare(heavy_tailed(asked.members, asked.ties)):
        theirs = "" if line.theirs is None else f"{line.theirs:.3f}"
        apart = "" if line.apart is None else f"{line.apart:.0e}"
        print(f"{line.name:40}{line.ours:10.3f}{theirs:>10}{apart:>10}")


if __name__ == "__main__":
    main()
