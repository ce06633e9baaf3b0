"""Gifts: whether the brand gives as much as it takes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tribe.graph.measures.registry import Finding, Measure
from tribe.graph.measures.study import Study
from tribe.graph.records import Gesture
from tribe.graph.uncertainty import percentile_interval
from tribe.graph.words import Words, between, in_hundred


def generosity(gestures: Iterable[Gesture]) -> float | None:
    """Share of the brand's gestures that give.

    G / (G + T), 0–1: gifts are credit, loan, venue, fix and adopted idea;
    takings are survey, reuse of content, sales post and beta test. None
    without gestures.

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


def _read_gifts(finding: Finding) -> Words:
    value, gives, takes = finding.value or 0.0, finding.detail["gives"], finding.detail["takes"]
    return Words(
        f"The brand gave {gives} times and took {takes} times: {in_hundred(value, 'en')} of 100 "
        f"of its gestures give{between(finding.interval, 'en')}.",
        f"La marque a donné {gives} fois et demandé {takes} fois : {in_hundred(value, 'fr')} de "
        f"ses gestes sur 100 donnent{between(finding.interval, 'fr')}.",
    )


F3 = Measure(
    id="F3",
    family="fidelity",
    name=Words("Gives and takes", "Dons et demandes"),
    question=Words(
        "Does the brand give as much as it takes?",
        "La marque donne-t-elle autant qu’elle demande ?",
    ),
    formula="G/(G+T)",
    reference="ours",
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
