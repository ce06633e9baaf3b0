"""One measure of a report without the others, for tests that ask for many."""

from __future__ import annotations

from tribe.graph import MEASURES, Evidence, Result
from tribe.graph.measures.study import Study
from tribe.graph.running import _result


def alone(
    id_: str, evidence: Evidence, *, nulls: int = 9, bootstraps: int = 9, seed: int = 0
) -> Result:
    """What the report would say of one measure; its p-value stands by itself."""
    study, measure = Study(evidence, seed=seed, nulls=nulls, bootstraps=bootstraps), MEASURES[id_]
    sample = dict(measure.sample(study))
    finding = measure.compute(study) if measure.lacking(sample) is None else None
    return _result(measure, sample, finding, study)
