"""Runs every measure on one evidence, with progress, and adjusts the p-values it looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from tribe.graph.data.evidence import Evidence
from tribe.graph.measures import MEASURES, Finding, Measure, Result
from tribe.graph.study.circles import RUNS
from tribe.graph.study.register import not_enough
from tribe.graph.study.steps import Progress, Steps
from tribe.graph.study.study import CHUNK, Study
from tribe.graph.study.uncertainty import benjamini_hochberg

NULLS = 200  # networks drawn by chance: p goes down to 1/201
BOOTSTRAPS = 1000


def measure_all(
    evidence: Evidence,
    *,
    seed: int = 0,
    nulls: int = NULLS,
    bootstraps: int = BOOTSTRAPS,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    only: Collection[str] | None = None,
) -> dict[str, Result]:
    """Every measure in `MEASURES`, in its order.

    The same evidence and seed give the same results. Chance is drawn until the
    answer is settled (``study.sequential``): what is found at .05, and its p, are
    those of all draws. All p-values are one family, adjusted together (Benjamini–Hochberg)
    before they are put into words; then each measure is asked what holds beside the others.

    Parameters
    ----------
    evidence : Evidence
    seed, nulls, bootstraps : int
        `nulls` is how many draws of chance there are at most.
    progress : callable, optional
        Called with steps done, steps in all, and the id of the measure at
        work (or ``nulls``).
    cancelled : callable, optional
        Asked at each step whether to stop.
    only : collection of str, optional
        The ids to measure, in place of all; what they need is measured with them.

    Raises
    ------
    Cancelled
        `cancelled` said so.

    Examples
    --------
    >>> from tribe.graph import Evidence, Interactions
    >>> results = measure_all(Evidence(Interactions.from_rows([])))
    >>> results["C2"].enough, str(results["C2"].reading)
    (False, 'Not enough yet: 0 members with ties so far, 30 needed.')
    """
    times = {"": 0, "bootstraps": bootstraps, "nulls": nulls}
    chunks = sum(times[measure.draws] // CHUNK for measure in MEASURES.values())
    # networks by chance are gone through twice: for their triangles and for their groups
    total = len(MEASURES) + RUNS + 2 * nulls + chunks + len(evidence.rites)
    steps = Steps(total, progress, cancelled)
    study = Study(evidence, seed=seed, nulls=nulls, bootstraps=bootstraps, steps=steps)
    wanted = set(MEASURES if only is None else only)
    asked = {id_: measure for id_, measure in MEASURES.items() if id_ in wanted}
    needed = wanted.union(*(measure.needs for measure in asked.values()))
    measured = {id_: measure for id_, measure in MEASURES.items() if id_ in needed}
    samples = {id_: dict(measure.sample(study)) for id_, measure in measured.items()}
    findings: dict[str, Finding | None] = {}
    for id_, measure in measured.items():
        enough = measure.lacking(samples[id_]) is None
        findings[id_] = measure.compute(study) if enough else None
        steps.advance(id_)
    judged = _judged(_adjusted(findings))
    results = {
        id_: _result(measure, samples[id_], judged.get(id_), study)
        for id_, measure in asked.items()
    }
    steps.reach(steps.total, "")
    return results


def _adjusted(findings: Mapping[str, Finding | None]) -> dict[str, Finding]:
    """The same findings, with all p-values of one report adjusted together."""
    known = {id_: finding for id_, finding in findings.items() if finding is not None}
    looked_at = [
        *((id_, None, found.null.p) for id_, found in known.items() if found.null is not None),
        *((id_, name, p) for id_, found in known.items() for name, p in found.tests.items()),
    ]
    p_values = benjamini_hochberg([p for _, _, p in looked_at])
    new = {place[:2]: p for place, p in zip(looked_at, p_values, strict=True) if p is not None}
    adjusted = {}
    for id_, finding in known.items():
        null = None if finding.null is None else replace(finding.null, p=new[id_, None])
        tests = {name: new[id_, name] for name in finding.tests}
        adjusted[id_] = replace(finding, null=null, tests=tests)
    return adjusted


def _judged(findings: Mapping[str, Finding]) -> dict[str, Finding]:
    """What holds of each, once its p-values are adjusted, and beside those that it needs."""
    judged: dict[str, Finding] = {}
    for id_ in sorted(findings, key=lambda id_: len(MEASURES[id_].needs)):
        finding, judge = findings[id_], MEASURES[id_].judge
        judged[id_] = finding if judge is None else judge(finding, judged)
    return judged


def _result(
    measure: Measure, sample: dict[str, int], finding: Finding | None, study: Study
) -> Result:
    what = measure.lacking(sample)
    n = sample.get(measure.size, 0)
    if finding is None or what is not None:
        lacking = what or "value"
        reading = not_enough(measure, lacking, sample.get(lacking, 0))
        return Result(measure.id, measure.name, None, None, None, n, None, None, False, reading, {})
    with_brand = without_brand = None
    if measure.point is not None:
        without_brand = finding.value
        with_brand = measure.point(study.everyone) if study.has_brand else finding.value
    elif measure.beside is not None:
        without_brand = finding.value
        with_brand = measure.beside(study) if study.has_brand else finding.value
    elif "median_with_brand" in finding.detail:
        without_brand, with_brand = finding.value, finding.detail["median_with_brand"]
    elif "value_with_brand" in finding.detail:
        without_brand, with_brand = finding.value, finding.detail["value_with_brand"]
    told = finding.is_telling
    reading = measure.read(finding) if told else not_enough(measure, "value", 0)
    return Result(
        measure.id,
        measure.name,
        finding.value,
        finding.interval,
        finding.null,
        n,
        with_brand,
        without_brand,
        told,
        reading,
        finding.detail,
    )
