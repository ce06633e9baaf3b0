"""How often measures find something in tribes where nothing is to be found.

    python -m benchmarks.truth [--worlds 200] [--nulls 99] [--only growth …] [--measures C2,C5 …]

Prints a row for each empty tribe: in how many of 100 of it p is .05 or less, with Wilson's 95 %
interval, for each measure that has a null model. One in twenty is what p promises; the goal is 6 of
100 at the most. A dash where there is too little to measure.
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np

from benchmarks.truth.worlds import WORLDS, World
from tribe.graph import MEASURES, Evidence
from tribe.graph.study.register import SIGNIFICANT
from tribe.graph.study.shares import wilson
from tribe.graph.study.study import Study

MEASURED = ("T3", "C2", "C3", "C4", "C5", "C6", "T5")


def found(world: World, seed: int, nulls: int, measures: list[str]) -> dict[str, bool]:
    """Of each measure, whether it finds something in one tribe; not if there is not enough."""
    interactions = world(np.random.default_rng([seed, 13]))
    study = Study(Evidence(interactions), seed=seed, nulls=nulls, bootstraps=2)
    answers = {}
    for id_ in measures:
        measure = MEASURES[id_]
        if measure.lacking(measure.sample(study)) is None:
            null = measure.compute(study).null
            answers[id_] = null is not None and null.p <= SIGNIFICANT
    return answers


def told_of(hits: int, tried: int) -> str:
    """How many of 100, and Wilson's interval."""
    interval = wilson(hits, tried)
    if interval is None:
        return "–"
    low, high = (100 * end for end in interval)
    return f"{100 * hits / tried:.0f} ({low:.0f}–{high:.0f})"


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=200, help="tribes of each kind")
    parser.add_argument("--nulls", type=int, default=99, help="draws of chance at most")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first tribe")
    parser.add_argument("--only", nargs="*", default=list(WORLDS), choices=list(WORLDS))
    parser.add_argument("--measures", nargs="*", default=list(MEASURED))
    told = parser.parse_args()
    print("| empty tribe |", " | ".join(told.measures), "|")
    print("|---|" + "---|" * len(told.measures))
    for name in told.only:
        hits, tried = Counter[str](), Counter[str]()
        for seed in range(told.first, told.first + told.worlds):
            for id_, is_found in found(WORLDS[name], seed, told.nulls, told.measures).items():
                hits[id_] += is_found
                tried[id_] += 1
        shares = [told_of(hits[id_], tried[id_]) for id_ in told.measures]
        print(f"| {name.replace('_', ' ')} |", " | ".join(shares), "|", flush=True)


if __name__ == "__main__":
    main()
