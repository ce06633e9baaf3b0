"""Voice: how long members' proposals wait for an answer, and whether every voice is answered."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tribe.graph.evidence import Evidence
from tribe.graph.measures.newcomers import SurvivalCurve, kaplan_meier
from tribe.graph.measures.registry import Finding, Measure
from tribe.graph.measures.study import Study
from tribe.graph.privacy import SMALLEST, safe_counts
from tribe.graph.records import Proposal
from tribe.graph.uncertainty import newcombe, wilson
from tribe.graph.words import Words, duration, in_hundred, span

HOUR = 3600.0
DAYS = (1.0, 2.0, 4.0, 7.0, 14.0, 21.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0)


def _proposals(evidence: Evidence) -> list[Proposal]:
    """Those of the window, the first made first."""
    found = [one for one in evidence.records.proposals if evidence.covers(one.at)]
    return sorted(found, key=lambda one: (one.at, one.group or "", one.answered_at or math.inf))


def _end(evidence: Evidence) -> float:
    end = evidence.window[1]
    return math.inf if end is None else end


def is_answered(proposal: Proposal, until: float) -> bool:
    """Whether it had its reasoned reply by a moment."""
    return proposal.answered_at is not None and proposal.answered_at <= until


# F1 ---------------------------------------------------------------------------


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
    proposals, end = _proposals(study.evidence), _end(study.evidence)
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


def _read_answers(finding: Finding) -> Words:
    if finding.value is None:
        share = finding.detail["answered_share"]
        return Words(
            "Fewer than half of the members’ proposals have had a reasoned reply so far "
            f"({in_hundred(share, 'en')} of 100).",
            "Moins de la moitié des propositions des membres ont reçu une réponse motivée "
            f"({in_hundred(share, 'fr')} sur 100).",
        )
    reach = {"en": "", "fr": ""}
    if finding.interval:
        low, high = finding.interval
        reach["en"] = f" (from {duration(low, 'en')} to {duration(high, 'en')})"
        reach["fr"] = f" (de {duration(low, 'fr')} à {duration(high, 'fr')})"
    return Words(
        "Half of the members’ proposals have a reasoned reply within "
        f"{duration(finding.value, 'en')}{reach['en']}.",
        "La moitié des propositions des membres reçoivent une réponse motivée en moins de "
        f"{duration(finding.value, 'fr')}{reach['fr']}.",
    )


F1 = Measure(
    id="F1",
    family="fidelity",
    name=Words("Answer time to proposals", "Délai de réponse aux propositions"),
    question=Words(
        "How long does the brand take to answer?",
        "Combien de temps la marque met-elle à répondre ?",
    ),
    formula="S(t) = Π(1−d/n); median",
    reference="Kaplan & Meier 1958",
    unit="hours",
    privacy="P3",
    published="P3",
    uncertainty="KM",
    minimum={"proposals": 10},
    size="proposals",
    sample=lambda study: {"proposals": len(_proposals(study.evidence))},
    compute=_answers,
    read=_read_answers,
)


# E3 ---------------------------------------------------------------------------


def _is_accepted(proposal: Proposal, until: float) -> bool:
    return is_answered(proposal, until) and proposal.accepted is True


def _persons(proposals: Sequence[Proposal]) -> int:
    """Distinct authors; a proposal whose author is not known stands for one."""
    known = {one.author for one in proposals if one.author is not None}
    return len(known) + sum(one.author is None for one in proposals)


def _parted(evidence: Evidence) -> tuple[list[Proposal], list[Proposal]]:
    """Proposals of members who volunteered an access group, and all others."""
    made = _proposals(evidence)
    return [one for one in made if one.group], [one for one in made if not one.group]


def _equity(study: Study) -> Finding:
    named, others = _parted(study.evidence)
    if not named or not others:
        return Finding(None)
    end = _end(study.evidence)

    def gap(
        counted: Callable[[Proposal, float], bool],
    ) -> tuple[float, tuple[float, float] | None]:
        a, b = sum(counted(one, end) for one in named), sum(counted(one, end) for one in others)
        return a / len(named) - b / len(others), newcombe(a, len(named), b, len(others))

    value, interval = gap(is_answered)
    accepted, accepted_interval = gap(_is_accepted)
    return Finding(
        value,
        interval,
        detail={
            "answered": [
                sum(is_answered(one, end) for one in part) / len(part) for part in (named, others)
            ],
            "accepted_gap": accepted,
            "accepted_interval": list(accepted_interval) if accepted_interval else None,
            "groups": _groups(named, end),
        },
    )


def _groups(named: Sequence[Proposal], until: float) -> list[dict[str, float]]:
    """Each volunteered group behind which ten persons stand, without its name."""
    parts: dict[str, list[Proposal]] = {}
    for one in named:
        parts.setdefault(one.group or "", []).append(one)
    ordered = [parts[name] for name in sorted(parts)]
    safe = safe_counts([len(part) for part in ordered], [_persons(part) for part in ordered])
    groups = []
    for part, count in zip(ordered, safe, strict=True):
        if count is None:
            continue
        answered = sum(is_answered(one, until) for one in part)
        low, high = wilson(answered, len(part)) or (0.0, 1.0)
        groups.append({"answered": answered / len(part), "low": low, "high": high})
    return groups


def _read_equity(finding: Finding) -> Words:
    one, other = finding.detail["answered"]
    low, high = finding.interval or (-1.0, 1.0)
    en = (
        f"{in_hundred(one, 'en')} of 100 proposals by members who named an access need are "
        f"answered, {in_hundred(other, 'en')} of 100 of the others"
    )
    fr = (
        f"{in_hundred(one, 'fr')} propositions sur 100 de membres ayant indiqué un besoin d’accès "
        f"ont une réponse, {in_hundred(other, 'fr')} sur 100 des autres"
    )
    if low <= 0 <= high:
        return Words(f"{en}: no evidence of a difference.", f"{fr} : rien n’indique un écart.")
    near, far = sorted((abs(low), abs(high)))
    fewer, words = high < 0, {}
    for tongue in ("en", "fr"):
        reach = span(in_hundred(near, tongue), in_hundred(far, tongue))
        words[tongue] = f"{in_hundred(abs(finding.value or 0.0), tongue)} ({reach})"
    return Words(
        f"{en}: {words['en']} of 100 {'fewer' if fewer else 'more'}.",
        f"{fr} : {words['fr']} sur 100 de {'moins' if fewer else 'plus'}.",
    )


def _equity_size(study: Study) -> dict[str, int]:
    named, others = _parted(study.evidence)
    return {
        "grouped": _persons(named),
        "ungrouped": _persons(others),
        "proposals": len(named) + len(others),
    }


E3 = Measure(
    id="E3",
    family="equality",
    name=Words("Voice equity", "Égalité des voix"),
    question=Words(
        "Is every voice answered alike?", "Toutes les voix reçoivent-elles une réponse ?"
    ),
    formula="p(answered | access group named) − p(answered | not)",
    reference="ours; Newcombe 1998",
    unit="difference",
    privacy="P2",
    published="P2",
    uncertainty="Newcombe",
    minimum={"grouped": 10, "ungrouped": 10},
    size="proposals",
    sample=_equity_size,
    compute=_equity,
    read=_read_equity,
)
