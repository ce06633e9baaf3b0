"""Linking value: the ties that gatherings, topics and rites leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph.study.matching import Matched
from tribe.graph.study.privacy import SMALLEST, rounded
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import Interval
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import newcombe, normal_interval
from tribe.speech import Bracketed, Decimal, InHundred, Message, Said

_Parts = dict[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class LinkingValue:
    """How many more pairs became tied than pairs like them did.

    Attributes
    ----------
    value : float
        p₁ - p₀, -1 to 1.
    interval : (low, high)
        Newcombe's, as if pairs did not share members.
    new_ties : float
        The value times the pairs who met.
    """

    value: float
    interval: Interval
    new_ties: float


def linking_value(tied: int, pairs: int, matched_tied: int, matched: int) -> LinkingValue | None:
    """LV = p₁ - p₀ from counts; None when there are no pairs or none that match.

    Parameters
    ----------
    tied, pairs : int
        Of so many formerly untied pairs who met, how many had a tie a month later.
    matched_tied, matched : int
        The same of the pairs that match them.

    Returns
    -------
    LinkingValue or None
        With its difference, -1 to 1, and its interval.

    Raises
    ------
    ValueError
        More are tied than there are.

    References
    ----------
    Cova 1997 (the concept); Newcombe 1998.

    Examples
    --------
    >>> found = linking_value(2, 5, 1, 20)
    >>> round(found.value, 2), [round(bound, 2) for bound in found.interval], found.new_ties
    (0.35, [0.01, 0.72], 1.75)
    """
    interval = newcombe(tied, pairs, matched_tied, matched)
    if interval is None:
        return None
    value = tied / pairs - matched_tied / matched
    return LinkingValue(value, interval, round(value * pairs, 12))


def strengthening(changes: ArrayLike, matched: ArrayLike) -> float | None:
    """Mean change in strength of pairs who met, minus that of pairs like them.

    None when either is empty.

    Examples
    --------
    >>> strengthening([2, 4], [1, 1, 1])
    2.0
    """
    one, other = np.asarray(changes, dtype=np.float64), np.asarray(matched, dtype=np.float64)
    return float(one.mean() - other.mean()) if len(one) and len(other) else None


def _gaps(pairs: Matched) -> NDArray[np.float64]:
    return pairs.effect - pairs.expected


def _replicates(study: Study, label: str, pairs: Matched, parts: _Parts) -> NDArray[np.float64]:
    """(B, parts) mean gaps; a pair counts as often as both of its members were drawn together."""
    persons, place = np.unique(np.concatenate([pairs.u, pairs.v]), return_inverse=True)
    one, other = place[: len(pairs)], place[len(pairs) :]
    belongs = np.array(list(parts.values()), dtype=np.float64)
    sums, found = belongs * _gaps(pairs), []
    for drawn in study.bootstrap(label, len(persons)) if len(pairs) else ():
        weights = (drawn[one] * drawn[other]).astype(np.float64)
        total = belongs @ weights
        found.append(np.divide(sums @ weights, total, out=total * np.nan, where=total > 0))
    return np.array(found).reshape(-1, len(parts))


def _newcombe(pairs: Matched) -> Interval | None:
    """As if pairs shared no members; matches that count less are fewer (Kish 1965)."""
    effective = max(1, round(len(pairs) ** 2 / (1 / pairs.matches).sum()))
    matched_tied = round(float(pairs.expected.mean()) * effective)
    return newcombe(int(pairs.effect.sum()), len(pairs), matched_tied, effective)


def _standard(pairs: Matched) -> Interval | None:
    """As if pairs shared no members: 1.96 standard errors of the mean gap."""
    if len(pairs) < 2:
        return None
    gaps = _gaps(pairs)
    reach = 1.96 * float(gaps.std(ddof=1)) / len(pairs) ** 0.5
    return float(gaps.mean()) - reach, float(gaps.mean()) + reach


def _estimate(
    pairs: Matched, drawn: NDArray[np.float64], *, is_share: bool
) -> tuple[float | None, Interval | None]:
    """The mean gap, and the wider of the bootstrap's interval and the simple one."""
    if not len(pairs):
        return None, None
    value, most = float(_gaps(pairs).mean()), 1.0 if is_share else np.inf
    simple = _newcombe(pairs) if is_share else _standard(pairs)
    known = [i for i in (normal_interval(value, drawn, -most, most), simple) if i is not None]
    if not known:
        return value, None
    return value, (min(low for low, _ in known), max(high for _, high in known))


