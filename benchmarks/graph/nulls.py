"""Seconds for nulls and bootstraps on one network of the comparisons.

    python benchmarks/graph/nulls.py CACHE [S|M|L] [--nulls 200] [--bootstraps 1000] [--threads 2]

Prints one line a stage: Leiden once, each null (transitivity, average clustering, overlap, core,
modularity), each bootstrap (transitivity, average clustering, core, modularity, centralisation;
and reciprocity), then all that was asked for.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from graphs import Network, load

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.kinds import KINDS
from tribe.graph.data.ties import Ties
from tribe.graph.study import parallel
from tribe.graph.study.bootstraps import reciprocities, resampled
from tribe.graph.study.circles import circles_of
from tribe.graph.study.nulls import Chance, Groups

T = TypeVar("T")


def timed(name: str, work: Callable[[], T], times: int = 1) -> T:
    """Print how long the work took, and each of its `times`."""
    start, busy = time.perf_counter(), time.process_time()
    answer = work()
    wall, cpu = time.perf_counter() - start, time.process_time() - busy
    each = f", {wall / times * 1000:9.1f} ms each" if times > 1 else ""
    print(f"{name:32} {wall:8.2f} s, {cpu:8.2f} s of processors{each}", flush=True)
    return answer


def ties_of(network: Network) -> Ties:
    """The network as ties without times."""
    none = np.zeros(len(network.target))
    return Ties(
        members=range(network.n),
        brand=np.zeros(network.n, dtype=np.bool_),
        indptr=network.indptr,
        targets=network.target.astype(np.int32),
        weights=network.weight.astype(np.float64),
        first=none,
        last=none.copy(),
        now=0.0,
        half_life=1.0,
        kinds=np.zeros((len(none), len(KINDS)), dtype=np.uint8),
        together=np.empty(0, dtype=np.uint64),
    )


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path)
    parser.add_argument("size", nargs="?", default="M", choices=("S", "M", "L"))
    parser.add_argument("--nulls", type=int, default=200)
    parser.add_argument("--bootstraps", type=int, default=1000)
    parser.add_argument("--threads", type=int)
    told = parser.parse_args()
    network = load(told.size, told.cache)
    ties = ties_of(network)
    dyads = timed("dyads", ties.undirected)
    print(f"{network.n} members, {len(ties)} ties, {len(dyads)} dyads")
    warm = Dyads.from_pairs(range(3), np.array([0, 1, 0]), np.array([1, 2, 2]))
    timed("compiling, or reading from disk", lambda: Chance(warm, 0).statistics(2))
    labels = np.zeros(3, dtype=np.int64)
    timed("the same for bootstraps", lambda: resampled(warm, labels, 2, 0))
    rows, groups = kernels.nulls.rows(dyads.n, dyads.u, dyads.v), Groups(dyads.degree)
    _, score = timed("Leiden, two runs", lambda: groups.found(rows, parallel.stream(0, 0)))
    print(f"modularity {score:.4f}")
    found = timed("circles of two searches", lambda: circles_of(dyads, [1, 2]))
    threads = told.threads
    chance = Chance(dyads, 0)
    drawn = timed(
        f"{told.nulls} nulls", lambda: chance.statistics(told.nulls, threads=threads), told.nulls
    )
    for name, column in vars(drawn).items():
        print(f"    {name:28} {column.mean():10.5f} ± {column.std():.5f}")
    again = timed(
        f"{told.bootstraps} bootstraps",
        lambda: resampled(dyads, found.labels, told.bootstraps, 0, threads=threads),
        told.bootstraps,
    )
    for name, column in vars(again).items():
        print(f"    {name:28} {column.mean():10.5f} ± {column.std():.5f}")
    returned = timed(
        f"{told.bootstraps} of reciprocity",
        lambda: parallel.replicates(reciprocities(ties), told.bootstraps, 0, threads=threads),
        told.bootstraps,
    )
    print(f"    {'reciprocity':28} {np.mean(returned):10.5f} ± {np.std(returned):.5f}")


if __name__ == "__main__":
    main()
