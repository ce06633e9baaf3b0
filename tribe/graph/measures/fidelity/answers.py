"""F1: how long members' proposals wait for the brand's reasoned reply."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.evidence import Evidence
from tribe.graph.data.records import Proposal
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Study
from tribe.graph.study.survival import SurvivalCurve, kaplan_meier
from tribe.speech import Duration, InHundred, Message, Said

HOUR = 3600.0
DAYS = (1.0, 2.0, 4.0, 7.0, 14.0, 21.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0)


def proposals_of(evidence: Evidence) -> list[Proposal]:
    """The proposals of the window, the first made first."""
    found = [one for one in evidence.records.proposals if evidence.covers(one.at)]
    return sorted(found, key=lambda one: (one.at, one.group or "", one.answered_at or math.inf))


def end_of(evidence: Evidence) -> float:
    """When the window ends; infinity for one that has no end."""
    end = evidence.window[1]
    return math.inf if end is None else end


def is_answered(proposal: Proposal, until: float) -> bool:
    """Whether it had its reasoned reply by a moment."""
    return proposal.answered_at is not None and proposal.answered_at <= until


def answer_times(proposals: Sequence[Proposal], until: float) -> SurvivalCurve | None:
    """Share of proposals that still wait for a reasoned reply as the hours go by.

    Proposals without a reply by `until` are censored there. None without
    proposals.

    Parameters
    ----------
    proposals : sequence of Proposal
        Made by `until`.
    until : float
        Unix seconds.

    Returns
    -------
    SurvivalCurve or None
        By hours; None without proposals.

    References
    ----------
    Kaplan & Meier 1958.

    Examples
    --------
    >>> waits, heard = (1, 2, 3, 4, 5), (True, True, False, True, False)
    >>> made = [
    ...     Proposal(-HOUR * wait, 0.0 if answered else None)
    ...     for wait, answered in zip(waits, heard)
    ... ]
    >>> curve = answer_times(made, until=0.0)
    >>> curve.survival.round(2).tolist(), curve.median
    ([0.8, 0.6, 0.6, 0.3, 0.3], 4.0)
    """
    heard = [is_answered(one, until) for one in proposals]
    ends = [
        one.answered_at if known and one.answered_at is not None else until
        for one, known in zip(proposals, heard, strict=True)
    ]
    waits = [(end - one.at) / HOUR for one, end in zip(proposals, ends, strict=True)]
    return kaplan_meier(np.maximum(waits, 0.0), heard)


def _answers(study: Study) -> Finding:
    proposals, end = proposals_of(study.evidence), end_of(study.evidence)
    if not proposals:
        return Finding(None)
    if math.isinf(end):
        end = max(one.answered_at or one.at for one in proposals)
    curve = answer_times(proposals, end)
    if curve is None:
        return Finding(None)
    watched = (end - np.array([one.at for one in proposals])) / HOUR
    return Finding(
        curve.median,
        curve.interval,
        detail={
            "steps": _steps(curve, watched),
            "answered_share": 1 - float(curve.survival[-1]),
            "at_least": curve.at_least,
        },
    )


def _steps(curve: SurvivalCurve, watched: NDArray[np.float64]) -> list[dict[str, float]]:
    """Answered by some days, where ten proposals have been watched for as long."""
    steps = []
    for days in DAYS:
        if np.count_nonzero(watched >= 24 * days) < SMALLEST:
            continue
        place = int(np.searchsorted(curve.times, 24 * days, side="right")) - 1
        step = {"hours": 24 * days, "answered": 1 - curve.at(24 * days)}
        low, high = (curve.low[place], curve.high[place]) if place >= 0 else (1.0, 1.0)
        if np.isfinite(low) and np.isfinite(high):
            step |= {"low": float(1 - high), "high": float(1 - low)}
        steps.append(step)
    return steps


def _read_answers(finding: Finding) -> Said:
    if finding.value is None:
        return Message(
            "Fewer than half of the members’ proposals have had a reasoned reply so far "
            "(%(share)s of 100).",
            share=InHundred(finding.detail["answered_share"]),
        )
    within: Said = Duration(finding.value)
    if finding.interval:
        low, high = finding.interval
        within = Message(
            "%(time)s (from %(low)s to %(high)s)",
            time=within,
            low=Duration(low),
            high=Duration(high),
        )
    return Message(
        "Half of the members’ proposals have a reasoned reply within %(time)s.",
        time=within,
    )


F1 = Measure(
    id="F1",
    family="fidelity",
    name=Message("Answer time to proposals"),
    question=Message(
        "How long does the brand take to answer?",
    ),
    formula=Message("S(t) = Π(1−d/n); median"),
    reference="Kaplan & Meier 1958",
    unit="hours",
    privacy="P3",
    published="P3",
    uncertainty="KM",
    minimum={"proposals": 10},
    size="proposals",
    sample=lambda study: {"proposals": len(proposals_of(study.evidence))},
    compute=_answers,
    read=_read_answers,
)
