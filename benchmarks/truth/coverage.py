"""How often what says 95 % holds what it speaks of.

    python -m benchmarks.truth.coverage [--worlds 200] [--only growth …] [--measures E1,T5 …]

For each kind of tribe many are made, each measured with its interval. What an interval should
hold is the mean of the same measure over all of them: what such tribes have, rather than this one.
Prints of how many of 100 tribes the interval holds it, with Wilson's 95 %; 93 to 97 is the goal.
U2 has rites in place of tribes, and N1 newcomers: gaps of a known spread, and waits of a known
median (``gaps``), so that what they should hold is known exactly.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np

from benchmarks.truth.gaps import GAPS, WAITS
from benchmarks.truth.tables import told_of
from benchmarks.truth.worlds import WORLDS, World
from tribe.graph import MEASURES, Evidence, Interactions
from tribe.graph.study.shares import Interval
from tribe.graph.study.study import Study
from tribe.graph.study.survival import kaplan_meier

MEASURED = ("E1", "T4", "T5", "C1", "C2")
DAY = 86_400.0

Measured = tuple[float, Interval]


def intervals(world: World, seed: int, measures: list[str]) -> dict[str, Measured]:
    """Of each measure with an interval, its value and that, in one tribe."""
    study = Study(Evidence(world(np.random.default_rng([seed, 13]))), seed=seed, nulls=1)
    answers = {}
    for id_ in measures:
        measure = MEASURES[id_]
        if measure.lacking(measure.sample(study)) is None:
            found = measure.compute(study)
            if found.value is not None and found.interval is not None:
                answers[id_] = found.value, found.interval
    return answers


def holding(measured: list[Measured], truth: float | None = None) -> str:
    """Of how many of 100 the interval holds the truth, or else the mean of all values."""
    if truth is None:
        truth = float(np.mean([value for value, _ in measured])) if measured else 0.0
    held = sum(low <= truth <= high for _, (low, high) in measured)
    return told_of(held, len(measured))


def of_tribes(names: list[str], measures: list[str], first: int, worlds: int) -> None:
    """A row for each kind of tribe."""
    print("| tribe |", " | ".join(measures), "|")
    print("|---|" + "---|" * len(measures))
    for name in names:
        found = defaultdict[str, list[Measured]](list)
        for seed in range(first, first + worlds):
            for id_, answer in intervals(WORLDS[name], seed, measures).items():
                found[id_].append(answer)
        shares = [holding(found[id_]) for id_ in measures]
        print(f"| {name.replace('_', ' ')} |", " | ".join(shares), "|", flush=True)


def of_rites(first: int, worlds: int, numbers: tuple[int, ...] = (10, 20, 50)) -> None:
    """U2: a row for each kind of gaps, a column for how many there are."""
    print("| gaps |", " | ".join(map(str, numbers)), "|")
    print("|---|" + "---|" * len(numbers))
    nobody = Interactions.from_rows([])
    for name, (draw, spread) in GAPS.items():
        shares = []
        for many in numbers:
            found = list[Measured]()
            for seed in range(first, first + worlds):
                gaps = draw(np.random.default_rng([seed, 17]), many)
                times = np.concatenate([[0.0], np.cumsum(gaps)]) * DAY
                answer = MEASURES["U2"].compute(Study(Evidence(nobody, rites=[times]), seed=seed))
                if answer.value is not None and answer.interval is not None:
                    found.append((answer.value, answer.interval))
            shares.append(holding(found, (spread - 1) / (spread + 1)))
        print(f"| {name} |", " | ".join(shares), "|", flush=True)


def of_waits(first: int, worlds: int, numbers: tuple[int, ...] = (10, 20, 50, 200)) -> None:
    """N1: a row for each kind of waits, a column for how many newcomers there are.

    Each wrote two to sixty-two hours ago. Where the upper end is not reached yet the sentence says
    *or more*, which holds whatever is higher; where fewer than half have an answer nothing is said.
    """
    print("| waits |", " | ".join(map(str, numbers)), "|")
    print("|---|" + "---|" * len(numbers))
    for name, (draw, truth) in WAITS.items():
        shares = []
        for many in numbers:
            found = list[Measured]()
            for seed in range(first, first + worlds):
                rng = np.random.default_rng([seed, 19])
                waits, ago = draw(rng, many), rng.uniform(2.0, 62.0, many)
                curve = kaplan_meier(np.minimum(waits, ago), waits <= ago)
                if curve is None or curve.median is None or curve.at_least is None:
                    continue
                high = np.inf if curve.interval is None else curve.interval[1]
                found.append((curve.median, (curve.at_least, high)))
            shares.append(holding(found, truth))
        print(f"| {name} |", " | ".join(shares), "|", flush=True)


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=200, help="tribes of each kind")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first tribe")
    parser.add_argument("--only", nargs="*", default=list(WORLDS), choices=list(WORLDS))
    parser.add_argument("--measures", nargs="*", default=[*MEASURED, "U2", "N1"])
    told = parser.parse_args()
    measures = [id_ for id_ in told.measures if id_ not in {"U2", "N1"}]
    if measures:
        of_tribes(told.only, measures, told.first, told.worlds)
    if "U2" in told.measures:
        of_rites(told.first, told.worlds)
    if "N1" in told.measures:
        of_waits(told.first, told.worlds)


if __name__ == "__main__":
    main()
