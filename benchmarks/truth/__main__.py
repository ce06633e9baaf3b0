"""How often measures find something in tribes where nothing is to be found, and what is planted.

    python -m benchmarks.truth [--worlds 200] [--first 0] [--parts turning …] [--only growth …]

Measures tribes, keeps the counts (``results.json``) and writes the tables of
``docs/analysts/truth.md`` from them. Parts: *found*, each measure with a null model, and whether
its p is .05 or less; *turning*, what T6 finds of each effect, and whether anything is claimed;
*beside*, what is told where one thing alone goes with turning to somebody; *planted*, what is
found of known effects. One in twenty is what p promises; the goal is 6 of 100 at the most.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from benchmarks.truth import tables
from benchmarks.truth.planted import recovered
from benchmarks.truth.tables import EFFECTS, MEASURED
from benchmarks.truth.worlds import WORLDS, World, circles_in_threads, rites_in_common
from tribe.graph import MEASURES, Evidence, Result, measure_all
from tribe.graph.study.register import SIGNIFICANT
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import benjamini_hochberg

GUARDED = ("C2", "C3", "C6", "T5")
ALONE: dict[str, Callable[[np.random.Generator], Evidence]] = {
    "rites_in_common": rites_in_common,
    "circles_in_threads": lambda rng: Evidence(circles_in_threads(rng)),
}


def found(world: World, seed: int, nulls: int, measures: Iterable[str]) -> dict[str, bool]:
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


def turned(world: World, seed: int) -> dict[str, bool]:
    """Of each effect of T6, whether p is .05 or less; as T6, whether any is so once adjusted."""
    study = Study(Evidence(world(np.random.default_rng([seed, 13]))), seed=seed)
    measure = MEASURES["T6"]
    if measure.lacking(measure.sample(study)) is not None:
        return {}
    tests = measure.compute(study).tests
    adjusted = benjamini_hochberg(list(tests.values()))
    answers = {name: p <= SIGNIFICANT for name, p in tests.items()}
    return {**answers, "T6": any(p is not None and p <= SIGNIFICANT for p in adjusted)}


def told(tribe: Callable[[np.random.Generator], Evidence], seed: int) -> dict[str, str | None]:
    """Of each measure that T6 guards, what is told beside the rest; None where chance gives it."""
    evidence = tribe(np.random.default_rng([seed, 13]))
    results = measure_all(evidence, seed=seed, nulls=99, bootstraps=2, only=GUARDED)
    return {
        id_: verdict(result)
        for id_, result in results.items()
        if result.enough and (id_ != "C6" or result.detail["tenure"] is not None)
    }


def verdict(result: Result) -> str | None:
    """What T6 says of what a measure found."""
    detail = result.detail if result.id != "C6" else result.detail["tenure"] or {}
    beside = detail.get("beside")
    return None if beside is None else str(beside["verdict"])


def counted(answers: Iterable[dict[str, bool]]) -> dict[str, dict[str, int]]:
    """How many were tried, and hit."""
    hits, tried = Counter[str](), Counter[str]()
    for answer in answers:
        for name, is_hit in answer.items():
            hits[name] += is_hit
            tried[name] += 1
    return {name: {"hits": hits[name], "tried": tried[name]} for name in tried}


def beside(seeds: range) -> dict[str, Any]:
    """What is told in tribes of one effect."""
    rows: dict[str, Any] = {}
    for name, tribe in ALONE.items():
        verdicts = [told(tribe, seed) for seed in seeds]
        parts = {
            "by_chance": lambda verdict: verdict is not None,
            "told": lambda verdict: verdict == "found",
            "unsure": lambda verdict: verdict == "too few",
        }
        by_part = {
            part: counted({id_: asks(one) for id_, one in row.items()} for row in verdicts)
            for part, asks in parts.items()
        }
        known = [id_ for id_ in GUARDED if id_ in by_part["told"]]
        rows[name] = {id_: {part: by_part[part][id_] for part in parts} for id_ in known}
    return rows


def main() -> None:
    """Read the arguments, measure, and write the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=200, help="tribes of each kind")
    parser.add_argument("--nulls", type=int, default=99, help="draws of chance at most")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first tribe")
    parser.add_argument("--only", nargs="*", default=list(WORLDS), choices=list(WORLDS))
    parser.add_argument("--measures", nargs="*", default=list(MEASURED))
    parser.add_argument("--parts", nargs="*", default=list(tables.TABLES), choices=tables.TABLES)
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.worlds)
    results = tables.load()
    for name in asked.only:
        world = WORLDS[name]
        row = results["found"].setdefault(name, {})
        if "found" in asked.parts:
            row |= counted(found(world, seed, asked.nulls, asked.measures) for seed in seeds)
        if "turning" in asked.parts:
            answers = counted(turned(world, seed) for seed in seeds)
            row |= {"T6": answers.pop("T6")} if answers else {}
            effects = {effect: answers[effect] for effect in EFFECTS if effect in answers}
            results["turning"] |= {name: effects} if effects else {}
    if "beside" in asked.parts:
        results["beside"] = beside(seeds)
    if "planted" in asked.parts:
        results["planted"] = recovered(seeds)
    tables.keep(results)


if __name__ == "__main__":
    main()
