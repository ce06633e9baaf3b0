"""Chance in kernels: published numbers, even spread, and streams that do not meet."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from tribe.graph import kernels

chance = kernels.chance


def test_xoshiro_as_published() -> None:
    state = np.array([1, 2, 3, 4], dtype=np.uint64)
    assert [int(chance.bits(state)) for _ in range(10)] == [
        11520,
        0,
        1509978240,
        1215971899390074240,
        1216172134540287360,
        607988272756665600,
        16172922978634559625,
        8476171486693032832,
        10595114339597558777,
        2904607092377533576,
    ]


def test_splitmix_as_published() -> None:
    golden = 0x9E3779B97F4A7C15
    found = [int(chance.mixed(np.uint64((1234567 + k * golden) % 2**64))) for k in (1, 2, 3, 4, 5)]
    assert found == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_streams_differ_and_repeat() -> None:
    seen = {tuple(chance.state(seed, stream).tolist()) for seed in range(9) for stream in range(9)}
    assert len(seen) == 81
    assert chance.state(3, 4).tolist() == chance.state(3, 4).tolist()


@pytest.mark.parametrize("n", [2, 3, 7, 100, 3 * 2**61])
def test_whole_numbers_are_even(n: int) -> None:
    state = chance.state(5, n % 97)
    found = [chance.below(state, n) for _ in range(20_000)]
    assert 0 <= min(found) <= max(found) < n
    bins = min(n, 50)
    cells = np.bincount([drawn * bins // n for drawn in found], minlength=bins)
    assert scipy.stats.chisquare(cells).pvalue > 1e-4


def test_nothing_below_one() -> None:
    state = chance.state(1, 1)
    assert [chance.below(state, n) for n in (0, 1)] == [0, 0]


def test_numbers_have_their_laws() -> None:
    state = chance.state(2, 0)
    flat = [chance.uniform(state) for _ in range(20_000)]
    assert scipy.stats.kstest(flat, "uniform").pvalue > 1e-4
    waits = [chance.exponential(state) for _ in range(20_000)]
    assert scipy.stats.kstest(waits, "expon").pvalue > 1e-4
    for n, p in ((20, 0.3), (9, 0.9), (400, 0.002), (3, 0.5)):
        won = np.array([chance.binomial(state, n, p) for _ in range(20_000)])
        assert won.mean() == pytest.approx(n * p, abs=4 * np.sqrt(n * p * (1 - p) / 20_000))
        assert won.var() == pytest.approx(n * p * (1 - p), rel=0.06)
        assert 0 <= won.min() <= won.max() <= n
    assert [chance.binomial(state, *given) for given in ((0, 0.5), (7, 0.0), (7, 1.0))] == [0, 0, 7]


def test_every_order_is_as_likely() -> None:
    state = chance.state(8, 0)
    orders = [tuple(chance.permutation(state, 4).tolist()) for _ in range(12_000)]
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == 24
    assert scipy.stats.chisquare(counts).pvalue > 1e-4


def test_draws_with_replacement() -> None:
    state = chance.state(9, 0)
    times = np.array([chance.drawn(state, 10) for _ in range(4_000)])
    assert (times.sum(axis=1) == 10).all()
    assert times.mean(axis=0) == pytest.approx(np.ones(10), abs=0.08)
    assert times.var(axis=0) == pytest.approx(np.full(10, 0.9), rel=0.15)
    assert len(chance.drawn(state, 0)) == 0
