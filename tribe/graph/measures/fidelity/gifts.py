"""Gifts: whether the brand gives as much as it takes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tribe.graph.data.records import Gesture
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import percentile_interval
from tribe.speech import Bracketed, InHundred, Message, Said


def generosity(gestures: Iterable[Gesture]) -> float | None:
    """Share of the brand's gestures that give.

    G / (G + T), 0–1: gifts are credit, loan, venue, fix and adopted idea;
    takings are survey, reuse of content, sales post and beta test. None
    without gestures.

    Returns
    -------
    float or None
        0 to 1; None without gestures.

    References
    ----------
    Ours.

    Examples
    --------
    >>> generosity([Gesture(0.0, True)] * 6 + [Gesture(0.0, False)] * 4)
    0.6
    """
    gives = [gesture.gives for gesture in gestures]
    return sum(gives) / len(gives) if gives else None


def _gestures(study: Study) -> list[Gesture]:
    found = [one for one in study.evidence.records.gestures if study.evidence.covers(one.at)]
    return sorted(found, key=lambda gesture: (gesture.at, gesture.gives))


def _gifts(study: Study) -> Finding:
    gestures = _gestures(study)
    value = generosity(gestures)
    if value is None:
        return Finding(None)
    gives = np.array([gesture.gives for gesture in gestures], dtype=np.float64)
    n = len(gives)
    shares = [float(drawn @ gives) / n for drawn in study.bootstrap("F3", n)]
    given = int(gives.sum())
    return Finding(value, percentile_interval(shares), detail={"gives": given, "takes": n - given})


def _read_gifts(finding: Finding) -> Said:
    return Message(
        "The brand gave %(gives)s times and took %(takes)s times: %(share)s of 100 of "
        "its gestures give%(range)s.",
        gives=finding.detail["gives"],
        takes=finding.detail["takes"],
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
    )


F3 = Measure(
    id="F3",
    family="fidelity",
    name=Message("Gives and takes"),
    question=Message(
        "Does the brand give as much as it takes?",
    ),
    formula="G/(G+T)",
    reference=Message("ours"),
    unit="share",
    privacy="P3",
    published="P3",
    uncertainty="bootstrap",
    minimum={"gestures": 10},
    size="gestures",
    sample=lambda study: {"gestures": len(_gestures(study))},
    compute=_gifts,
    read=_read_gifts,
    draws="bootstraps",
)
