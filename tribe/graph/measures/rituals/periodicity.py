"""Rituals: whether the dates of rites come back in a rhythm, and how often."""

from __future__ import annotations

import numpy as np

from tribe.graph.data.fading import DAY
from tribe.graph.measures.rituals.anatomy import occasions_of
from tribe.graph.measures.rituals.seasons import find_season
from tribe.graph.study.register import SIGNIFICANT, Finding, Measure, NullModel
from tribe.graph.study.rhythm import OCCURRENCES, Rhythm
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import benjamini_hochberg
from tribe.speech import Counted, Decimal, Message, Said


def rhythmic_rites(study: Study) -> tuple[int, int]:
    """How many rites keep a rhythm that chance would not give, of how many with enough dates."""
    adjusted = benjamini_hochberg([None if r is None else r.p for r in study.rhythms])
    known = [p for p in adjusted if p is not None]
    return sum(p <= SIGNIFICANT for p in known), len(known)


def _periodicity(study: Study) -> Finding:
    rhythms = study.rhythms
    adjusted = benjamini_hochberg([None if r is None else r.p for r in rhythms])
    rites = [
        {**_said(rhythm, p, len(times)), **season}
        for rhythm, p, times, season in zip(
            rhythms, adjusted, study.evidence.rite_times, _seasons(study), strict=True
        )
    ]
    known = [
        (p, -rhythm.z, place)
        for place, (rhythm, p) in enumerate(zip(rhythms, adjusted, strict=True))
        if rhythm is not None and p is not None
    ]
    if not known:
        return Finding(None, detail={"rites": rites})
    p, _, place = min(known)
    clearest = rhythms[place]
    if clearest is None:
        return Finding(None, detail={"rites": rites})
    return Finding(
        clearest.strength,
        null=NullModel(clearest.null_mean, clearest.null_sd, p),
        detail={
            "period_days": clearest.period,
            "z": clearest.z,
            "rites": rites,
            "measured_rites": len(known),
            "rhythmic_rites": rhythmic_rites(study)[0],
        },
    )


def _seasons(study: Study) -> list[dict[str, object]]:
    """With what period more and fewer come to each rite, where chance would not give one."""
    came: dict[int, list[tuple[float, int]]] = {}
    for one in occasions_of(study, with_past=True):
        if one.rite is not None:
            came.setdefault(one.rite, []).append((one.at / DAY, len(one.people)))
    rng, found = study.rng("U1 seasons"), []
    for rite in range(len(study.evidence.rites)):
        counts = np.array(came.get(rite, []), dtype=np.float64).reshape(-1, 2)
        found.append(find_season(*counts.T, nulls=study.nulls, rng=rng))
        study.steps.advance("U1", 0)
    adjusted = benjamini_hochberg([None if season is None else season.p for season in found])
    return [
        {
            "season_days": season.period
            if season is not None and p is not None and p <= SIGNIFICANT
            else None,
            "season_p": p,
        }
        for season, p in zip(found, adjusted, strict=True)
    ]


def _said(rhythm: Rhythm | None, p: float | None, n: int) -> dict[str, object]:
    if rhythm is None or p is None:
        return {"n": n, "enough": False, "period_days": None, "value": None, "p": None}
    return {
        "n": n,
        "enough": True,
        "period_days": rhythm.period,
        "value": rhythm.strength,
        "p": p,
    }


def _read_periodicity(finding: Finding) -> Said:
    detail = finding.detail
    measured = detail["measured_rites"]
    if not finding.is_significant:
        if measured <= 1:
            return Message("No evidence of a rhythm in the dates of this rite.")
        return Message(
            "No evidence of a rhythm in the %(rites)s rites with enough dates.", rites=measured
        )
    days = detail["period_days"]
    said = Message(
        "The clearest rite comes back every %(days)s days (R %(value)s)",
        days=Decimal(days, 0 if abs(days - round(days)) < 0.05 else 1),
        value=Decimal(finding.value or 0.0),
    )
    if measured == 1:
        return said + Message(".")
    return said + Counted(
        "; %(num)s of %(rites)s rites keeps a rhythm that chance would not give.",
        "; %(num)s of %(rites)s rites keep a rhythm that chance would not give.",
        detail["rhythmic_rites"],
        rites=measured,
    )


def _size(study: Study) -> dict[str, int]:
    counts = [len(times) for times in study.evidence.rite_times]
    return {"occurrences": max(counts, default=0), "rites": len(counts)}


U1 = Measure(
    id="U1",
    family="rituals",
    name=Message("Periodicity"),
    question=Message("Is it a rite?"),
    formula=Message("R(P) = |mean e^(2πit/P)|, Z = nR²; Lomb–Scargle for how many come"),
    reference="Schuster 1898; Lomb 1976; Scargle 1982",
    unit="index",
    privacy="P2",
    published="P2",
    uncertainty="time null",
    minimum={"occurrences": OCCURRENCES},
    size="occurrences",
    sample=_size,
    compute=_periodicity,
    read=_read_periodicity,
)
