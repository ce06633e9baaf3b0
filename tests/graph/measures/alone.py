"""One measure of a report without the others, for tests that ask for many."""

from __future__ import annotations

from tribe.graph import Evidence, Result, measure_all


def alone(
    id_: str, evidence: Evidence, *, nulls: int = 9, bootstraps: int = 9, seed: int = 0
) -> Result:
    """What the report would say of one measure, were there no other."""
    found = measure_all(evidence, seed=seed, nulls=nulls, bootstraps=bootstraps, only=(id_,))
    return found[id_]
