"""One evidence made ready: ties with and without the brand, and what chance would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph import parallel
from tribe.graph.activity import Activity
from tribe.graph.bootstraps import Resampled, resampled
from tribe.graph.circles import Circles, circles_of, seeds_from
from tribe.graph.columns import Interactions
from tribe.graph.contacts import Contacts
from tribe.graph.dyads import Dyads
from tribe.graph.evidence import Evidence
from tribe.graph.measures.matching import Matching
from tribe.graph.measures.registry import NullModel
from tribe.graph.measures.rhythm import Rhythm, find_period, week_profile
from tribe.graph.meetings import Meetings
from tribe.graph.months import Months
from tribe.graph.nulls import Chance, Closure, NullStatistics, closure_of
from tribe.graph.records import Records
from tribe.graph.steps import Steps
from tribe.graph.ties import DAY, Ties
from tribe.graph.uncertainty import exceedance, resamples

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

T = TypeVar("T")
CHUNK = 100
WITH_BRAND_RUNS = 10


@dataclass(frozen=True, eq=False)
class Sample:
    """The tribe with, or without, the brand's accounts.

    `past` holds the same members' interactions from the first one known; `interactions`
    only those of the window, which begins at `since` and ends at `now`.
    """

    interactions: Interactions
    now: float
    since: float | None = None
    past: Interactions | None = None
    records: Records = field(default_factory=Records)

    @property
    def known(self) -> Interactions:
        """All that is known up to the end of the window, what lies before it included."""
        return self.interactions if self.past is None else self.past

    @cached_property
    def months(self) -> Months:
        """The whole months of the window."""
        return Months.of(self.now if self.since is None else self.since, self.now)

    @cached_property
    def ties(self) -> Ties:
        """Every tie."""
        return Ties.from_interactions(self.interactions, self.now)

    @cached_property
    def direct(self) -> Ties:
        """Ties of acts towards someone; being together is returned by its nature."""
        if not self.interactions.is_group.any():
            return self.ties
        return Ties.from_interactions(self.interactions.dyadic(), self.now)

    @cached_property
    def meetings(self) -> Meetings:
        """When each pair met within the window, by month."""
        return Meetings.from_interactions(self.interactions, self.months)

    @cached_property
    def contacts(self) -> Contacts:
        """Since when each pair has known each other, from the first moment known."""
        return Contacts.from_interactions(self.known)

    @cached_property
    def activity(self) -> Activity:
        """When each member acted, from the first moment known."""
        return Activity.from_interactions(self.known)

    @cached_property
    def dyads(self) -> Dyads:
        """Tied pairs."""
        return self.ties.undirected()

    @cached_property
    def closure(self) -> Closure:
        """Triangles among tied pairs, and what follows from them."""
        return closure_of(self.dyads.n, self.dyads.u, self.dyads.v)

    @cached_property
    def circles(self) -> Circles:
        """Circles from few searches, to see what the brand's accounts change."""
        return circles_of(self.dyads, seeds_from(0, WITH_BRAND_RUNS))

    @cached_property
    def acts(self) -> NDArray[np.float64]:
        """(n,) acts of each member towards others; being at a gathering is one act."""
        return acts_of(self.interactions)

    @property
    def graph_size(self) -> dict[str, int]:
        """Members with ties, and tied pairs."""
        return {"members": int(np.count_nonzero(self.dyads.tied)), "dyads": len(self.dyads)}


def acts_of(interactions: Interactions) -> NDArray[np.float64]:
    """(n,) acts of each member towards others; a group act of n counts 1/(n-1) a pair."""
    n = len(interactions.members)
    direct = ~interactions.is_group & (interactions.source != interactions.target)
    acts = np.bincount(interactions.source[direct], minlength=n).astype(np.float64)
    group = interactions.single_group_acts()
    share = 1.0 / np.maximum(group.group_size - 1, 1)
    acts += np.bincount(group.source, weights=share, minlength=n)
    acts += np.bincount(group.target, weights=share, minlength=n)
    return acts


