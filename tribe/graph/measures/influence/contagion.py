"""Contagion evidence: whether members begin what their ties have begun, beyond being alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.fading import DAY
from tribe.graph.data.months import MONTH
from tribe.graph.data.records import Uptake
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import InHundred, Message, Said

ACTIVITY = (1.0, 8.0)  # acts in the month before
TENURE = (90 * DAY, 365 * DAY)
PAST = (1, 2, 4)  # other things begun before
ADOPTING = (2, 3, 5)  # ties that take it up, sooner or later
CELLS = 2_000_000_000  # of all draws together; fewer draws where each takes long


@dataclass(frozen=True, eq=False)
class Exposure:
    """Who could begin what in which month, and whether a tie of theirs had.

    Attributes
    ----------
    member : (rows,) int64
    stratum : (rows,) int64
        The same for rows that match: thing, month, tenure, activity, past uptake, and how many
        of the member's ties take it up in the end.
    exposed, began : (rows,) bool
    """

    member: NDArray[np.int64]
    stratum: NDArray[np.int64]
    exposed: NDArray[np.bool_]
    began: NDArray[np.bool_]

    def only(self, rows: NDArray[np.bool_]) -> Exposure:
        """The rows marked True."""
        return Exposure(self.member[rows], self.stratum[rows], self.exposed[rows], self.began[rows])

    @property
    def matched(self) -> Exposure:
        """Rows of strata that hold both who was exposed and who was not, renumbered."""
        many = int(self.stratum.max(initial=-1)) + 1
        with_tie = np.bincount(self.stratum[self.exposed], minlength=many)
        without = np.bincount(self.stratum[~self.exposed], minlength=many)
        kept = self.only(((with_tie > 0) & (without > 0))[self.stratum])
        numbers = np.unique(kept.stratum, return_inverse=True)[1]
        return Exposure(kept.member, numbers, kept.exposed, kept.began)

    def shares(self, weights: NDArray[np.float64]) -> tuple[float, float] | None:
        """Share that began among the exposed, and among those who match them."""
        many = int(self.stratum.max(initial=-1)) + 1

        def total(rows: NDArray[np.bool_]) -> NDArray[np.float64]:
            found = np.bincount(self.stratum[rows], weights[rows], many)
            return found.astype(np.float64)

        with_tie, without = total(self.exposed), total(~self.exposed)
        both = (with_tie > 0) & (without > 0)
        if not both.any():
            return None
        began, other = total(self.exposed & self.began)[both], total(~self.exposed & self.began)
        size = with_tie[both]
        matched = float((size * other[both] / without[both]).sum() / size.sum())
        return float(began.sum() / size.sum()), matched


def contagion(exposure: Exposure) -> float | None:
    """Share that began with an adopting tie, minus that of matching members without.

    Each stratum counts as often as it holds someone exposed. -1 to 1; None
    where no stratum holds both.

    Returns
    -------
    float or None
        -1 to 1; None where nobody has a match.

    References
    ----------
    Aral, Muchnik & Sundararajan 2009, PNAS 106; Shalizi & Thomas 2011 (what remains
    confounded where likeness is not seen).

    Examples
    --------
    >>> rows = Exposure(np.arange(4), np.zeros(4, dtype=np.int64),
    ...                 np.array([True, True, False, False]),
    ...                 np.array([True, True, True, False]))
    >>> contagion(rows)
    0.5
    """
    found = exposure.shares(np.ones(len(exposure.member)))
    return None if found is None else found[0] - found[1]


def _adopted(uptakes: list[Uptake], sample: Sample) -> Iterator[NDArray[np.float64]]:
    """(n,) when each member began each thing, inf for never; up to the end of the window."""
    index = {name: place for place, name in enumerate(sample.known.members)}
    things: dict[str, NDArray[np.float64]] = {}
    for uptake in uptakes:
        if uptake.member in index and uptake.at <= sample.now:
            at = things.setdefault(uptake.item, np.full(len(index), np.inf))
            place = index[uptake.member]
            at[place] = min(at[place], uptake.at)
    for item in sorted(things):
        yield things[item]


def exposures(sample: Sample, uptakes: list[Uptake]) -> Exposure:
    """Rows of members, things and months of the window.

    Only members of whose ties some take a thing up, before or after, are
    compared: those whose tie had, with those whose tie had not yet. So both
    have friends of that taste, and only time sets them apart.
    """
    months, activity, contacts = sample.months, sample.activity, sample.contacts
    starts = months.end - MONTH * np.arange(months.number, 0, -1.0)
    things = list(_adopted(uptakes, sample))
    begun = np.array(things).reshape(len(things), contacts.n)
    parts = [[np.empty(0, dtype=np.int64)] for _ in range(4)]
    for month, start in enumerate(starts):
        tenure = start - activity.since
        own = np.digitize(activity.between(start - MONTH, start), ACTIVITY) * 4
        own = own + np.digitize(tenure, TENURE)
        past = (begun < start).sum(axis=0)
        for number, at in enumerate(things):
            before = contacts.summed(start, (at < start).astype(np.float64))
            ever = contacts.summed(start, (at < np.inf).astype(np.float64))
            there = np.flatnonzero((tenure >= 0) & (at >= start) & (ever > 0))
            likeness = np.digitize(past, PAST) * 4 + np.digitize(ever, ADOPTING)
            stratum = ((number * len(starts) + month) * 16 + likeness) * 16 + own
            columns = (there, stratum[there], before[there] > 0, at[there] < start + MONTH)
            for part, column in zip(parts, columns, strict=True):
                part.append(column)
    member, stratum, exposed, began = (np.concatenate(part) for part in parts)
    return Exposure(
        member.astype(np.int64),
        stratum.astype(np.int64),
        exposed.astype(np.bool_),
        began.astype(np.bool_),
    )


def _exposure(study: Study) -> Exposure:
    return exposures(study.members, list(study.evidence.records.uptakes)).matched


def _contagion(study: Study) -> Finding:
    rows = _exposure(study)
    shares = rows.shares(np.ones(len(rows.member)))
    if shares is None:
        return Finding(None)
    value = shares[0] - shares[1]
    members, place = np.unique(rows.member, return_inverse=True)
    most = max(20, CELLS // max(len(rows.member), 1))
    replicates = []
    for drawn in islice(study.bootstrap("I3", len(members)), most):
        found = rows.shares(drawn[place].astype(np.float64))
        replicates.append(np.nan if found is None else found[0] - found[1])
    interval = normal_interval(value, replicates, -1.0, 1.0)
    detail = {"with_tie": shares[0], "without_tie": shares[1]}
    return Finding(value, interval, detail=detail)


# where likeness says who begins when, 34 of 100 would find something (docs/analysts/truth.md)
_ALIKE = Message(
    "; members who are alike may begin the same without passing it on, so this is no evidence of "
    "contagion."
)


def _read_contagion(finding: Finding) -> Said:
    value, (low, high) = finding.value or 0.0, finding.interval or (-1.0, 1.0)
    ends = {"low": InHundred(low), "high": InHundred(high)}
    if low <= 0 <= high:
        return Message(
            "No evidence that members begin things after their ties do, beyond what "
            "members like them begin in a month (%(low)s to %(high)s of 100).",
            **ends,
        )
    if value > 0:
        return (
            Message(
                "A tie who began something is associated with %(count)s more of 100 members "
                "beginning it within a month than among members like them (%(low)s to "
                "%(high)s)",
                count=InHundred(value),
                **ends,
            )
            + _ALIKE
        )
    return (
        Message(
            "A tie who began something is associated with %(count)s fewer of 100 members "
            "beginning it within a month than among members like them (%(low)s to "
            "%(high)s)",
            count=InHundred(abs(value)),
            **ends,
        )
        + _ALIKE
    )


def _size(study: Study) -> dict[str, int]:
    if not study.evidence.records.uptakes:
        return {"members": 0, "exposed": 0}
    rows = _exposure(study)
    return {
        "members": study.members.graph_size["members"],
        "exposed": len(np.unique(rows.member[rows.exposed])),
    }


I3 = Measure(
    id="I3",
    family="influence",
    name=Message("Contagion evidence"),
    question=Message("Do practices pass along ties?"),
    formula=Message("P(begins | a tie began) − P(begins | matched, none yet), monthly"),
    reference="Aral, Muchnik & Sundararajan 2009; Shalizi & Thomas 2011",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="cluster bootstrap",
    minimum={"members": 30, "exposed": 10},
    size="exposed",
    sample=_size,
    compute=_contagion,
    read=_read_contagion,
    draws="bootstraps",
)
