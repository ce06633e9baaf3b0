"""Rhythms that nobody has declared a rite: kept for the support desk, never for a report."""

from typing import Any

from tribe.graph.data.evidence import Evidence
from tribe.graph.measures.rituals.emergence import emergent_rites, undeclared
from tribe.graph.study.rhythm import week_profile
from tribe.graph.study.study import Study
from tribe.reports.declared.rituals import EMERGENT_RITES

FEWEST = 3  # members who began such threads; with fewer it is somebody's habit
SHOWN = 10


def undeclared_rites(evidence: Evidence, seed: int) -> list[dict[str, Any]]:
    """What comes back in headings that anybody may read, begun by several members."""
    end = evidence.window[1]
    threads = undeclared(one for one in evidence.records.threads if end is None or one.at <= end)
    if not threads:
        return []
    profile = week_profile(evidence.measured.at)
    found = emergent_rites(threads, profile, rng=Study(evidence, seed=seed).rng(EMERGENT_RITES.id))
    return [
        {"kind": one.kind, "pattern": one.pattern, "period_days": round(one.period, 1)}
        for one in found
        if one.authors >= FEWEST
    ][:SHOWN]
