"""Trades that keep every sum, and what rows share."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph import kernels

Table = tuple[np.ndarray, np.ndarray]


def table_of(rows: list[set[int]]) -> Table:
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    indices = np.array([entry for row in rows for entry in sorted(row)], dtype=np.int32)
    return indptr, indices


def state(seed: int = 1, stream: int = 0) -> np.ndarray:
    return kernels.chance.state(np.uint64(seed), np.uint64(stream))


ROWS = st.lists(st.sets(st.integers(0, 9), max_size=10), max_size=12)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_transposed_is_scipy_s(rows: list[set[int]]) -> None:
    indptr, indices = table_of(rows)
    starts, turned = kernels.curveball.transposed(indptr, indices, 10)
    ones = np.ones(len(indices))
    expected = scipy.sparse.csr_array((ones, indices, indptr), shape=(len(rows), 10)).T.tocsr()
    expected.sort_indices()
    assert np.array_equal(starts, expected.indptr)
    assert np.array_equal(turned, expected.indices)


@settings(max_examples=60, deadline=None)
@given(ROWS.filter(len))
def test_shared_is_the_intersection(rows: list[set[int]]) -> None:
    u, v = np.indices((len(rows), len(rows)), dtype=np.int32).reshape(2, -1)
    found = kernels.curveball.shared(*table_of(rows), u, v)
    expected = [len(rows[a] & rows[b]) for a, b in zip(u, v, strict=True)]
    assert found.tolist() == expected


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(0, 2**63 - 1), st.integers(0, 40))
def test_trades_keep_every_sum(rows: list[set[int]], seed: int, times: int) -> None:
    indptr, indices = table_of(rows)
    traded = indices.copy()
    kernels.curveball.trade(state(seed), indptr, traded, 10, times)
    assert np.array_equal(np.bincount(traded, minlength=10), np.bincount(indices, minlength=10))
    for start, end in pairwise(indptr):
        assert len(set(traded[start:end])) == end - start
    if len(rows) < 2 or not times:
        assert np.array_equal(traded, indices)


def test_the_same_chance_gives_the_same_table() -> None:
    davis = nx.davis_southern_women_graph()
    events = {event: place for place, event in enumerate(davis.graph["bottom"])}
    indptr, indices = table_of([{events[e] for e in davis[w]} for w in davis.graph["top"]])
    tables = []
    for stream in (0, 0, 1):
        traded = indices.copy()
        kernels.curveball.trade(state(3, stream), indptr, traded, 14, 360)
        tables.append(traded.tolist())
    assert tables[0] == tables[1] != tables[2]


def test_rows_that_share_all_or_hold_nothing_have_nothing_to_trade() -> None:
    for rows in ([{1, 2}, {1, 2}], [set(), {3}, set()], [set()]):
        indptr, indices = table_of(rows)
        held = np.diff(indptr)
        traded = indices.copy()
        kernels.curveball.trade(state(), indptr, traded, 10, 50)
        assert np.array_equal(np.sort(traded), np.sort(indices))
        assert np.array_equal(np.diff(indptr), held)


def test_each_table_as_likely_as_the_others() -> None:
    # three rows of one entry among three columns: six tables
    indptr, indices = table_of([{0}, {1}, {2}])
    seen: dict[tuple[int, ...], int] = {}
    for stream in range(6000):
        traded = indices.copy()
        kernels.curveball.trade(state(1, stream), indptr, traded, 3, 60)
        key = tuple(traded.tolist())
        seen[key] = seen.get(key, 0) + 1
    assert len(seen) == 6
    assert scipy.stats.chisquare(list(seen.values())).pvalue > 0.001


@pytest.mark.parametrize("columns", [1, 5])
def test_no_rows(columns: int) -> None:
    indptr, indices = table_of([])
    kernels.curveball.trade(state(), indptr, indices, columns, 10)
    starts, turned = kernels.curveball.transposed(indptr, indices, columns)
    assert starts.tolist() == [0] * (columns + 1)
    assert not len(turned)
