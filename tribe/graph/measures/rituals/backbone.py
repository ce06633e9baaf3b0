"""Who keeps meeting whom: pairs who share more gatherings than chance would bring them to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import freeze
from tribe.graph.measures.rituals.anatomy import occasions_of
from tribe.graph.study.parallel import replicates
from tribe.graph.study.register import SIGNIFICANT, Finding, Measure
from tribe.graph.study.study import Study
from tribe.speech import Decimal, InHundred, Message, Said

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

GATHERINGS = 10
TRADES = 20  # for each row; Strona found five enough
MAX_PAIRS_SAMPLED = 100_000  # pairs, and meetings of two, that are looked at

Meetings = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Attendance:
    """Who was at which gathering, as a two-mode table; every array is read-only.

    Attributes
    ----------
    people : tuple
        Labels, in the order of the rows.
    gatherings : int
        Columns.
    indptr : (people + 1,) int64
        The gatherings of person i lie in ``indptr[i]:indptr[i + 1]``.
    indices : (attendances,) int32
        Ascending within each person.
    """

    people: tuple[Hashable, ...]
    gatherings: int
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.indptr, self.indices)

    def __len__(self) -> int:
        """How many attendances there are."""
        return len(self.indices)

    @classmethod
    def of(cls, gatherings: Iterable[Iterable[Hashable]]) -> Attendance:
        """From the people at each gathering; whoever is named twice there came once.

        People are ordered by where they were and not by their names, so that names do
        not matter to what chance draws.
        """
        been: dict[Hashable, list[int]] = {}
        held = 0
        for place, people in enumerate(gatherings):
            held += 1
            for person in dict.fromkeys(people):
                been.setdefault(person, []).append(place)
        people = sorted(been, key=lambda person: been[person])
        sizes = np.array([len(been[person]) for person in people], dtype=np.int64)
        indices = [place for person in people for place in been[person]]
        return cls(
            tuple(people),
            held,
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            np.array(indices, dtype=np.int32),
        )

    @cached_property
    def projection(self) -> scipy.sparse.csr_array:
        """(people, people) how many gatherings each two share."""
        return self._projected(np.ones(self.gatherings))

    @cached_property
    def newman(self) -> scipy.sparse.csr_array:
        """(people, people) Σ 1/(n - 1) over the gatherings that two share, each of n persons.

        References
        ----------
        Newman 2001, Physical Review E 64 (collaboration weights).
        """
        sizes = np.bincount(self.indices, minlength=self.gatherings)
        return self._projected(1.0 / np.maximum(sizes - 1, 1))

    def _projected(self, worth: NDArray[np.float64]) -> scipy.sparse.csr_array:
        shape = (len(self.people), self.gatherings)
        there = (self.indices.copy(), self.indptr.copy())
        table = scipy.sparse.csr_array((np.ones(len(self)), *there), shape=shape)
        valued = scipy.sparse.csr_array((worth[self.indices], *there), shape=shape)
        together = scipy.sparse.triu(valued @ table.T, k=1)
        return scipy.sparse.csr_array(together + together.T)

    @cached_property
    def crowds(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The same by gathering: (gatherings + 1,) starts, and who was there."""
        turned = kernels.curveball.transposed(self.indptr, self.indices, self.gatherings)
        return turned[0], turned[1]

    def again(self, meetings: Meetings) -> float | None:
        """How many gatherings two people who meet at one share on average, that one included.

        Σ s² / Σ s over pairs that share s; None where nobody meets.
        """
        there = self.crowds[1]
        if not len(meetings[0]):
            return None
        return float(self.shared(there[meetings[0]], there[meetings[1]]).mean())

    def shared(self, u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.int32]:
        """(pairs,) how many gatherings u[i] and v[i] share."""
        found: NDArray[np.int32] = kernels.curveball.shared(self.indptr, self.indices, u, v)
        return found

    def shuffled(self, state: State) -> Attendance:
        """Another table by chance: each person as often out, each gathering as full.

        References
        ----------
        Strona et al. 2014, Nature Communications 5 (curveball).
        """
        curveball, people = kernels.curveball, len(self.people)
        if people <= self.gatherings:
            traded = self.indices.copy()
            curveball.trade(state, self.indptr, traded, self.gatherings, TRADES * people)
            turned = curveball.transposed(self.indptr, traded, self.gatherings)
        else:
            turned = self.crowds[0], self.crowds[1].copy()
            curveball.trade(state, *turned, people, TRADES * self.gatherings)
        indptr, indices = curveball.transposed(*turned, people)
        return Attendance(self.people, self.gatherings, indptr, indices)


