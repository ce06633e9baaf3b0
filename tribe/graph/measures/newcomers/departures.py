"""Departures: whether they follow one another along ties. Nothing here is said of one person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.months import MONTH
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.speech import Decimal, Message, Said

PRIOR = 2.5  # a weak prior keeps slopes finite where few have left (Gelman et al. 2008)
ROUNDS = 30
CELLS = 2_000_000_000  # of all draws together; fewer draws where each takes long


def hazard_slopes(
    event: NDArray[np.bool_], month: NDArray[np.int64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Slopes of a monthly hazard, each month with a level of its own.

    logit P(event) = level of the month + columns · slopes, by Newton's
    steps, with a normal prior of mean 0 and deviation 2.5 over one standard
    deviation of each column.

    Parameters
    ----------
    event : (rows,) bool
    month : (rows,) int64, from 0
    columns : (rows, k) float64

    Returns
    -------
    (k,) float64, in log-odds for each unit of a column; 0 for a constant one.

    References
    ----------
    Allison 1982 (discrete time); Gelman, Jakulin, Pittau & Su 2008 (the prior).
    """
    spread = columns.std(axis=0) if len(columns) else np.zeros(columns.shape[1])
    scale = np.where(spread > 0, spread, 1.0)
    x = np.where(spread > 0, (columns - columns.mean(axis=0) if len(columns) else columns), 0.0)
    x = x / scale
    months = int(month.max(initial=-1)) + 1
    happened = np.bincount(month, weights=event, minlength=months)
    there = np.bincount(month, minlength=months)
    # a month in which nobody left, or all did, says nothing of who does
    telling = ((happened > 0) & (happened < there))[month]
    x, y, month = x[telling], event[telling].astype(np.float64), month[telling]
    level = np.zeros(months)
    slopes = np.zeros(columns.shape[1])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(level[month] + x @ slopes, -30, 30)))
        weight = p * (1 - p)
        own = np.bincount(month, weights=weight, minlength=months) + 1e-9
        cross = np.array([np.bincount(month, weights=weight * c, minlength=months) for c in x.T])
        pull = np.bincount(month, weights=y - p, minlength=months)
        push = x.T @ (y - p) - slopes / PRIOR**2
        inner = (x.T * weight) @ x + np.eye(len(slopes)) / PRIOR**2
        step = np.linalg.solve(inner - (cross / own) @ cross.T, push - (cross / own) @ pull)
        slopes = slopes + step
        level = level + (pull - cross.T @ step) / own
        if np.abs(step).max(initial=0.0) < 1e-10:
            break
    return slopes / scale


