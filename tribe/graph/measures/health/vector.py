"""Health: a few measures side by side, week after week. They are never made into one score."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions
from tribe.graph.data.fading import DAY
from tribe.graph.engine import components
from tribe.graph.measures.equality.equality import gini
from tribe.graph.measures.health.control import has_moved
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Sample, Study, acts_of
from tribe.speech import Counted, Listed, Message, Said

WEEK = 7 * DAY
MIN_WEEKS = 20
LATELY = 4  # weeks

PARTS: Mapping[str, Message] = MappingProxyType(
    {
        "active": Message("members who act"),
        "acts": Message("acts of each"),
        "company": Message("others met by each"),
        "new_ties": Message("first meetings"),
        "returned": Message("ties returned"),
        "gini": Message("inequality"),
        "together": Message("members in one piece"),
    }
)


def weekly(sample: Sample) -> dict[str, NDArray[np.float64]]:
    """Each part of the vector, (weeks,) in whole weeks back from the end of the window.

    A week in which fewer than ten members act is nan: a part of few persons is not shown, and
    not followed either.
    """
    talk = sample.known
    number, week = _weeks(sample)
    order = np.argsort(week, kind="stable")
    bounds = np.searchsorted(week[order], np.arange(number + 1))
    rows = np.full((number, len(PARTS)), np.nan)
    contacts, n = sample.contacts, len(talk.members)
    keys = contacts.u.astype(np.int64) * n + contacts.v
    for place in range(number):
        part = order[bounds[place] : bounds[place + 1]]
        begin = sample.now - (number - place) * WEEK
        present = int(np.count_nonzero(~(talk.joined_at > begin + WEEK)))
        rows[place] = _vector(talk.keep(part), present, keys, contacts.first, begin)
    return {name: rows[:, column] for column, name in enumerate(PARTS)}


def _weeks(sample: Sample) -> tuple[int, NDArray[np.int64]]:
    """How many whole weeks are known, and the week of each row; those before the first are < 0."""
    at = sample.known.at
    number = int((sample.now - float(at.min())) // WEEK) if len(at) else 0
    return number, number - 1 - np.floor((sample.now - at) / WEEK).astype(np.int64)


def _distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each key once, ascending; sorting beats numpy's own hashing here."""
    ordered = np.sort(keys)
    return np.asarray(ordered[np.diff(ordered, prepend=-1) != 0])


def _vector(
    talk: Interactions,
    present: int,
    keys: NDArray[np.int64],
    first: NDArray[np.float64],
    begin: float,
) -> list[float]:
    """One week, in the order of `PARTS`."""
    n = len(talk.members)
    acts = acts_of(talk)
    active = int(np.count_nonzero(acts))
    others = talk.source != talk.target
    source, target = talk.source[others].astype(np.int64), talk.target[others].astype(np.int64)
    if active < SMALLEST or not len(source):
        return [np.nan] * len(PARTS)
    pairs = _distinct(np.minimum(source, target) * n + np.maximum(source, target))
    direct = ~talk.is_group[others]
    arcs = _distinct(source[direct] * n + target[direct])
    back = arcs % n * n + arcs // n
    known = first[np.searchsorted(keys, pairs)]
    met, ends = np.unique(np.concatenate([pairs // n, pairs % n]), return_inverse=True)
    one, other = ends[: len(pairs)].astype(np.int32), ends[len(pairs) :].astype(np.int32)
    labels = components(len(met), one, other)
    return [
        active / max(present, active),
        float(acts.sum()) / active,
        2 * len(pairs) / len(met),
        float(np.mean(known >= begin)),
        float(np.isin(back, arcs).mean()) if len(arcs) else np.nan,
        gini(acts[acts > 0]) or 0.0,
        int(np.bincount(labels).max()) / len(met),
    ]


def _health(study: Study) -> Finding:
    parts = {}
    for name, series in weekly(study.members).items():
        if np.count_nonzero(np.isfinite(series)) < MIN_WEEKS:
            continue
        known = series[np.isfinite(series)]
        parts[name] = {
            "now": float(known[-LATELY:].mean()),
            "usual": float(known[:-LATELY].mean()),
            "moved": has_moved(series, LATELY),
        }
    if not parts:
        return Finding(None)
    moved = sum(part["moved"] != 0 for part in parts.values())
    return Finding(float(moved), detail={"parts": parts, "followed": len(parts)})


def _read_health(finding: Finding) -> Said:
    parts, moved = finding.detail["parts"], round(finding.value or 0)
    if not moved:
        return Message(
            "All %(many)s measures followed week by week lie within their usual range.",
            many=len(parts),
        )
    said = [_moved(PARTS[name], part["moved"]) for name, part in parts.items() if part["moved"]]
    return Counted(
        "Of %(many)s measures followed week by week, %(num)s has left its usual range: %(parts)s.",
        "Of %(many)s measures followed week by week, %(num)s have left their usual "
        "range: %(parts)s.",
        moved,
        many=len(parts),
        parts=Listed(said),
    )


def _moved(part: Message, way: int) -> Said:
    if way > 0:
        return Message("%(part)s (higher)", part=part)
    return Message("%(part)s (lower)", part=part)


def _size(study: Study) -> dict[str, int]:
    """Weeks in which ten members or more act."""
    talk, (number, week) = study.members.known, _weeks(study.members)
    others = (talk.source != talk.target) & (week >= 0)
    together = others & talk.is_group
    n = len(talk.members)
    acting = np.concatenate([week[others] * n + talk.source[others],
                             week[together] * n + talk.target[together]])  # fmt: skip
    many = np.bincount(_distinct(acting) // max(n, 1), minlength=number)
    return {"weeks": int(np.count_nonzero(many >= SMALLEST))}


H1 = Measure(
    id="H1",
    family="health",
    name=Message("Measures that moved"),
    question=Message("What has changed lately?"),
    formula=Message("each part by itself: seasonal EWMA (λ .2, L 2.86) and CUSUM (k .5, h 5)"),
    reference="Roberts 1959; Page 1954; Hawkins 1987",
    unit="parts",
    privacy="P2",
    published="P2",
    uncertainty="control limits",
    minimum={"weeks": MIN_WEEKS},
    size="weeks",
    sample=_size,
    compute=_health,
    read=_read_health,
)
