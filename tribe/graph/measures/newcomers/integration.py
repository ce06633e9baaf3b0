"""Integration: whether newcomers still know others after a month, and after three."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions
from tribe.graph.data.fading import DAY
from tribe.graph.data.kinds import CODES, Kind
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import Interval, wilson
from tribe.graph.study.study import Sample, Study
from tribe.speech import Bracketed, InHundred, Message, Said

FIRST, SECOND = 30, 90  # days
ALTERS = 3


@dataclass(frozen=True)
class Integration:
    """Of how many newcomers, how many are integrated."""

    integrated: int
    newcomers: int

    @property
    def share(self) -> float | None:
        """0–1; None without newcomers."""
        return self.integrated / self.newcomers if self.newcomers else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's; None without newcomers."""
        return wilson(self.integrated, self.newcomers)


def integration(
    interactions: Interactions, since: float, until: float, days: float = FIRST
) -> Integration:
    """Newcomers who know others so many days after they joined.

    Integrated is who has an act, in either direction, with three others or
    more within these days, at least one of them not a welcomer. Counted are
    those whose last such day lies between `since` and `until` and who joined
    no earlier than the first interaction known; the brand's accounts are
    never newcomers.

    Parameters
    ----------
    interactions : Interactions
        From the earliest known; not only those of the window.
    since, until : float
        Unix seconds.
    days : float

    Returns
    -------
    Integration

    References
    ----------
    Burke, Marlow & Lento 2009; Kraut & Resnick 2012.

    Examples
    --------
    >>> from tribe.graph.data.columns import MemberFact
    >>> rows = [("new", other, "reply", 60.0, 0) for other in ("a", "b", "c")]
    >>> talk = Interactions.from_rows(rows + [("a", "b", "reply", 0.0, 0)],
    ...                               [MemberFact("new", joined_at=10.0)])
    >>> integration(talk, 0.0, 40 * DAY)
    Integration(integrated=1, newcomers=1)
    """
    due = _due(interactions, since, until, days)
    known, others = _alters(interactions, days)
    integrated = due & (known >= ALTERS) & (others >= 1)
    return Integration(int(np.count_nonzero(integrated)), int(np.count_nonzero(due)))


def _due(interactions: Interactions, since: float, until: float, days: float) -> NDArray[np.bool_]:
    """(n,) who joined within what is known and whose last day lies in the window."""
    joined, last = interactions.joined_at, interactions.joined_at + days * DAY
    first = interactions.at.min() if len(interactions) else np.inf
    due: NDArray[np.bool_] = (
        (joined >= first) & (last >= since) & (last <= until) & ~interactions.brand
    )
    return due


def _alters(interactions: Interactions, days: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) others met within the first days, and those among them who are no welcomers."""
    n, joined = len(interactions.members), interactions.joined_at
    ends = np.concatenate([interactions.source, interactions.target]).astype(np.int64)
    others = np.concatenate([interactions.target, interactions.source]).astype(np.int64)
    at = np.concatenate([interactions.at, interactions.at])
    early = (at >= joined[ends]) & (at <= joined[ends] + days * DAY) & (ends != others)
    met = np.unique(ends[early] * n + others[early])
    greeted = interactions.kind == CODES[Kind.WELCOME]
    welcomes = interactions.target[greeted].astype(np.int64) * n + interactions.source[greeted]
    apart = met[~np.isin(met, welcomes)]
    return (
        np.bincount(met // max(n, 1), minlength=n),
        np.bincount(apart // max(n, 1), minlength=n),
    )


def _of(sample: Sample, days: float) -> Integration:
    since = -np.inf if sample.since is None else sample.since
    return integration(sample.known, since, sample.now, days)


def _share(sample: Sample) -> float | None:
    return _of(sample, FIRST).share


def _integration(study: Study) -> Finding:
    first, second = _of(study.members, FIRST), _of(study.members, SECOND)
    enough = second.newcomers >= N2.minimum["newcomers"]
    low, high = (second.interval if enough else None) or (None, None)
    later = {"value": second.share if enough else None, "low": low, "high": high}
    return Finding(first.share, first.interval, detail={"after_ninety_days": later})


def _read_integration(finding: Finding) -> Said:
    value, later = finding.value or 0.0, finding.detail["after_ninety_days"]["value"]
    said = Message(
        "After a month, %(share)s of 100 newcomers%(range)s know three others or more",
        share=InHundred(value),
        range=Bracketed(finding.interval or (value, value)),
    )
    if later is None:
        return said + Message(".")
    return said + Message("; after three months, %(share)s.", share=InHundred(later))


N2 = Measure(
    id="N2",
    family="newcomers",
    name=Message("Integration of newcomers"),
    question=Message("Do newcomers find company?"),
    formula=Message("share with ≥ 3 alters, ≥ 1 of them not the welcomer, at 30 and 90 d"),
    reference="Burke, Marlow & Lento 2009; Kraut & Resnick 2012",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="W",
    minimum={"newcomers": 10},
    size="newcomers",
    sample=lambda study: {"newcomers": _of(study.members, FIRST).newcomers},
    point=_share,
    compute=_integration,
    read=_read_integration,
)
