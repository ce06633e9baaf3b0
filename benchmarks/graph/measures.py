"""Seconds for every measure, without nulls and bootstraps, on one network of the comparisons.

    python -m benchmarks.graph.measures [--size S|M|L] [--cache DIR] [--nulls 0] [--bootstraps 0]

Each tie of the network is one act of a seeded kind and moment in two years, written as Parquet
and read as an analyst's file is. Prints seconds by the clock, those of the processors, and the
peak memory so far after each measure: what several share (ties, dyads, circles) counts for the
first that asks for it.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import numpy as np

from benchmarks.graph.graphs import SIZES, load
from tribe.graph import Evidence, read_interactions
from tribe.graph.measures import MEASURES
from tribe.graph.study.study import Study

YEARS = 2 * 365 * 86_400.0
BEGAN = 1_700_000_000.0


def acts(size: str, cache: Path) -> Path:
    """A file with an act for each tie."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = cache / f"{size}-acts.parquet"
    if not path.exists():
        network, rng = load(size, cache), np.random.default_rng(7)
        rows = len(network.source)
        kinds = np.array(["reply", "mention", "reaction", "thanks"])
        columns = {
            "source": network.source,
            "target": network.target,
            "kind": kinds[rng.choice(len(kinds), rows, p=[0.5, 0.1, 0.3, 0.1])],
            "at": np.floor(BEGAN + YEARS * rng.random(rows)),
        }
        pq.write_table(pa.table(columns), path)
    return path


def peak() -> float:
    """The most memory this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def line(name: str, wall: float, busy: float, told: str) -> None:
    """Seconds by the clock and of the processors, and the memory."""
    print(f"{name:4}{wall:8.1f} s{busy:8.1f} s{peak():8.1f} GB  {told}", flush=True)


def main() -> None:
    """Measure, with a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", choices=list(SIZES), default="L")
    parser.add_argument("--nulls", type=int, default=0)
    parser.add_argument("--bootstraps", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "tribe-benchmarks")
    asked = parser.parse_args()
    path = acts(asked.size, asked.cache)
    began = time.perf_counter()
    interactions, _ = read_interactions(path)
    print(f"read {len(interactions):,} acts: {time.perf_counter() - began:.1f} s, {peak():.1f} GB")
    study = Study(Evidence(interactions), nulls=asked.nulls, bootstraps=asked.bootstraps)
    for measure in MEASURES.values():
        since, busy = time.perf_counter(), time.process_time()
        enough = measure.lacking(dict(measure.sample(study))) is None
        if enough:
            measure.compute(study)
        told = "" if enough else "not enough"
        line(measure.id, time.perf_counter() - since, time.process_time() - busy, told)
    line("all", time.perf_counter() - began, time.process_time(), "")


if __name__ == "__main__":
    main()
