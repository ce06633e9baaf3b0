"""The roles that members play in a tribe, as they say themselves or as a month of acts shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions
from tribe.graph.data.fading import DAY
from tribe.graph.data.kinds import CODES, Kind
from tribe.graph.data.months import MONTH
from tribe.graph.data.records import RoleTaken
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import wilson
from tribe.graph.study.study import Sample, Study
from tribe.speech import Bracketed, InHundred, Listed, Message, Said

ROLES = ("sympathiser", "participant", "practitioner", "institution")
BEYOND = slice(1, 4)  # more than sympathy
PRACTICE = 4  # days of a month on which a practitioner acts at least: once a week
SHOWN = 12  # months at most
_TOGETHER = {
    1: [CODES[Kind.CO_ATTENDANCE]],
    3: [CODES[Kind.CO_HOSTING], CODES[Kind.CO_AUTHORED]],
}

Flags = NDArray[np.bool_]


def roles_in_month(
    interactions: Interactions,
    end: float,
    declared: Iterable[RoleTaken] = (),
    departures: Mapping[str, float] | None = None,
) -> Flags:
    """Which of Cova's roles each member plays in the thirty days up to a moment.

    What members declare of themselves comes first: whoever has declared roles by then plays
    those and no others, until they leave. Of all others the month tells: *sympathisers* turn to
    others on fewer than four days, *practitioners* on four days or more; *participants* came to
    a gathering; members of the *institution* hosted one or wrote a proposal together. A member
    may play several at once.

    Parameters
    ----------
    interactions : Interactions
    end : float
        Unix seconds.
    declared : iterable of RoleTaken
        A role that is taken is held from then on, beside those taken earlier.
    departures : mapping, optional
        When each member who left did so.

    Returns
    -------
    (n, 4) bool
        One column a role, in the order of `ROLES`; all False for members who were not seen.

    Raises
    ------
    ValueError
        A declared role is none of the four.

    References
    ----------
    Cova & Cova 2002, European Journal of Marketing 36.

    Examples
    --------
    >>> rows = [("ada", "ben", "reply", day * DAY, 0) for day in range(4)]
    >>> rows += [("ada", "ben", "co_attendance", 4 * DAY, 2)]
    >>> roles_in_month(Interactions.from_rows(rows), 5 * DAY).astype(int).tolist()
    [[0, 1, 1, 0], [0, 1, 0, 0]]
    """
    n = len(interactions.members)
    month = interactions.keep((interactions.at > end - MONTH) & (interactions.at <= end))
    played = np.zeros((n, len(ROLES)), dtype=np.bool_)
    direct = ~month.is_group & (month.source != month.target)
    day = np.floor((end - month.at[direct]) / DAY).astype(np.int64)
    days = np.bincount(np.unique(month.source[direct] * np.int64(31) + day) // 31, minlength=n)
    played[:, 0] = (days > 0) & (days < PRACTICE)
    played[:, 2] = days >= PRACTICE
    for column, kinds in _TOGETHER.items():
        there = np.isin(month.kind, kinds) & (month.source != month.target)
        played[month.source[there], column] = True
        played[month.target[there], column] = True
    said = _declared(interactions, end, declared, departures or {})
    spoke = said.any(axis=1)
    played[spoke] = said[spoke]
    return played


def _declared(
    interactions: Interactions,
    end: float,
    declared: Iterable[RoleTaken],
    departures: Mapping[str, float],
) -> Flags:
    taken: dict[str, set[str]] = {}
    for one in declared:
        if one.role not in ROLES:
            raise ValueError(f"{one.role} is none of the roles")
        if one.at <= end and departures.get(one.member, np.inf) > end - MONTH:
            taken.setdefault(one.member, set()).add(one.role)
    held = np.zeros((len(interactions.members), len(ROLES)), dtype=np.bool_)
    if taken:
        for place, name in enumerate(interactions.members):
            if name in taken:
                held[place] = [role in taken[name] for role in ROLES]
    return held


# R4 ---------------------------------------------------------------------------


def _roles(sample: Sample, back: int = 0) -> Flags:
    """(k, 4) the roles of all who were seen in the last month, or in one further back."""
    records = sample.records
    played = roles_in_month(
        sample.interactions, sample.now - back * MONTH, records.roles, records.departures
    )
    seen: Flags = played[played.any(axis=1)]
    return seen


def _beyond_point(sample: Sample) -> float | None:
    played = _roles(sample)
    return float(played[:, BEYOND].any(axis=1).mean()) if len(played) else None


def _seen(study: Study) -> dict[str, int]:
    return {"people": len(_roles(study.members)), "days": study.days}


def _compute(study: Study) -> Finding:
    played = _roles(study.members)
    if not len(played):
        return Finding(None)
    beyond = int(np.count_nonzero(played[:, BEYOND].any(axis=1)))
    back = range(min(study.members.months.number, SHOWN) - 1, -1, -1)
    return Finding(
        beyond / len(played),
        wilson(beyond, len(played)),
        detail={
            **_said(played),
            "months": [_monthly(_roles(study.members, month)) for month in back],
        },
    )


def _said(played: Flags) -> dict[str, Any]:
    """The share of each role with its interval; None for one that few hold."""
    n, several = len(played), int(np.count_nonzero(played.sum(axis=1) > 1))
    shares = {}
    for role, held in zip(ROLES, played.sum(axis=0).tolist(), strict=True):
        low, high = wilson(held, n) or (None, None)
        few = 0 < held < SMALLEST
        shares[role] = None if few else {"share": held / n, "low": low, "high": high}
    return {"roles": shares, "several": None if 0 < several < SMALLEST else several / n}


def _monthly(played: Flags) -> list[float | None]:
    """The share of each role in one month; None where few were seen or few hold it."""
    n = len(played)
    return [
        None if n < SMALLEST or 0 < held < SMALLEST else held / n
        for held in played.sum(axis=0).tolist()
    ]


_VERBS = {
    "participant": Message("come to gatherings"),
    "practitioner": Message("practise week by week"),
    "institution": Message("host or propose"),
}


def _read_roles(finding: Finding) -> Said:
    said: Said = Message(
        "Of 100 members seen in the last month, %(share)s do more than sympathise%(range)s",
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
    )
    parts = _parts(finding.detail["roles"])
    if parts:
        said += Message(": %(parts)s", parts=Listed(parts))
    several = finding.detail["several"]
    if several:
        said += Message(
            "; %(share)s play several roles at once",
            share=InHundred(several),
        )
    return said + Message(".")


def _parts(roles: Mapping[str, Any]) -> list[Said]:
    found = {role: roles[role] for role in _VERBS}
    return [
        Message("%(share)s %(do)s", share=InHundred(part["share"]), do=_VERBS[role])
        for role, part in found.items()
        if part is not None and part["share"]
    ]


R4 = Measure(
    id="R4",
    family="roles",
    name=Message("Roles"),
    question=Message(
        "Who sympathises, takes part, practises, serves?",
    ),
    formula=Message("share beyond sympathy of all seen in thirty days; self-declared roles first"),
    reference="Cova & Cova 2002",
    unit="share",
    privacy="P0",
    published="P2",
    uncertainty="W",
    minimum={"people": 10, "days": 30},
    size="people",
    sample=_seen,
    point=_beyond_point,
    compute=_compute,
    read=_read_roles,
)
