"""Open triads month by month against a network that is built anew for each month."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.kernels.triads import opened_and_closed


def by_hand(n: int, born: dict[tuple[int, int], int], months: int) -> tuple[list[int], list[int]]:
    opened, closed = [0] * months, [0] * months
    for month in range(1, months + 1):
        graph = nx.empty_graph(n)
        graph.add_edges_from(pair for pair, when in born.items() if when < month)
        for pair in combinations(range(n), 2):
            if not graph.has_edge(*pair) and set(graph[pair[0]]) & set(graph[pair[1]]):
                opened[month - 1] += 1
                closed[month - 1] += born.get(pair) == month
    return opened, closed


def counted(n: int, born: dict[tuple[int, int], int], months: int) -> tuple[list[int], list[int]]:
    slots = sorted(
        [(a, b, when) for (a, b), when in born.items()]
        + [(b, a, when) for (a, b), when in born.items()]
    )
    columns = np.array(slots, dtype=np.int32).reshape(-1, 3)
    indptr = np.searchsorted(columns[:, 0], np.arange(n + 1)).astype(np.int64)
    opened, closed = opened_and_closed(
        indptr, columns[:, 1], columns[:, 2], months, np.arange(n, dtype=np.int32)
    )
    # from both of its ends each pair counts twice
    return (opened // 2).tolist(), (closed // 2).tolist()


@pytest.mark.parametrize("seed", range(8))
def test_against_a_network_a_month(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in combinations(range(15), 2) if rng.random() < 0.3]
    born = {pair: int(rng.integers(0, 6)) for pair in pairs}
    assert counted(15, born, 5) == by_hand(15, born, 5)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] < pair[1]),
        st.integers(0, 3),
    )
)
def test_any_history(born: dict[tuple[int, int], int]) -> None:
    assert counted(7, born, 3) == by_hand(7, born, 3)


def test_a_pair_that_meets_with_its_acquaintance_was_never_open() -> None:
    assert counted(3, {(0, 1): 0, (0, 2): 1, (1, 2): 1}, 2) == ([0, 0], [0, 0])
    assert counted(3, {(0, 1): 0, (0, 2): 1, (1, 2): 2}, 2) == ([0, 1], [0, 1])
    assert counted(0, {}, 2) == ([0, 0], [0, 0])


def test_from_some_members_only() -> None:
    star = np.array([0, 3, 4, 5, 6], dtype=np.int64), np.array([1, 2, 3, 0, 0, 0], dtype=np.int32)
    born = np.zeros(6, dtype=np.int32)
    opened, closed = opened_and_closed(*star, born, 1, np.array([1], dtype=np.int32))
    assert opened.tolist() == [2]
    assert closed.tolist() == [0]


def test_from_all_but_one_and_that_one() -> None:
    rng = np.random.default_rng(9)
    graph = nx.gnm_random_graph(20, 60, seed=9)
    pairs = sorted([pair for a, b in graph.edges() for pair in ((a, b), (b, a))])
    when = {frozenset(pair): int(rng.integers(0, 5)) for pair in pairs}
    ends = np.array(pairs, dtype=np.int32)
    rows = (
        np.searchsorted(ends[:, 0], np.arange(21)).astype(np.int64),
        ends[:, 1].copy(),
        np.array([when[frozenset(pair)] for pair in pairs], dtype=np.int32),
    )
    tied = np.unique(ends[:, 0])
    whole, most, last = (
        np.array(opened_and_closed(*rows, 4, some)) for some in (tied, tied[:-1], tied[-1:])
    )
    # what all tell at once, in half of the walk, is what each tells
    assert whole.tolist() == (most + last).tolist()


def test_more_months_than_two_bytes_count() -> None:
    assert counted(3, {(0, 1): 0, (0, 2): 1}, 40_000) == ([0, *[1] * 39_999], [0] * 40_000)
    opened, closed = counted(3, {(0, 1): 0, (0, 2): 35_000, (1, 2): 35_002}, 40_000)
    assert [place for place, pairs in enumerate(opened, 1) if pairs] == [35_001, 35_002]
    assert [place for place, pairs in enumerate(closed, 1) if pairs] == [35_002]
