"""One evidence made ready: ties with and without the brand, and what chance would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.activity import Activity
from tribe.graph.data.columns import Interactions
from tribe.graph.data.contacts import Contacts
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.evidence import Evidence
from tribe.graph.data.fading import DAY, HALF_LIFE
from tribe.graph.data.meetings import Meetings
from tribe.graph.data.months import Months
from tribe.graph.data.places import Places
from tribe.graph.data.records import Records
from tribe.graph.data.ties import Ties
from tribe.graph.study import parallel
from tribe.graph.study.bootstraps import Resampled, resampled, until_known
from tribe.graph.study.circles import Circles, circles_of, seeds_from
from tribe.graph.study.matching import Matching
from tribe.graph.study.nulls import Chance, Closure, Ends, Pass, closure_of, tries_for
from tribe.graph.study.register import SIGNIFICANT, NullModel
from tribe.graph.study.rhythm import Rhythm, find_period, week_profile
from tribe.graph.study.sequential import Draws, Verdict, settled
from tribe.graph.study.steps import Steps
from tribe.graph.study.uncertainty import exceedance, resamples

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

T = TypeVar("T")
CHUNK = 20
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
        return parallel.replicates(function, times, self.seed_of(label), tick=self._tick(label))

    def _tick(self, label: str) -> Callable[[], None]:
        done = count(1)

        def tick() -> None:
            if next(done) % CHUNK == 0:
                self.steps.advance(label)

        return tick

    def spread(self, label: str, function: Callable[[State], float]) -> list[float]:
        """Bootstraps for a value ± its spread: as many as the spread needs to be known."""
        seed, tick = self.seed_of(label), self._tick(label)
        drawn = until_known(
            lambda first, many: parallel.replicates(function, many, seed, tick=tick, first=first),
            self.bootstraps,
        )
        self.steps.advance(label, self.bootstraps // CHUNK - len(drawn) // CHUNK)
        return drawn

    def judge(
        self,
        label: str,
        value: float | None,
        function: Callable[[State], T],
        of: Callable[[T], float],
        *,
        either_side: bool = False,
        most: int | None = None,
    ) -> Verdict[T]:
        """How often chance gives as much as a value, drawn until that is settled.

        Draw r is ``function(stream(seed of the label, r))``; `of` reads the number from it.
        p counts what lies as high as the value; with `either_side`, what lies as far from the
        middle. `most` draws are made, or as many as the study allows.
        """
        seed, tick = self.seed_of(label), self._tick(label)
        draws = Draws(
            lambda first, times: parallel.replicates(function, times, seed, tick=tick, first=first),
            self.nulls if most is None else min(most, self.nulls),
        )
        found = settled(value, draws, of, either_side=either_side)
        self.steps.advance(label, self.nulls // CHUNK - len(draws) // CHUNK)
        return found

    @cached_property
    def resampled(self) -> Resampled:
        """What tribes of other members like these would look like."""
        tick = self._tick("bootstraps")
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
    def usual_modularity(self) -> float | None:
        """The modularity of one search, which is what is made on each network by chance."""
        runs = self.circles.runs
        if not len(runs):
            return None
        # the best of 50 runs would beat the best of fewer on a null: compare like with like
        tries = tries_for(len(self.members.dyads))
        bouts = runs[: len(runs) // tries * tries].reshape(-1, tries)
        return float(np.median(bouts.max(axis=1)))

    @cached_property
    def circles_by_chance(self) -> NullModel | None:
        """What chance gives for `usual_modularity`."""
        return settled(self.usual_modularity, self.grouped_by_chance, float).null

    @property
    def has_circles(self) -> bool:
        """Whether chance would rarely give circles as marked."""
        null = self.circles_by_chance
        return null is not None and null.p <= SIGNIFICANT

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
    def _chance(self) -> Chance:
        return Chance.of(self.members.interactions, self.members.dyads, self.seed)

    @cached_property
    def _chance_of_past(self) -> Chance:
        if self.members.past is None:
            return self._chance  # the same acts, and so the same draws
        known = self.members.known.within(None, self.members.months.end)
        return Chance.of(known, self.members.dyads, self.seed)

    @cached_property
    def _chance_of_each(self) -> Chance:
        talk, dyads = self.members.interactions, self.members.dyads
        return Chance.of(talk, dyads, self.seed, single=True)

    @cached_property
    def closed_by_chance(self) -> Draws[tuple[float, ...]]:
        """Closure and core of networks as chance would make them; of acts, strength too."""
        chance = self._chance
        if chance.acts is None:
            return self.by_chance(chance.closed)
        worth = chance.acts.worth(self.now, HALF_LIFE)
        return self.redrawn(
            "nulls", lambda places, holder, _state: chance.strong(places, holder, worth)
        )

    @property
    def has_acts(self) -> bool:
        """Whether chance says who turned to whom, rather than swap the ties of a plain graph."""
        return self._chance.acts is not None

    @cached_property
    def grouped_by_chance(self) -> Draws[float]:
        """The best modularity of each of the same networks."""
        return self.by_chance(self._chance.grouped)

    def groups_by_chance(self, ends: Callable[[], Ends], state: State) -> NDArray[np.int32]:
        """The groups found in one of the same networks, given its stream as the draw left it."""
        return self._chance.groups(ends, state)[0]

    def by_chance(self, measure: Callable[[Ends, State], T]) -> Draws[T]:
        """What is measured on each network that chance made, the same ones for all measures.

        `measure` is given both ends of each tie, and a stream of chance of its own.
        """
        null = self._chance.null
        return self._drawn(
            self._chance, lambda columns, state: measure(null.ends(columns), state), "nulls"
        )

    def redrawn(
        self,
        label: str,
        measure: Callable[[Places, NDArray[np.int32], State], T],
        *,
        of: Literal["ties", "past", "acts"] = "ties",
    ) -> Draws[T]:
        """What is measured on the acts themselves, turned to whom chance says.

        `measure` is given the places, who holds each, and a stream of chance of its own. None
        are drawn for a plain graph. Redrawn are the ties within the window, those of all acts
        up to its end (``past``), or each act within it by itself (``acts``).
        """
        chance = {
            "ties": lambda: self._chance,
            "past": lambda: self._chance_of_past,
            "acts": lambda: self._chance_of_each,
        }[of]()
        places = chance.acts
        if places is None:
            return Draws(lambda _first, _times: [], 0)
        return self._drawn(chance, lambda columns, state: measure(places, columns[0], state), label)

    def _drawn(self, chance: Chance, measure: Callable[[Ends, State], T], label: str) -> Draws[T]:
        networks = Pass(chance, measure)

        def make(first: int, times: int) -> list[T]:
            return networks.made(first, times, lambda: self.steps.advance(label))

        return Draws(make, self.nulls if len(self.members.dyads) else 0)

    def against(self, value: float | None, drawn: NDArray[np.float64]) -> NullModel | None:
        """The null model of a value, from all that chance gave; p counts what lies as high."""
        drawn = drawn[np.isfinite(drawn)]
        if value is None or not len(drawn):
            return None
        spread = float(drawn.std(ddof=1)) if len(drawn) > 1 else 0.0
        return NullModel(float(drawn.mean()), spread, exceedance(value, drawn), len(drawn))