@dataclass(frozen=True, eq=False)
class Backbone:
    """What pairs share, and what chance would have them share.

    Attributes
    ----------
    u, v : (pairs,) int32
        Rows of the attendance.
    shared : (pairs,) int32
    mean, sd : (pairs,) float64
        Of the gatherings shared by chance.
    p : (pairs,) float64
        How often chance has them share as many.
    kept_by_chance : (R,) float64
        Share of the pairs that would be kept in each table by chance.
    again_by_chance : (R,) float64
        `Attendance.again` in each; nan where undefined.
    """

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    shared: NDArray[np.int32]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    p: NDArray[np.float64]
    kept_by_chance: NDArray[np.float64]
    again_by_chance: NDArray[np.float64]

    @property
    def kept(self) -> NDArray[np.bool_]:
        """(pairs,) True for those who share more gatherings than chance would bring them to."""
        return self.p <= SIGNIFICANT

    @property
    def share(self) -> float | None:
        """Share of the pairs in the backbone; None without pairs."""
        return float(self.kept.mean()) if len(self.p) else None


def backbone(
    attendance: Attendance,
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    *,
    meetings: Meetings | None = None,
    nulls: int = 200,
    seed: int = 0,
    tick: Callable[[], None] = lambda: None,
) -> Backbone:
    """Compare the gatherings that pairs share with tables by chance that have the same sums.

    In each table everyone is out as often, and each gathering is as full, as in truth.
    p = (1 + #{null >= shared}) / (R + 1), for each pair on its own: as many pairs as
    `kept_by_chance` says are kept where nobody keeps to anybody.

    Parameters
    ----------
    attendance : Attendance
    u, v : (pairs,) int32
        Rows of the attendance.
    meetings : Meetings, optional
        On which to work out `again_by_chance`.
    nulls, seed : int
    tick : callable
        Called after each table.

    Returns
    -------
    Backbone
        Counts beside the tables by chance.

    References
    ----------
    Neal 2014, Social Networks 39; Strona et al. 2014.

    Examples
    --------
    >>> import networkx as nx
    >>> davis = nx.davis_southern_women_graph()
    >>> club = Attendance.of(davis[event] for event in davis.graph["bottom"])
    >>> women = list(club.people)
    >>> pair = [women.index("Evelyn Jefferson")], [women.index("Theresa Anderson")]
    >>> found = backbone(club, *(np.array(end, dtype=np.int32) for end in pair))
    >>> int(found.shared[0]), round(float(found.mean[0]))
    (7, 5)
    """
    shared = attendance.shared(u, v)

    def by_chance(state: State) -> tuple[NDArray[np.int32], float]:
        drawn = attendance.shuffled(state)
        again = None if meetings is None else drawn.again(meetings)
        return drawn.shared(u, v), np.nan if again is None else again

    drawn = replicates(by_chance, nulls, seed, tick=tick)
    table = np.array([shared, *(row for row, _ in drawn)], dtype=np.int32)
    table = table.reshape(nulls + 1, len(u))
    # a table by chance is judged like the true one, against all the others
    few = int(SIGNIFICANT * (nulls + 1) + 1e-9)
    bar = np.sort(table, axis=0)[nulls - few]
    chance = table[1:] if nulls else table
    return Backbone(
        u,
        v,
        shared,
        chance.mean(axis=0),
        chance.std(axis=0),
        (table >= shared).sum(axis=0) / (nulls + 1),
        (table[1:] > bar).mean(axis=1) if len(u) else np.empty(0),
        np.array([again for _, again in drawn], dtype=np.float64),
    )


