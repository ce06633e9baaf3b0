"""Vertex bootstraps (Snijders & Borgatti 1999): members drawn anew, with the ties between them.

Copies of two members are tied as the two are; copies of one member, who has no tie with
themself to go by, as a pair chosen at random among all is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, drawn, uniform
from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held

Ends = NDArray[np.int32]
Counts = NDArray[np.int32]


def copied(n: int, u: Ends, v: Ends, state: State) -> tuple[Counts, Ends, Ends]:
    """A network of n members drawn from n: whose copy each is, and both ends of each tie.

    `u`, `v` are (m,) int32, each tie once, no loops. The ties drawn are about m, each once.
    """
    u, v = held(u, np.int32), held(v, np.int32)
    times = drawn(state, n)
    whose, starts, most = _placed(u, v, times)
    # numpy asks for large pages, which Numba's own arrays do not get
    a, b = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    density = len(u) / (n * (n - 1) / 2) if n > 1 else 0.0
    made = _copied(u, v, times, starts, min(density, 1.0), state, a, b)
    return whose, a[:made], b[:made]


@kernel
def _placed(u: Ends, v: Ends, times: Counts) -> tuple[Counts, NDArray[np.int64], int]:
    n = len(times)
    starts = np.zeros(n + 1, dtype=np.int64)
    whose = np.empty(n, dtype=np.int32)
    most = 0
    for i in range(n):
        starts[i + 1] = starts[i] + times[i]
        for copy in range(starts[i], starts[i + 1]):
            whose[copy] = i
        most += times[i] * (times[i] - 1) // 2
    for edge in range(len(u)):
        most += times[u[edge]] * times[v[edge]]
    return whose, starts, most


@kernel
def _copied(
    u: Ends,
    v: Ends,
    times: Counts,
    starts: NDArray[np.int64],
    density: float,
    state: State,
    a: Ends,
    b: Ends,
) -> int:
    made = 0
    for edge in range(len(u)):
        if times[u[edge]] and times[v[edge]]:
            for one in range(starts[u[edge]], starts[u[edge] + 1]):
                for other in range(starts[v[edge]], starts[v[edge] + 1]):
                    a[made], b[made] = one, other
                    made += 1
    for i in range(len(times)):
        for one in range(starts[i], starts[i + 1]):
            for other in range(one + 1, starts[i + 1]):
                if uniform(state) < density:
                    a[made], b[made] = one, other
                    made += 1
    return made


@kernel
def centralisation(n: int, u: Ends, v: Ends) -> float:
    """Freeman's of the largest component; nan when that has fewer than three members."""
    above = np.arange(n).astype(np.int32)
    degree = np.zeros(n, dtype=np.int64)
    for edge in range(len(u)):
        degree[u[edge]] += 1
        degree[v[edge]] += 1
        one, other = u[edge], v[edge]
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        while above[other] != other:
            above[other] = above[above[other]]
            other = above[other]
        if one < other:
            above[other] = one
        else:
            above[one] = other
    size = np.zeros(n, dtype=np.int64)
    most = np.zeros(n, dtype=np.int64)
    total = np.zeros(n, dtype=np.int64)
    for i in range(n):
        root = i
        while above[root] != root:
            root = above[root]
        above[i] = root
        size[root] += 1
        most[root] = max(most[root], degree[i])
        total[root] += degree[i]
    best = 0
    for root in range(n):
        if size[root] > size[best]:
            best = root
    if n == 0 or size[best] < 3:
        return np.nan
    excess = np.float64(size[best] * most[best] - total[best])
    share: float = excess / ((size[best] - 1) * (size[best] - 2))
    return share


@kernel
def modularity(u: Ends, v: Ends, whose: Counts, labels: Counts) -> float:
    """Of the groups that members lie in, on a network of their copies; nan without ties."""
    mass = np.zeros(len(labels))
    inside = 0
    for edge in range(len(u)):
        one, other = labels[whose[u[edge]]], labels[whose[v[edge]]]
        mass[one] += 1.0
        mass[other] += 1.0
        inside += one == other
    m = np.float64(len(u))
    expected = 0.0
    for group in range(len(mass)):
        expected += mass[group] * mass[group]
    score: float = inside / m - expected / (4.0 * m * m)
    return score


def totals(u: Ends, v: Ends, sort: NDArray[np.int8], times: Counts) -> NDArray[np.int64]:
    """(sorts,) how many pairs of copies are tied by ties of each sort, 0, 1, …; copies of one not.

    `times` says how often each member was drawn.
    """
    found: NDArray[np.int64] = _totals(
        held(u, np.int32), held(v, np.int32), held(sort, np.int8), held(times, np.int32)
    )
    return found


@kernel
def _totals(u: Ends, v: Ends, sort: NDArray[np.int8], times: Counts) -> NDArray[np.int64]:
    sorts = 0
    for edge in range(len(u)):
        sorts = max(sorts, sort[edge] + 1)
    found = np.zeros(sorts, dtype=np.int64)
    for edge in range(len(u)):
        found[sort[edge]] += times[u[edge]] * times[v[edge]]
    return found


@kernel
def own(times: Counts, chances: NDArray[np.float64], state: State) -> NDArray[np.int64]:
    """(sorts,) how many pairs of copies of one member come to be of each sort, by its chance."""
    found = np.zeros(len(chances), dtype=np.int64)
    for count in times:
        for _ in range(count * (count - 1) // 2):
            left = uniform(state)
            for sort in range(len(chances)):
                left -= chances[sort]
                if left < 0.0:
                    found[sort] += 1
                    break
    return found


@kernel
def shares(amounts: NDArray[np.float64], share: float, state: State) -> tuple[float, float]:
    """Gini's index and the fewest who hold `share` of all, of members drawn anew.

    `amounts` ascend and are 0 or more; both are nan when nothing was drawn.
    """
    n = len(amounts)
    times = drawn(state, n)
    rank, spread, total = 0, 0.0, 0.0
    for i in range(n):
        c = times[i]
        # Σ (2 rank - n - 1) over its c copies
        spread += amounts[i] * (c * (2.0 * rank + c - n))
        total += amounts[i] * c
        rank += c
    if not total > 0.0:
        return np.nan, np.nan
    wanted, held_so_far, count = share * total * (1 - 1e-12), 0.0, 0
    for i in range(n - 1, -1, -1):
        for _ in range(times[i]):
            if held_so_far < wanted:
                held_so_far += amounts[i]
                count += 1
        if held_so_far >= wanted:
            break
    return spread / (n * total), np.float64(count)
