"""Newcomers: how long a first post waits for its first answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.evidence import Newcomers
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Study
from tribe.graph.study.survival import SurvivalCurve, kaplan_meier
from tribe.speech import Duration, InHundred, Message, Said

HOUR = 3600.0
READ_AT = (0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0)


def _curve(waits: NDArray[np.float64], answered: NDArray[np.bool_]) -> SurvivalCurve | None:
    return kaplan_meier(waits / HOUR, answered)


def _by_members(newcomers: Newcomers) -> SurvivalCurve | None:
    if newcomers.member_waits is None or newcomers.member_answered is None:
        return _curve(newcomers.waits, newcomers.answered)
    return _curve(newcomers.member_waits, newcomers.member_answered)


def _wait(study: Study) -> Finding:
    newcomers = study.evidence.newcomers
    curve, anyone = _by_members(newcomers), _curve(newcomers.waits, newcomers.answered)
    if curve is None or anyone is None:
        return Finding(None)
    waits = newcomers.waits if newcomers.member_waits is None else newcomers.member_waits
    steps = [
        {"hours": hours, "answered": 1 - curve.at(hours)}
        for hours in READ_AT
        if np.count_nonzero(waits / HOUR >= hours) >= SMALLEST
    ]
    return Finding(
        curve.median,
        curve.interval,
        detail={
            "steps": steps,
            "answered_share": 1 - float(curve.survival[-1]),
            "within_a_day": 1 - curve.at(24.0),
            "at_least": curve.at_least,
            "median_with_brand": anyone.median,
        },
    )


def _read_wait(finding: Finding) -> Said:
    if finding.value is None:
        return Message(
            "Fewer than half of newcomers’ first posts have been answered so far "
            "(%(share)s of 100).",
            share=InHundred(finding.detail["answered_share"]),
        )
    return Message(
        "Half of newcomers’ first posts are answered within %(time)s.",
        time=_within(finding.value, finding.interval, finding.detail["at_least"]),
    )


def _within(hours: float, interval: tuple[float, float] | None, at_least: float | None) -> Said:
    time = Duration(hours)
    if interval:
        low, high = interval
        return Message(
            "%(time)s (from %(low)s to %(high)s)",
            time=time,
            low=Duration(low),
            high=Duration(high),
        )
    if at_least is None:
        return time
    return Message("%(time)s (%(least)s or more)", time=time, least=Duration(at_least))


N1 = Measure(
    id="N1",
    family="newcomers",
    name=Message("Time to a first answer"),
    question=Message("How long do newcomers wait?"),
    formula=Message("S(t) = Π(1−d/n); median"),
    reference="Kaplan & Meier 1958; Joyce & Kraut 2006",
    unit="hours",
    privacy="P1",
    published="P2",
    uncertainty="KM",
    minimum={"newcomers": 10},
    size="newcomers",
    sample=lambda study: {"newcomers": len(study.evidence.newcomers)},
    compute=_wait,
    read=_read_wait,
)