def pairs_of_regulars(
    attendance: Attendance, rng: np.random.Generator, most: int = MAX_PAIRS_SAMPLED
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All pairs of people who came twice or more; a sample of them where there are too many."""
    regular = np.flatnonzero(np.diff(attendance.indptr) >= 2).astype(np.int32)
    n = len(regular)
    if n * (n - 1) // 2 <= most:
        a, b = np.triu_indices(n, 1)
    else:
        a = rng.integers(0, n, most)
        b = rng.integers(0, n - 1, most)
        b += b >= a
    return regular[a], regular[b]


def meetings_of(
    attendance: Attendance, rng: np.random.Generator, most: int = MAX_PAIRS_SAMPLED
) -> Meetings:
    """Every meeting of two at a gathering, as two places in `crowds`; or a sample of them.

    Gatherings stay as full in every table by chance, so the same places are two people
    who meet there too.
    """
    starts = attendance.crowds[0]
    sizes = np.diff(starts)
    pairs = sizes * (sizes - 1) // 2
    if pairs.sum() <= most:
        found = [np.triu_indices(size, 1) for size in sizes]
        places = zip(starts[:-1], found, strict=True)
        ends = [np.array([start + a, start + b]) for start, (a, b) in places]
        a, b = np.concatenate([np.empty((2, 0), dtype=np.int64), *ends], axis=1)
        return a, b
    gathering = rng.choice(len(sizes), most, p=pairs / pairs.sum())
    a = rng.integers(0, sizes[gathering])
    b = rng.integers(0, sizes[gathering] - 1)
    return starts[gathering] + a, starts[gathering] + b + (b >= a)


def _gatherings(study: Study, *, with_brand: bool = False) -> Sequence[tuple[str, ...]]:
    occasions = occasions_of(study, with_brand=with_brand)
    return [one.people for one in occasions if one.is_gathering and len(one.people) > 1]


def _again_with_brand(study: Study) -> float | None:
    attendance = Attendance.of(_gatherings(study, with_brand=True))
    return attendance.again(meetings_of(attendance, study.rng("U5")))


def _co_attendance(study: Study) -> Finding:
    attendance = Attendance.of(_gatherings(study))
    rng = study.rng("U5")
    meetings = meetings_of(attendance, rng)
    again = attendance.again(meetings)
    if again is None:
        return Finding(None)
    u, v = pairs_of_regulars(attendance, rng)
    found = backbone(
        attendance,
        u,
        v,
        meetings=meetings,
        nulls=study.nulls,
        seed=study.seed_of("U5"),
        tick=lambda: study.steps.advance("U5", 0),
    )
    return Finding(
        again,
        null=study.against(again, found.again_by_chance),
        detail={
            "kept_share": found.share,
            "kept_by_chance": float(found.kept_by_chance.mean())
            if len(u) and study.nulls
            else None,
            "value_with_brand": _again_with_brand(study) if study.has_brand else again,
        },
    )


def _read_backbone(finding: Finding) -> Said:
    null, kept = finding.null, finding.detail["kept_share"]
    said: Said = Message(
        "Two people who meet at a gathering share %(value)s of them in all",
        value=Decimal(finding.value or 0.0, 1),
    )
    if null is not None:
        said += Message(" (by chance %(chance)s)", chance=Decimal(null.mean, 1))
    if not finding.is_significant:
        return said + Message(
            ": no evidence that people keep to the same others.",
        )
    if kept is None:
        return said + Message(".")
    return said + Message(
        "; %(kept)s of 100 pairs of regulars meet more often than chance would have it.",
        kept=InHundred(kept),
    )


def _size(study: Study) -> dict[str, int]:
    gatherings = _gatherings(study)
    people = {person for there in gatherings for person in there}
    return {"gatherings": len(gatherings), "people": len(people)}


U5 = Measure(
    id="U5",
    family="rituals",
    name=Message("Co-attendance backbone"),
    question=Message("Who keeps meeting whom?"),
    formula=Message("Σs²/Σs over pairs that share s gatherings; backbone: pairs with p ≤ .05"),
    reference="Davis 1941; Neal 2014; Strona 2014",
    unit="gatherings",
    privacy="P2",
    published="P2",
    uncertainty="CB",
    minimum={"people": 30, "gatherings": GATHERINGS},
    size="people",
    sample=_size,
    compute=_co_attendance,
    read=_read_backbone,
)
