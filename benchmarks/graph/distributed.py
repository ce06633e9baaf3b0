"""From what size Spark pays: the same numbers by one process and by Spark, on growing files.

    python -m benchmarks.graph.distributed [--sizes S M L] [--masters local[1] local[2]]

The file of a size has an act for each tie of the network of the comparisons (see
``benchmarks.graph.measures``). Both give what ``tribe measure --engine spark`` gives: ties,
reciprocity, transitivity, core, circles by label propagation, components, ranks, Gini, cohorts.
Each run is a process of its own: seconds by the clock from its start to its end, and the memory
of it and its children together, looked at as often as costs a fiftieth of the time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.graph.graphs import SIZES
from benchmarks.graph.measures import acts

ROOT = Path(__file__).resolve().parents[2]
HERE = "one process"
LOOKING = 50  # times as long between two looks at memory as a look takes


def in_memory(path: Path) -> dict[str, float | None]:
    """What Spark is asked for, by the engine in memory."""
    import networkx as nx
    import numpy as np

    from tribe.graph import Ties, read_interactions
    from tribe.graph.backend.graph import DiGraph
    from tribe.graph.measures.cohesion.cohesion import core_number, transitivity
    from tribe.graph.measures.equality.equality import gini
    from tribe.graph.measures.ties.reciprocity import overall_reciprocity
    from tribe.graph.study.study import acts_of

    interactions, _ = read_interactions(path)
    ties = Ties.from_interactions(interactions)
    graph = DiGraph.from_ties(ties)
    both = graph.to_undirected()
    circles = list(nx.community.fast_label_propagation_communities(both, seed=0))
    pieces = [len(piece) for piece in nx.weakly_connected_components(graph)]
    ranks = np.array(list(nx.pagerank(graph, tol=1e-10 / len(graph), max_iter=500).values()))
    months = interactions.at // (30 * 86_400)
    cohorts = np.unique(np.column_stack([interactions.source, months]), axis=0)
    return {
        "reciprocity_of_ties": overall_reciprocity(ties),
        "transitivity": transitivity(ties),
        "core_depth": float(core_number(ties).max()),
        "label_modularity": nx.community.modularity(both, circles, weight=None),
        "gini_of_acts": gini(acts_of(interactions)),
        "largest_component": max(pieces) / sum(pieces),
        "effective_ranks": 1 / float((ranks**2).sum()),
        "cohorts": float(len(cohorts)),
    }


def run(engine: str, path: Path, limit: float) -> tuple[float, float, str]:
    """Seconds, GB, and what went wrong."""
    if engine == HERE:
        command = [sys.executable, "-m", "benchmarks.graph.distributed", "--one", str(path)]
    else:
        tribe = str(Path(sys.executable).with_name("tribe"))
        command = [tribe, "measure", str(path), "--engine", "spark", "--master", engine]
    began, most = time.perf_counter(), 0
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as work:
        whole = psutil.Process(work.pid)
        while work.poll() is None:
            looked = time.perf_counter()
            if looked - began > limit:
                for one in (*whole.children(recursive=True), whole):
                    one.kill()
                return limit, most / 2**30, f"> {limit:.0f} s"
            most = max(most, held(whole))
            with suppress(subprocess.TimeoutExpired):
                work.wait(max(0.1, LOOKING * (time.perf_counter() - looked)))
        said = (work.stderr.read() if work.stderr else "").strip().splitlines()
    failed = said[-1][:60] if work.returncode and said else ""
    return time.perf_counter() - began, most / 2**30, failed


def held(whole: psutil.Process) -> int:
    """Bytes of a process and of its children; what they share counts once."""
    total = 0
    for one in (whole, *whole.children(recursive=True)):
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total


def main() -> None:
    """Run each engine on each size, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=["S", "M", "L"])
    parser.add_argument("--masters", nargs="*", default=["local[1]", "local[2]"])
    parser.add_argument("--limit", type=float, default=1200.0, help="seconds for one run")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "tribe-benchmarks")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        in_memory(asked.one)
        return
    for size in asked.sizes:
        path = acts(size, asked.cache)
        for engine in (HERE, *asked.masters):
            seconds, memory, failed = run(engine, path, asked.limit)
            print(f"{size:<4}{engine:<14}{seconds:8.1f} s{memory:8.2f} GB  {failed}", flush=True)


if __name__ == "__main__":
    main()
