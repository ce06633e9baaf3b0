"""Makes a report: evidence in, measures, the gate, and the document and map to be kept."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tribe import __version__, settings
from tribe.graph import measure_all, report_json
from tribe.graph.data.evidence import Evidence
from tribe.graph.running import BOOTSTRAPS, NULLS
from tribe.reports.build import gate
from tribe.reports.build.drawing import draw
from tribe.reports.build.undeclared import undeclared_rites
from tribe.reports.declared import declaration_of
from tribe.reports.declared.rituals import EMERGENT_RITES
from tribe.reports.gather.evidence import Gathered
from tribe.settings import place

MEASURING = 0.95  # of the work; the rest is the map

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Made:
    """What is kept of a report: what may be shown, and its map with the names of rites."""

    document: dict[str, Any]
    drawing: dict[str, Any]


def tribe_name() -> str:
    """What the tribe is called."""
    return settings.value_of(place.NAME)


def make(
    name: str,
    gathered: Gathered,
    *,
    seed: int = 0,
    nulls: int = NULLS,
    bootstraps: int = BOOTSTRAPS,
    progress: Progress | None = None,
) -> Made:
    """Measure, pass the gate and draw; touches no database, so that it may take its time.

    `progress` hears the share done and the id of the measure at work.
    """
    began, evidence = time.monotonic(), gathered.evidence

    def advance(done: int, total: int, label: str) -> None:
        if progress is not None:
            progress(MEASURING * done / max(total, 1), label)

    results = measure_all(evidence, seed=seed, nulls=nulls, bootstraps=bootstraps, progress=advance)
    report = report_json(
        name,
        evidence,
        results,
        {
            "version": __version__,
            "seed": seed,
            "seconds": round(time.monotonic() - began, 1),
            "nulls": nulls,
            "bootstraps": bootstraps,
            "tests": sum(found.null_model is not None for found in results.values()),
        },
    )
    for_charts(report["measures"], evidence)
    drawing = {
        "map": draw(evidence, gathered.haunts, seed),
        "rites": [{"slug": slug, "name": rite} for slug, rite in gathered.rites],
        "undeclared": undeclared_rites(evidence, seed) if results[EMERGENT_RITES.id].value else [],
    }
    return Made(gate.publish(report), drawing)


def for_charts(measures: Mapping[str, Any], evidence: Evidence) -> None:
    """Add to the details what only a chart needs: a curve's band, a rite's spectrum."""
    for id_, entry in measures.items():
        found = declaration_of(id_).for_chart
        if found is not None and entry["enough"]:
            entry["detail"] = {**entry["detail"], **found(entry["detail"], evidence)}