@dataclass(frozen=True, eq=False)
class _Panel:
    """Members month by month: who was there, with how many ties, and how they were doing."""

    sample: Sample
    left_at: NDArray[np.float64]  # (n,), inf for who stayed

    @cached_property
    def starts(self) -> NDArray[np.float64]:
        """When each month began."""
        months = self.sample.months
        return months.end - MONTH * np.arange(months.number, 0, -1.0)

    @cached_property
    def ties(self) -> list[NDArray[np.float64]]:
        """(n,) contacts of each member at the start of each month."""
        ones = np.ones(len(self.left_at))
        return [self.sample.contacts.summed(start, ones) for start in self.starts]

    @cached_property
    def own(self) -> list[NDArray[np.float64]]:
        """(n, 2) how much each member did in two months, and whether it was growing."""
        found, activity = [], self.sample.activity
        for start in self.starts:
            before = activity.between(start - 2 * MONTH, start - MONTH)
            lately = activity.between(start - MONTH, start)
            trend = np.log1p(lately) - np.log1p(before)
            found.append(np.column_stack([np.log1p(before + lately), trend]))
        return found

    def at_risk(self, month: int, left_at: NDArray[np.float64]) -> NDArray[np.int64]:
        """Who had ties and had not left when a month began."""
        return np.flatnonzero((left_at > self.starts[month]) & (self.ties[month] > 0))

    def departed_share(
        self, month: int, left_at: NDArray[np.float64], there: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Share of the ties of those there whose other end had left."""
        gone = (left_at <= self.starts[month]).astype(np.float64)
        left = self.sample.contacts.summed(self.starts[month], gone)
        return left[there] / self.ties[month][there]

    def left_in(
        self, month: int, left_at: NDArray[np.float64], there: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Who of those there left before the month was over."""
        leaves: NDArray[np.bool_] = left_at[there] <= self.starts[month] + MONTH
        return leaves

    def slopes(self, left_at: NDArray[np.float64], *, with_ties: bool = True) -> Any:
        """The slopes of the hazard: departed share first, then own level and trend."""
        events, months, columns = [], [], []
        for month in range(len(self.starts)):
            there = self.at_risk(month, left_at)
            events.append(self.left_in(month, left_at, there))
            months.append(np.full(len(there), month))
            share = self.departed_share(month, left_at, there)
            columns.append(np.column_stack([share, self.own[month][there]]))
        if not columns:
            return None
        table = np.concatenate(columns)
        if not len(table) or (with_ties and np.ptp(table[:, 0]) == 0):
            return None
        kept = table if with_ties else table[:, 1:]
        return hazard_slopes(np.concatenate(events), np.concatenate(months), kept)

    def shuffled(self, own: NDArray[np.float64], state: Any) -> NDArray[np.float64]:
        """As many departures in each month, by members whom only their own course sets apart."""
        rng = np.random.default_rng(state)
        left_at = np.where(self.left_at <= self.starts[0], self.left_at, np.inf)
        for month in range(len(self.starts)):
            before = self.at_risk(month, self.left_at)
            many = int(np.count_nonzero(self.left_in(month, self.left_at, before)))
            there = self.at_risk(month, left_at)
            if not many or not len(there):
                continue
            odds = self.own[month][there] @ own + rng.gumbel(size=len(there))
            many = min(many, len(there))
            left_at[there[np.argpartition(-odds, many - 1)[:many]]] = self.starts[month] + 1.0
        return left_at


def _panel(study: Study) -> _Panel:
    sample = study.members
    told = study.evidence.records.departures
    left = [told.get(name, np.inf) for name in sample.known.members]
    return _Panel(sample, np.array(left, dtype=np.float64))


def _clustering(study: Study) -> Finding:
    panel = _panel(study)
    found = panel.slopes(panel.left_at)
    if found is None:
        return Finding(None)
    value = float(found[0])
    own = panel.slopes(panel.left_at, with_ties=False)
    cells = (len(panel.left_at) + 2 * len(study.members.contacts)) * len(panel.starts)
    times = max(1, CELLS // max(cells, 1))

    def draw(state: Any) -> float:
        drawn = panel.slopes(panel.shuffled(own, state))
        return np.nan if drawn is None else float(drawn[0])

    null = study.judge("N3", value, draw, float, most=times).null
    return Finding(value, null=null, detail={"odds_for_a_tenth": float(np.exp(value / 10))})


def _read_clustering(finding: Finding) -> Said:
    if not finding.is_significant:
        return Message(
            "No evidence that departures follow one another along ties.",
        )
    return Message(
        "Departures follow one another along ties more than chance would give: with "
        "each tenth of a member’s ties that has left, the odds of leaving within a "
        "month are %(odds)s times as high; what the two ends of a tie have in common, such as the "
        "season in which they leave, gives the same, so this is no evidence that one draws "
        "another.",
        odds=Decimal(finding.detail["odds_for_a_tenth"]),
    )


def _size(study: Study) -> dict[str, int]:
    panel = _panel(study)
    if not study.evidence.records.departures:
        return {"members": study.members.graph_size["members"], "departures": 0}
    left = [
        panel.left_in(month, panel.left_at, panel.at_risk(month, panel.left_at))
        for month in range(len(panel.starts))
    ]
    return {
        "members": study.members.graph_size["members"],
        "departures": int(sum(np.count_nonzero(part) for part in left)),
    }


N3 = Measure(
    id="N3",
    family="newcomers",
    name=Message("Clustering of departures"),
    question=Message("Do departures follow ties?"),
    formula=Message("monthly hazard ~ share of departed ties + own level and trend"),
    reference="Dasgupta et al. 2008",
    unit="index",
    privacy="P2",
    published="P2",
    uncertainty="TS",
    minimum={"members": 30, "departures": 10},
    size="departures",
    sample=_size,
    compute=_clustering,
    read=_read_clustering,
    draws="nulls",
)