def _linking(study: Study, label: str, pairs: Matched) -> Finding:
    """The mean gap at gatherings, and the same for topics and for each rite."""
    parts: _Parts = {"gatherings": pairs.is_gathering, "topics": ~pairs.is_gathering}
    parts |= {f"rite {place}": pairs.rite == place for place in range(len(study.evidence.rites))}
    replicates = _replicates(study, label, pairs, parts)
    found = {
        name: _estimate(pairs.only(rows), replicates[:, column], is_share=label == "L1")
        for column, (name, rows) in enumerate(parts.items())
    }
    value, interval = found["gatherings"]
    if value is None:
        return Finding(None)
    whole = pairs.only(pairs.is_gathering)
    counted = rounded(len(whole)) if whole.persons >= SMALLEST else None
    shown = [_shown(pairs.only(parts[name]), *found[name]) for name in list(parts)[1:]]
    detail: dict[str, Any] = {
        "met": float(whole.effect.mean()),
        "matched": float(whole.expected.mean()),
        "pairs": counted,
        "topics": shown[0],
        "rites": shown[1:],
    }
    if label == "L1":
        detail["new_ties"] = None if counted is None else value * counted
    return Finding(value, interval, detail=detail)


def _shown(pairs: Matched, value: float | None, interval: Interval | None) -> dict[str, Any]:
    if value is None or pairs.persons < SMALLEST:
        return {"enough": False, "value": None, "low": None, "high": None}
    low, high = interval or (None, None)
    return {"enough": True, "value": value, "low": low, "high": high}


def _size(found: Matched) -> Mapping[str, int]:
    at_gatherings = found.only(found.is_gathering)
    counted = {"attendants": at_gatherings.persons, "pairs_met": len(at_gatherings)}
    return {**counted, "met": found.met}


def _is_clear(finding: Finding) -> bool:
    return finding.interval is not None and (finding.interval[0] > 0 or finding.interval[1] < 0)


# L1 ---------------------------------------------------------------------------


# where the busy come more, what is found is too often theirs (docs/analysts/truth.md)
_BUSY = Message(
    "; members who do much come more often and turn to more people anyway, so this alone is no "
    "evidence that gatherings link."
)


def _read_new(finding: Finding) -> Said:
    value, (low, high) = finding.value or 0.0, finding.interval or (0.0, 0.0)
    ends = {"low": InHundred(low), "high": InHundred(high)}
    if not _is_clear(finding):
        return Message(
            "No evidence that strangers who meet at a gathering turn to each other more "
            "often within a month than pairs like them (%(low)s to %(high)s of 100).",
            **ends,
        )
    if value > 0:
        return (
            Message(
                "Of 100 pairs of strangers at a gathering, %(count)s more turn to each other "
                "within a month than of pairs like them (%(low)s to %(high)s)",
                count=InHundred(value),
                **ends,
            )
            + _BUSY
        )
    return (
        Message(
            "Of 100 pairs of strangers at a gathering, %(count)s fewer turn to each other "
            "within a month than of pairs like them (%(low)s to %(high)s)",
            count=InHundred(abs(value)),
            **ends,
        )
        + _BUSY
    )


L1 = Measure(
    id="L1",
    family="linking",
    name=Message("New ties from gatherings"),
    question=Message("What links us?"),
    formula=Message("LV = p₁ − p₀: strangers tied within 30 d, minus matched pairs"),
    reference=Message("Cova 1997 (the concept)"),
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="two-way cluster bootstrap",
    minimum={"attendants": 10, "pairs_met": 10},
    size="met",
    sample=lambda study: _size(study.matching.strangers),
    compute=lambda study: _linking(study, "L1", study.matching.strangers),
    read=_read_new,
    draws="bootstraps",
)


# L2 ---------------------------------------------------------------------------


def _read_stronger(finding: Finding) -> Said:
    low, high = finding.interval or (0.0, 0.0)
    if not _is_clear(finding):
        return Message(
            "No evidence that ties change more in the month after a gathering than the "
            "ties of pairs like them (from %(low)s to %(high)s).",
            low=Decimal(low),
            high=Decimal(high),
        )
    return (
        Message(
            "In the month after a gathering, ties change by %(value)s acts compared with "
            "pairs like them%(range)s",
            value=Decimal(finding.value or 0.0),
            range=Bracketed((low, high), Decimal),
        )
        + _BUSY
    )


L2 = Measure(
    id="L2",
    family="linking",
    name=Message("Ties strengthened by gatherings"),
    question=Message("What keeps us close?"),
    formula=Message("mean Δw of pairs who met − mean Δw of matched pairs, over 30 d"),
    reference=Message("difference in differences"),
    unit="weight",
    privacy="P2",
    published="P2",
    uncertainty="two-way cluster bootstrap",
    minimum={"attendants": 10, "pairs_met": 10},
    size="met",
    sample=lambda study: _size(study.matching.acquainted),
    compute=lambda study: _linking(study, "L2", study.matching.acquainted),
    read=_read_stronger,
    draws="bootstraps",
)