class Study:
    """What all measures of one report share."""

    def __init__(
        self,
        evidence: Evidence,
        *,
        seed: int = 0,
        nulls: int = 200,
        bootstraps: int = 1000,
        steps: Steps | None = None,
    ) -> None:
        self.evidence = evidence
        self.seed = seed
        self.nulls = nulls
        self.bootstraps = bootstraps
        self.steps = steps or Steps(1)

    @cached_property
    def now(self) -> float:
        """The end of the window, from which ages are counted."""
        return self.evidence.window[1] or 0.0

    @property
    def days(self) -> int:
        """How many whole days the window has."""
        return int((self.now - (self.evidence.window[0] or 0.0)) // DAY)

    @cached_property
    def everyone(self) -> Sample:
        """The brand's accounts included."""
        return Sample(
            self.evidence.measured,
            self.now,
            self.evidence.window[0],
            None if self.evidence.since is None else self.evidence.past,
            self.evidence.records,
        )

    @cached_property
    def members(self) -> Sample:
        """The members among themselves."""
        if not self.has_brand:
            return self.everyone
        return Sample(
            self.evidence.measured.without_brand(),
            self.now,
            self.evidence.window[0],
            None if self.evidence.since is None else self.evidence.past.without_brand(),
            self.evidence.records,
        )

    @cached_property
    def has_brand(self) -> bool:
        """Whether any account is marked as the brand's."""
        return bool(self.evidence.measured.brand.any())

    def rng(self, label: str) -> np.random.Generator:
        """A stream of chance of its own for each label, the same for the same seed."""
        return np.random.default_rng([self.seed, *label.encode()])

    def seed_of(self, label: str) -> int:
        """A seed of its own for each label, for work that is shared out among threads."""
        return int(self.rng(label).integers(2**63))

    def bootstrap(self, label: str, n: int) -> Iterator[NDArray[np.int64]]:
        """Vertex bootstraps of n members, with progress."""
        for number, drawn in enumerate(resamples(n, self.bootstraps, self.rng(label)), 1):
            yield drawn
            if number % CHUNK == 0:
                self.steps.advance(label)

    def replicates(self, label: str, function: Callable[[State], T], times: int) -> list[T]:
        """What `function` answers on so many streams of chance, with progress."""
        done = count(1)

        def tick() -> None:
            if next(done) % CHUNK == 0:
                self.steps.advance(label)

        return parallel.replicates(function, times, self.seed_of(label), tick=tick)

    @cached_property
    def resampled(self) -> Resampled:
        """What tribes of other members like these would look like."""
        done = count(1)

        def tick() -> None:
            if next(done) % CHUNK == 0:
                self.steps.advance("bootstraps")

        return resampled(self.members.dyads, self.circles.labels, self.bootstraps, self.seed, tick)

    @cached_property
    def circles(self) -> Circles:
        """The members' circles."""
        return circles_of(
            self.members.dyads,
            seeds_from(self.seed),
            tick=lambda: self.steps.advance("C5"),
        )

    @cached_property
    def matching(self) -> Matching:
        """Members who met at occasions, beside others like them."""
        return Matching(self)

    @cached_property
    def rhythms(self) -> list[Rhythm | None]:
        """The rhythm of each rite, in their order; None for one with too few dates."""
        profile = week_profile(self.evidence.measured.at)
        rng = self.rng("U1")
        found = []
        for times in self.evidence.rite_times:
            found.append(find_period(times / DAY, profile, nulls=self.nulls, rng=rng))
            self.steps.advance("U1")
        return found

    @cached_property
    def chance(self) -> NullStatistics:
        """What networks with the same degrees and no other order look like."""
        return Chance(self.members.dyads, self.seed).statistics(
            self.nulls, tick=lambda: self.steps.advance("nulls")
        )

    def against(
        self, value: float | None, drawn: NDArray[np.float64], *, either_side: bool = False
    ) -> NullModel | None:
        """The null model of a value, from what chance gave.

        p counts what lies as high as the value; with `either_side`, what lies as far from
        the middle.
        """
        drawn = drawn[np.isfinite(drawn)]
        if value is None or not len(drawn):
            return None
        spread = float(drawn.std(ddof=1)) if len(drawn) > 1 else 0.0
        mean = float(drawn.mean())
        if either_side:
            return NullModel(mean, spread, exceedance(abs(value - mean), np.abs(drawn - mean)))
        return NullModel(mean, spread, exceedance(value, drawn))
