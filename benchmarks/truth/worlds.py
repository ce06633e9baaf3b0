"""Empty tribes: who turns to whom, or comes with whom, is by lot; what else there is, is not.

Each is a function of a generator that answers the interactions of a tribe.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from tribe.graph import Evidence, Interactions, MemberFact
from tribe.graph.data.columns import Row, ThreadedRow
from tribe.graph.data.records import Occasion, Records

DAY = 86_400.0
YEAR = 365.0

World = Callable[[np.random.Generator], Interactions]


def _tribe(
    rows: list[Row] | list[ThreadedRow], members: int, joined: np.ndarray | None = None
) -> Interactions:
    days = np.zeros(members) if joined is None else joined
    facts = [MemberFact(f"m{n:03}", False, float(days[n]) * DAY) for n in range(members)]
    return Interactions.from_rows(rows, facts)


def _act(one: int, other: int, day: float) -> Row:
    return f"m{one:03}", f"m{other:03}", "reply", day * DAY, 0


def _talk(
    rng: np.random.Generator,
    members: int,
    acts: int,
    sigma: float,
    weekly: np.ndarray | None = None,
) -> list[Row]:
    """Acts in proportion to the activity of both, at any time of a year."""
    share = rng.lognormal(0, sigma, members)
    share /= share.sum()
    rows = []
    for _ in range(acts):
        one, other = rng.choice(members, 2, replace=False, p=share)
        day = float(rng.random() * YEAR)
        if weekly is not None:
            day = float(rng.integers(52)) * 7 + float(rng.choice(7, p=weekly)) + float(rng.random())
        rows.append(_act(int(one), int(other), day))
    return rows


def _gatherings(rng: np.random.Generator, members: int) -> list[Row]:
    """Fourteen gatherings of 3 to 28, each of members drawn by lot."""
    rows: list[Row] = []
    for number in range(14):
        size = int(rng.integers(3, 29))
        there = sorted(rng.choice(members, size, replace=False).tolist())
        for a, b in combinations(there, 2):
            rows.append((f"m{a:03}", f"m{b:03}", "co_attendance", number * 7 * DAY, size))
    return rows


def even(rng: np.random.Generator) -> Interactions:
    """Everyone turns to anyone."""
    return _tribe(_talk(rng, 150, 1000, 0.0), 150)


def heavy_tailed(rng: np.random.Generator) -> Interactions:
    """A few do nearly all of it."""
    return _tribe(_talk(rng, 200, 1200, 2.0), 200)


def by_activity(rng: np.random.Generator) -> Interactions:
    """Acts fall in proportion to activity."""
    return _tribe(_talk(rng, 150, 1500, 1.3), 150)


def gatherings_by_lot(rng: np.random.Generator) -> Interactions:
    """Nobody talks; who comes is by lot."""
    return _tribe(_gatherings(rng, 80), 80)


def talk_and_gatherings(rng: np.random.Generator) -> Interactions:
    """Both, independent of each other."""
    return _tribe(_talk(rng, 80, 600, 1.0) + _gatherings(rng, 80), 80)


def growth(rng: np.random.Generator) -> Interactions:
    """Members join over a year, and turn to anyone who is there."""
    joined = np.sort(rng.random(150)) * YEAR
    joined[:5] = 0.0
    rows = []
    for _ in range(1500):
        day = float(rng.random() * YEAR)
        one, other = rng.choice(np.flatnonzero(joined <= day), 2, replace=False)
        rows.append(_act(int(one), int(other), day))
    return _tribe(rows, 150, joined)


def weekends(rng: np.random.Generator) -> Interactions:
    """The tribe is alive at weekends."""
    weekly = np.array([1, 1, 1, 1, 2, 10, 10]) / 26
    return _tribe(_talk(rng, 120, 1200, 0.8, weekly), 120)


def faithful_pairs(rng: np.random.Generator) -> Interactions:
    """Pairs drawn by lot who keep writing to each other: ties last, and nothing else."""
    rows = []
    for _ in range(260):
        one, other = (int(drawn) for drawn in rng.choice(120, 2, replace=False))
        for _ in range(1 + int(rng.geometric(0.3))):
            ends = (one, other) if rng.random() < 0.5 else (other, one)
            rows.append(_act(*ends, float(rng.random() * YEAR)))
    return _tribe(rows, 120)


def _threads(
    rng: np.random.Generator,
    writers: Callable[[], np.ndarray],
    to_author: float = 0.0,
    circle: np.ndarray | None = None,
    loyalty: float = 0.0,
) -> list[ThreadedRow]:
    """Threads of a few days, in each of which some write again and again.

    An answer goes to one of those who wrote before: the author so often, or one of the own
    circle so often, or any.
    """
    rows: list[ThreadedRow] = []
    for number in range(90):
        day, there = float(rng.random() * YEAR), writers()
        author = int(there[0])
        before = [author]
        for _ in range(int(rng.integers(6, 30))):
            one = int(rng.choice(there))
            day += float(rng.exponential(0.1))
            others = [other for other in before if other != one]
            mine = [
                other for other in others if circle is not None and circle[other] == circle[one]
            ]
            if others:
                if author != one and rng.random() < to_author:
                    others = [author]
                elif mine and rng.random() < loyalty:
                    others = mine
                act = _act(one, int(rng.choice(others)), day)
                rows.append((*act, f"t{number}"))
            if one not in before:
                before.append(one)
    return rows


def threads_by_lot(rng: np.random.Generator) -> Interactions:
    """Members write in threads as they are active, and answer any who wrote before in them."""
    share = rng.lognormal(0, 1.0, 120)
    share /= share.sum()
    return _tribe(
        _threads(rng, lambda: rng.choice(120, rng.integers(4, 15), replace=False, p=share)), 120
    )


def interests(rng: np.random.Generator) -> Interactions:
    """Four interests have threads of their own; in them half of the answers go to the author."""

    def writers() -> np.ndarray:
        first = 30 * rng.integers(4)
        return first + rng.choice(30, rng.integers(4, 15), replace=False)

    return _tribe(_threads(rng, writers, to_author=0.5), 120)


def circles_in_threads(rng: np.random.Generator) -> Interactions:
    """Not empty: all write in the same threads, and turn to their own circle there."""
    return _tribe(
        _threads(
            rng,
            lambda: rng.choice(120, rng.integers(8, 15), replace=False),
            circle=np.arange(120) % 4,
            loyalty=0.9,
        ),
        120,
    )


def rites_in_common(rng: np.random.Generator) -> Evidence:
    """Not empty, but of one effect: most turn to whoever comes to the rite that they come to.

    Eight rites, each begun by those who came in one week, of whom one in five goes to another. So
    friends of friends meet, and who came at one time, by nothing of their own.
    """
    cohort = np.repeat(np.arange(8), 15)
    comes = np.where(rng.random(120) < 0.2, rng.integers(0, 8, 120), cohort)
    rows = []
    for day in np.sort(rng.random(1000)) * 280 + 85:
        one = int(rng.integers(120))
        mates = np.flatnonzero((comes == comes[one]) & (np.arange(120) != one))
        others = mates if rng.random() < 0.6 and len(mates) else np.delete(np.arange(120), one)
        rows.append(_act(one, int(rng.choice(others)), float(day)))
    occasions = [
        Occasion(80 * DAY, tuple(f"m{n:03}" for n in np.flatnonzero(comes == rite)), rite=rite)
        for rite in range(8)
    ]
    talk = _tribe(rows, 120, 10.0 * cohort + rng.random(120))
    return Evidence(talk, records=Records(occasions=occasions))


WORLDS: dict[str, World] = {
    world.__name__: world
    for world in (
        even,
        heavy_tailed,
        by_activity,
        gatherings_by_lot,
        talk_and_gatherings,
        growth,
        weekends,
        faithful_pairs,
        threads_by_lot,
        interests,
    )
}
