"""Pairs who met at an occasion, beside pairs like them who did not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.fading import DAY, HALF_LIFE
from tribe.graph.data.records import Occasion
from tribe.graph.study.circles import circles_of, seeds_from

if TYPE_CHECKING:
    from tribe.graph.study.study import Study

DAYS = 30  # within which a tie counts as new, and over which a change is taken
ACTIVITY = (1.0, 4.0, 16.0, 64.0)  # acts in the thirty days before
TENURE = (30 * DAY, 90 * DAY, 365 * DAY)
MAX_PAIRS = 2_000  # of one occasion
MAX_CANDIDATES = 2_000
CIRCLE_RUNS = 3


@dataclass(frozen=True, eq=False)
class Matched:
    """What followed for pairs who met, and for those that match each of them.

    Attributes
    ----------
    u, v : (P,) int64
        Both members.
    rite : (P,) int64
        Place of the rite of the occasion; -1 for none.
    is_gathering : (P,) bool
    effect : (P,) float64
        1.0 for a new tie, or the change in strength.
    expected : (P,) float64
        The mean effect of the pairs that match.
    matches : (P,) int64
        How many those are, at least 1.
    met : int
        How many pairs met at gatherings in all, those with no match included.
    """

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    rite: NDArray[np.int64]
    is_gathering: NDArray[np.bool_]
    effect: NDArray[np.float64]
    expected: NDArray[np.float64]
    matches: NDArray[np.int64]
    met: int

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.u)

    @property
    def persons(self) -> int:
        """How many members are in these pairs."""
        return len(np.unique(np.concatenate([self.u, self.v])))

    def only(self, rows: NDArray[np.bool_]) -> Matched:
        """The pairs marked True."""
        return Matched(
            self.u[rows],
            self.v[rows],
            self.rite[rows],
            self.is_gathering[rows],
            self.effect[rows],
            self.expected[rows],
            self.matches[rows],
            self.met,
        )


class Matching:
    """Finds, for the occasions of a study, who met and who is like them.

    A match keeps one of the two and puts another member in the other's
    place: one who was not there, of the same class of activity and tenure,
    with as many common contacts, in the same circle or another as they were,
    and, where pairs were tied before, as strongly tied.
    """

    def __init__(self, study: Study) -> None:
        sample = study.members
        self._study = study
        self._now = sample.now
        self._since = -np.inf if sample.since is None else sample.since
        self._acts = sample.known
        due = [occasion for occasion in study.evidence.records.occasions if self._is_due(occasion)]
        wanted = {name for occasion in due for name in occasion.people}
        members = self._acts.members if wanted else ()
        index = {name: place for place, name in enumerate(members) if name in wanted}
        self._meetings = [
            (occasion, np.array(sorted({index[p] for p in occasion.people if p in index})))
            for occasion in sorted(due, key=lambda o: (o.at, sorted(o.people)))
        ]
        self._meetings = [(o, people) for o, people in self._meetings if len(people) > 1]

    def _is_due(self, occasion: Occasion) -> bool:
        return self._since <= occasion.at + DAYS * DAY <= self._now

    @cached_property
    def strangers(self) -> Matched:
        """Pairs who had not met before."""
        return self._matched(tied=False)

    @cached_property
    def acquainted(self) -> Matched:
        """Pairs who had."""
        return self._matched(tied=True)

    def _matched(self, *, tied: bool) -> Matched:
        rng = self._study.rng(f"matching {tied}")
        parts = [self._of_occasion(o, people, rng, tied) for o, people in self._meetings]
        columns = (
            np.concatenate([np.empty(0), *column]) for column in zip(*parts, strict=True)
        ) if parts else (np.empty(0) for _ in range(7))  # fmt: skip
        u, v, rite, gathering, effect, sums, matches = columns
        known = np.isfinite(effect)
        met = int(np.count_nonzero(known & (gathering > 0)))
        known &= matches > 0
        return Matched(
            u[known].astype(np.int64),
            v[known].astype(np.int64),
            rite[known].astype(np.int64),
            gathering[known].astype(np.bool_),
            effect[known],
            sums[known] / matches[known],
            matches[known].astype(np.int64),
            met,
        )

    def _of_occasion(
        self,
        occasion: Occasion,
        people: NDArray[np.int64],
        rng: np.random.Generator,
        tied: bool,
    ) -> tuple[NDArray[Any], ...]:
        self._study.steps.advance("L1", 0)
        pairs = np.array(list(combinations(people.tolist(), 2)), dtype=np.int64)
        if len(pairs) > MAX_PAIRS:
            pairs = pairs[np.sort(rng.choice(len(pairs), MAX_PAIRS, replace=False))]
        stratum = self._strata(occasion.at)
        there = np.zeros(len(stratum), dtype=np.bool_)
        there[people] = True
        others = np.flatnonzero((stratum >= 0) & ~there).astype(np.int32)
        if len(others) > MAX_CANDIDATES:
            others = np.sort(rng.choice(others, MAX_CANDIDATES, replace=False))
        contacts = self._study.members.contacts
        effect, sums, matches = kernels.linking.matched(
            (*contacts.rows, contacts.first, contacts.starts, contacts.at, contacts.worth),
            pairs[:, 0],
            pairs[:, 1],
            occasion.at,
            occasion.at + DAYS * DAY,
            HALF_LIFE,
            stratum,
            self._circles(occasion.at),
            there,
            others,
            tied,
        )
        rite = -1 if occasion.rite is None else occasion.rite
        return (
            pairs[:, 0],
            pairs[:, 1],
            np.full(len(pairs), rite),
            np.full(len(pairs), occasion.is_gathering),
            effect,
            sums,
            matches,
        )

    def _strata(self, moment: float) -> NDArray[np.int64]:
        """(n,) class of activity and tenure; -1 for who was not a member yet."""
        activity = self._study.members.activity
        done = activity.between(moment - DAYS * DAY, moment)
        tenure = moment - activity.since
        stratum = np.digitize(done, ACTIVITY) * (len(TENURE) + 1) + np.digitize(tenure, TENURE)
        return np.where(tenure >= 0, stratum, -1)

    def _circles(self, moment: float) -> NDArray[np.int64]:
        """(n,) the circles as they were when the month of a moment began."""
        month = int((self._now - moment) // (DAYS * DAY))
        if month not in self._by_month:
            contacts = self._study.members.contacts
            met = contacts.first < self._now - (month + 1) * DAYS * DAY
            dyads = Dyads.from_pairs(self._acts.members, contacts.u[met], contacts.v[met])
            seeds = seeds_from(self._study.seed, CIRCLE_RUNS)
            self._by_month[month] = circles_of(dyads, seeds).labels
        return self._by_month[month]

    @cached_property
    def _by_month(self) -> dict[int, NDArray[np.int64]]:
        return {}
