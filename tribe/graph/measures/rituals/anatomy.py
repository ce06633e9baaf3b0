"""Ritual anatomy: who is there, how they turn to one another, who comes again, who hosts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions
from tribe.graph.data.records import Occasion
from tribe.graph.measures.rituals.variety import effective_number
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Decimal, InHundred, Message, Said

EDITIONS = 8
RUN = 3  # editions drawn together (Künsch 1989, moving blocks)
FOCUS = 7 * 86_400.0  # acts among those present, from the edition until a week after
PARTS = ("presence", "focus", "continuity", "openness")


def occasions_of(
    study: Study, *, with_brand: bool = False, with_past: bool = False
) -> list[Occasion]:
    """The occasions of the window in the order of time, without the brand's accounts.

    `with_past` reaches back to the first one known. Occasions at which nobody is left
    are kept: they took place.
    """
    evidence, known = study.evidence, study.evidence.interactions
    brand = set()
    if not with_brand:
        brand = {known.members[int(place)] for place in np.flatnonzero(known.brand)}
    end = evidence.window[1]
    found = [
        Occasion(
            one.at,
            tuple(sorted(set(one.people) - brand)),
            tuple(sorted(set(one.hosts) - brand)),
            one.rite,
            one.is_gathering,
        )
        for one in evidence.records.occasions
        if evidence.covers(one.at) or (with_past and (end is None or one.at <= end))
    ]
    return sorted(found, key=lambda one: (one.at, one.people, one.hosts))


@dataclass(frozen=True)
class Edition:
    """One time that a rite was enacted.

    Attributes
    ----------
    people : frozenset of str
    hosts : tuple of str
    presence : float or None
        Share of all who ever came in the window who were there, 0–1.
    focus : float or None
        Interacting pairs / pairs, 0–1; None with fewer than two people.
    continuity : float or None
        Jaccard with the edition before, 0–1; None for the first.
    openness : float or None
        Share of those there who had never come before, 0–1; None for the first.
    """

    people: frozenset[str]
    hosts: tuple[str, ...]
    presence: float | None
    focus: float | None
    continuity: float | None
    openness: float | None


class Talk:
    """Who turned to whom, sorted by time, to be asked about people and moments."""

    def __init__(self, interactions: Interactions) -> None:
        direct = interactions.dyadic()
        order = np.argsort(direct.at, kind="stable")
        self._at = direct.at[order]
        self._source, self._target = direct.source[order], direct.target[order]
        self._place = {name: place for place, name in enumerate(direct.members)}
        self._present = np.zeros(len(direct.members), dtype=np.bool_)

    def pairs(self, people: frozenset[str], since: float, until: float) -> int:
        """How many pairs of these people turned to one another, one way or both."""
        here = [self._place[person] for person in people if person in self._place]
        low, high = np.searchsorted(self._at, [since, until])
        self._present[here] = True
        source, target = self._source[low:high], self._target[low:high]
        among = self._present[source] & self._present[target] & (source != target)
        self._present[here] = False
        one, other = source[among].astype(np.int64), target[among].astype(np.int64)
        return len(np.unique(np.minimum(one, other) * len(self._place) + np.maximum(one, other)))


def anatomy(
    editions: Sequence[Occasion], talk: Talk | None = None, since: float = -np.inf
) -> list[Edition]:
    """What each edition of one rite was like.

    Parameters
    ----------
    editions : sequence of Occasion
        In the order of time; those before `since` only tell who had come already.
    talk : Talk, optional
        Without it nothing is said of focus.
    since : float
        Unix seconds.

    Returns
    -------
    list of Edition
        One an edition, in the order of time.

    References
    ----------
    Collins 2004 (presence, focus); Bell 1997; Rook 1985 (hosts as roles).
    """
    measured = [one for one in editions if one.at >= since]
    ever = len({person for one in measured for person in one.people})
    before = [frozenset(one.people) for one in editions if one.at < since]
    known = {person for people in before for person in people}
    last = before[-1] if before else None
    found = []
    for one in measured:
        there = frozenset(one.people)
        pairs = len(there) * (len(there) - 1) // 2
        either = 0 if last is None else len(there | last)
        found.append(
            Edition(
                there,
                one.hosts,
                len(there) / ever if ever else None,
                talk.pairs(there, one.at, one.at + FOCUS) / pairs if talk and pairs else None,
                len(there & last) / either if last is not None and either else None,
                len(there - known) / len(there) if last is not None and there else None,
            )
        )
        known |= there
        last = there
    return found


def _columns(editions: Sequence[Edition]) -> NDArray[np.float64]:
    """(editions, 4) presence, focus, continuity, openness; nan where undefined."""
    rows = [[getattr(one, part) for part in PARTS] for one in editions]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(PARTS))


def _hosting(editions: Sequence[Edition]) -> scipy.sparse.csr_array:
    """(editions, hosts) 1 where someone hosted."""
    place: dict[str, int] = {}
    ends = [
        (row, place.setdefault(host, len(place)))
        for row, one in enumerate(editions)
        for host in one.hosts
    ]
    rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(ends))
    return scipy.sparse.csr_array((ones, (rows, columns)), shape=(len(editions), len(place)))


def _replicates(
    editions: Sequence[Edition], times: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """(times, 5) the four means and the host rotation of editions drawn anew.

    They are drawn in runs, round the calendar: continuity binds each to its neighbours.
    """
    n = len(editions)
    runs = -(-n // RUN)
    starts = rng.integers(0, n, (times, runs, 1))
    places = ((starts + np.arange(RUN)) % n).reshape(times, runs * RUN)[:, :n]
    drawn = np.zeros((times, n))
    np.add.at(drawn, (np.repeat(np.arange(times), n), places.ravel()), 1)
    columns = _columns(editions)
    known = np.isfinite(columns)
    weight = drawn @ known
    means = np.full(weight.shape, np.nan)
    np.divide(drawn @ np.where(known, columns, 0), weight, out=means, where=weight > 0)
    hosted = np.asarray(drawn @ _hosting(editions))
    total = hosted.sum(axis=1, keepdims=True)
    shares = np.divide(hosted, total, out=np.zeros_like(hosted), where=total > 0)
    entropy = -scipy.special.xlogy(shares, shares).sum(axis=1)
    rotation = np.where(total[:, 0] > 0, np.exp(entropy), np.nan)
    return np.column_stack([means, rotation])


def _values(editions: Sequence[Edition]) -> list[float | None]:
    columns = _columns(editions)
    means = [
        float(column[np.isfinite(column)].mean()) if np.isfinite(column).any() else None
        for column in columns.T
    ]
    return [*means, effective_number(_hosting(editions).sum(axis=0))]


def _editions(
    study: Study, talk: Talk | None = None, *, with_brand: bool = False
) -> list[list[Edition]]:
    """Of each rite, in their order, the editions of the window."""
    since, known = study.evidence.window[0], len(study.evidence.rites)
    rites: dict[int, list[Occasion]] = {place: [] for place in range(known)}
    for one in occasions_of(study, with_brand=with_brand, with_past=True):
        if one.rite is not None:
            rites.setdefault(one.rite, []).append(one)
    start = -np.inf if since is None else since
    return [anatomy(rites[rite], talk, start) for rite in sorted(rites)]


def _people(editions: Sequence[Edition]) -> int:
    return len({person for one in editions for person in one.people})


def _is_enough(editions: Sequence[Edition]) -> bool:
    return len(editions) >= EDITIONS and _people(editions) >= SMALLEST


def _middle(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None


def _anatomy(study: Study) -> Finding:
    rng = study.rng("U3")
    rites: list[dict[str, object]] = []
    values, drawn = [], []
    for editions in _editions(study, Talk(study.members.interactions)):
        study.steps.advance("U3", 0)
        if not _is_enough(editions):
            rites.append({"n": len(editions), "enough": False})
            continue
        values.append(_values(editions))
        drawn.append(_replicates(editions, study.bootstraps, rng))
        rites.append({"n": len(editions), "enough": True, **_said(values[-1], drawn[-1])})
    if not values:
        return Finding(None, detail={"rites": rites})
    continuity = _middle([rite[2] for rite in values])
    interval = None
    if continuity is not None:
        middles = np.median([replicate[:, 2] for replicate in drawn], axis=0)
        interval = normal_interval(continuity, middles, 0, 1)
    return Finding(
        continuity,
        interval,
        detail={
            "rites": rites,
            "measured_rites": len(values),
            **{
                f"{part}_in_the_middle": _middle([rite[place] for rite in values])
                for place, part in enumerate((*PARTS, "hosts"))
            },
            "value_with_brand": _with_brand(study, continuity),
        },
    )


def _with_brand(study: Study, continuity: float | None) -> float | None:
    if not study.has_brand:
        return continuity
    rites = [rite for rite in _editions(study, with_brand=True) if _is_enough(rite)]
    return _middle([_values(rite)[2] for rite in rites])


def _said(values: Sequence[float | None], drawn: NDArray[np.float64]) -> dict[str, object]:
    said: dict[str, object] = {}
    for place, part in enumerate((*PARTS, "hosts")):
        value = values[place]
        interval = None
        if value is not None:
            low, high = (1.0, np.inf) if part == "hosts" else (0.0, 1.0)
            interval = normal_interval(value, drawn[:, place], low, high)
        said[part] = value
        said[f"{part}_interval"] = None if interval is None else list(interval)
    return said


def _read_anatomy(finding: Finding) -> Said:
    said: Said = Message(
        "Of 100 who come to one of two editions in a row, %(share)s come to both",
        share=InHundred(finding.value or 0.0),
    )
    openness = finding.detail["openness_in_the_middle"]
    hosts = finding.detail["hosts_in_the_middle"]
    if openness is not None:
        said += Message(
            "; %(share)s of 100 there are new to the rite",
            share=InHundred(openness),
        )
    if hosts is not None:
        said += Message(
            ", and hosting is shared as if by %(hosts)s hosts in equal turns",
            hosts=Decimal(hosts, 1),
        )
    return said + Message(".")


def _size(study: Study) -> dict[str, int]:
    rites = _editions(study)
    largest = max(rites, key=lambda rite: (_is_enough(rite), len(rite)), default=[])
    return {"editions": len(largest), "people": _people(largest)}


U3 = Measure(
    id="U3",
    family="rituals",
    name=Message("Ritual anatomy"),
    question=Message("What holds the rite?"),
    formula=Message(
        "presence; focus = interacting pairs/pairs; continuity = Jaccard of editions "
        "(the value); openness = newcomer share; host rotation = e^H"
    ),
    reference="Collins 2004; Bell 1997; Rook 1985",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="bootstrap",
    minimum={"editions": EDITIONS, "people": SMALLEST},
    size="editions",
    sample=_size,
    compute=_anatomy,
    read=_read_anatomy,
)
