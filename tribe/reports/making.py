"""Makes a report: evidence in, measures, the gate, and the document and map to be kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import column, select, table

from tribe import __version__
from tribe.db import session
from tribe.graph import measure_all, report_json
from tribe.graph.evidence import Evidence
from tribe.graph.measures.newcomers import HOUR, kaplan_meier
from tribe.graph.measures.rhythm import rayleigh
from tribe.reports import gate
from tribe.reports.drawing import draw
from tribe.reports.evidence import Gathered
from tribe.reports.undeclared import undeclared_rites

NULLS = 200
BOOTSTRAPS = 1000
DAY = 86_400.0
SHORTEST, LONGEST, CYCLES = 2.0, 400.0, 3  # days between which a period is looked for
PERIODS = 240  # places at which a rite's strength is read for its chart
MEASURING = 0.95  # of the work; the rest is the map

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Made:
    """What is kept of a report: what may be shown, and its map with the names of rites."""

    document: dict[str, Any]
    drawing: dict[str, Any]


def tribe_name() -> str:
    """What the tribe is called; its table belongs to a room above this one."""
    place = table("place", column("name"))
    return session.scalar(select(place.c.name)) or "Tribe"


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
        "undeclared": undeclared_rites(evidence, seed) if results["U8"].value else [],
    }
    return Made(gate.publish(report), drawing)


def for_charts(measures: dict[str, Any], evidence: Evidence) -> None:
    """Add to the details what only a chart needs: a curve's band, a rite's spectrum."""
    if measures["N1"]["enough"]:
        _add_band(measures["N1"]["detail"], evidence)
    if measures["U1"]["enough"]:
        _add_periodogram(measures["U1"]["detail"], evidence)


def _add_band(detail: dict[str, Any], evidence: Evidence) -> None:
    newcomers = evidence.newcomers
    waits, heard = newcomers.member_waits, newcomers.member_answered
    if waits is None or heard is None:
        waits, heard = newcomers.waits, newcomers.answered
    curve = kaplan_meier(waits / HOUR, heard)
    if curve is None:
        return
    detail["steps"] = [dict(step) for step in detail["steps"]]
    for step in detail["steps"]:
        place = int(np.searchsorted(curve.times, step["hours"], side="right")) - 1
        low, high = (curve.low[place], curve.high[place]) if place >= 0 else (1.0, 1.0)
        if np.isfinite(low) and np.isfinite(high):
            step["low"], step["high"] = float(1 - high), float(1 - low)


def _add_periodogram(detail: dict[str, Any], evidence: Evidence) -> None:
    """How strongly the clearest rite keeps to each period, evenly spaced in frequency."""
    clearest = [
        place
        for place, rite in enumerate(detail["rites"])
        if rite["enough"] and rite["period_days"] == detail.get("period_days")
    ]
    if not clearest:
        return
    days = evidence.rite_times[clearest[0]] / DAY
    longest = min(LONGEST, max((days[-1] - days[0]) / CYCLES, 2 * SHORTEST))
    periods = np.geomspace(SHORTEST, longest, PERIODS)
    periods[np.abs(periods - detail["period_days"]).argmin()] = detail["period_days"]
    found = [rayleigh(days, float(period)) for period in periods]
    detail["periodogram"] = {
        "days": [round(float(period), 3) for period in periods],
        "strength": [0.0 if one is None else one[0] for one in found],
    }
