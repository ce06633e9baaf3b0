"""Draws that stop when the answer is settled: the same findings, fewer draws, a true p."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import scipy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.graph.conftest import rows_of
from tribe.graph import MEASURES, Evidence, Interactions, measure_all
from tribe.graph.data.dyads import Dyads
from tribe.graph.kernels.chance import State
from tribe.graph.study import nulls, parallel
from tribe.graph.study.nulls import Chance, Pass
from tribe.graph.study.sequential import BATCH, FEWEST, Draws, settled, settling
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import benjamini_hochberg, exceedance

MOST = 200


def kept(numbers: NDArray[np.float64]) -> Draws[float]:
    return Draws(lambda first, times: numbers[first : first + times].tolist(), len(numbers))


def judged(
    value: float, numbers: NDArray[np.float64], *, either_side: bool = False, batch: int = BATCH
) -> tuple[float, int]:
    null = settled(value, kept(numbers), float, either_side=either_side, batch=batch).null
    assert null is not None
    assert null.draws is not None
    assert null.mean == pytest.approx(numbers[: null.draws].mean(), abs=1e-12)
    assert null.sd == pytest.approx(numbers[: null.draws].std(ddof=1), abs=1e-12)
    return null.p, null.draws


def in_full(value: float, numbers: NDArray[np.float64], *, either_side: bool) -> float:
    if either_side:
        return exceedance(abs(value - numbers.mean()), np.abs(numbers - numbers.mean()))
    return exceedance(value, numbers)


def test_settling_is_the_least_that_cannot_be_found_any_more() -> None:
    for most in (1, 19, 20, 99, 200, 999):
        h = settling(most)
        assert h / most > 0.05
        assert h / (most + 1) > 0.05
        assert (h - 1) / (most + 1) <= 0.05


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.floats(-3, 3), st.integers(1, 300), st.booleans())
@example(65, -2.0, 65, True)  # the last draw is the one that would settle it
def test_what_is_found_is_what_all_draws_find(
    seed: int, value: float, most: int, either_side: bool
) -> None:
    numbers = np.random.default_rng(seed).normal(size=most)
    p, draws = judged(value, numbers, either_side=either_side) if most > 1 else (1.0, 1)
    full = in_full(value, numbers, either_side=either_side)
    if draws < most:
        assert p > 0.05
        assert draws >= FEWEST
        # the middle of both tails moves a little as draws go on
        assert full > (0.03 if either_side else 0.05)
    elif most > 1:
        assert p == full or (not either_side and p == settling(most) / most)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 999), st.floats(-3, 3), st.booleans(), st.integers(1, 90))
def test_the_same_for_any_batch(seed: int, value: float, either_side: bool, batch: int) -> None:
    numbers = np.random.default_rng(seed).normal(size=MOST)
    told = judged(value, numbers, either_side=either_side)
    assert judged(value, numbers, either_side=either_side, batch=batch) == told


def test_what_is_undefined_does_not_count() -> None:
    numbers = np.random.default_rng(3).normal(size=MOST)
    holes = np.full(2 * MOST, np.nan)
    holes[1::2] = numbers
    with_holes, without = (settled(0.4, kept(some), float) for some in (holes, numbers))
    assert with_holes.null is not None
    assert with_holes.null.draws is not None
    # twice as many may be drawn, so more are needed to settle it
    assert settling(2 * MOST) == 21
    assert with_holes.null.p == 21 / with_holes.null.draws
    assert len(with_holes.drawn) == 2 * with_holes.null.draws
    assert without.null is not None
    assert settled(0.4, kept(np.full(60, np.nan)), float).null is None


def test_nothing_is_drawn_for_no_value() -> None:
    draws = kept(np.zeros(9))
    assert settled(None, draws, float).null is None
    assert len(draws) == 0
    assert settled(1.0, kept(np.empty(0)), float).null is None


@pytest.mark.parametrize("either_side", [False, True])
@pytest.mark.parametrize("high", [1, -1])
def test_early_stop_stops(either_side: bool, high: int) -> None:
    rng = np.random.default_rng(1)
    numbers = rng.normal(size=MOST)

    def made_for(value: float) -> int:
        draws = kept(numbers)
        settled(value, draws, float, either_side=either_side)
        return len(draws)

    assert made_for(0.0) == FEWEST
    assert made_for(4.0) == MOST
    # far below, nothing is found by a test of what is high; both tails find it
    assert made_for(4.0 * high) == (MOST if either_side or high > 0 else FEWEST)


@pytest.mark.parametrize("either_side", [False, True])
def test_p_is_true_where_there_is_nothing(either_side: bool) -> None:
    rng = np.random.default_rng(11)
    worlds = rng.normal(size=(4_000, MOST + 1))
    told = [judged(row[0], row[1:], either_side=either_side) for row in worlds]
    p = np.array([p for p, _ in told])
    for level in (0.01, 0.05, 0.1, 0.3, 0.5, 0.8):
        share = float((p <= level).mean())
        assert share <= level + 3 * np.sqrt(level * (1 - level) / len(p)) + 0.002
        assert share >= level - 0.03  # not wasteful either
    assert np.mean([draws for _, draws in told]) < 0.45 * MOST


@pytest.mark.parametrize("either_side", [False, True])
def test_p_beside_that_of_all_draws(either_side: bool) -> None:
    rng = np.random.default_rng(12)
    for shift in (0.0, 1.0, 2.0, 4.0):
        pairs = []
        for _ in range(600):
            numbers, value = rng.normal(size=MOST), float(rng.normal() + shift)
            p, _ = judged(value, numbers, either_side=either_side)
            pairs.append((p, in_full(value, numbers, either_side=either_side)))
        p, full = np.array(pairs).T
        assert np.mean(p) == pytest.approx(np.mean(full), abs=0.01)
        assert np.abs(p - full).mean() < (0.1 if either_side else 0.05)
        agree = (p <= 0.05) == (full <= 0.05)
        assert agree.all() if not either_side else agree.mean() > 0.995


def test_what_is_found_together_stays_the_same() -> None:
    rng = np.random.default_rng(13)
    for _ in range(300):
        values = rng.normal(size=10) + rng.choice([0.0, 3.0], 10)
        numbers = rng.normal(size=(10, MOST))
        early = [judged(*pair)[0] for pair in zip(values, numbers, strict=True)]
        full = [exceedance(*pair) for pair in zip(values, numbers, strict=True)]
        one, other = (np.array(benjamini_hochberg(p), dtype=np.float64) for p in (early, full))
        assert ((one <= 0.05) == (other <= 0.05)).all()
        assert one[other <= 0.05].tolist() == other[other <= 0.05].tolist()


@pytest.mark.parametrize("large", [10, 10_000])
def test_networks_are_the_same_in_any_batches_and_passes(
    karate: nx.Graph, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(nulls, "LARGE", large)
    chance = Chance(Dyads.from_networkx(karate), seed=6)
    wanted = chance.statistics(30)
    for batch, threads in ((7, 1), (30, 2), (11, 5)):
        closed, grouped = Pass(chance, chance.closed), Pass(chance, chance.grouped)
        rows, groups = list[tuple[float, ...]](), list[float]()
        for first in range(0, 30, batch):
            times = min(batch, 30 - first)
            rows += closed.made(first, times, threads=threads)
            groups += grouped.made(first, times, threads=threads)
        assert np.array(rows)[:, 0].tolist() == wanted.transitivity.tolist()
        assert np.array(rows)[:, 3].tolist() == wanted.core.tolist()
        assert groups == wanted.modularity.tolist()


def world(graph: nx.Graph) -> Evidence:
    return Evidence(Interactions.from_rows(rows_of(graph)))


def test_a_tribe_without_order_takes_few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = world(nx.gnm_random_graph(60, 200, seed=3))
    found = {}
    for threads in (1, 2, 5):
        monkeypatch.setattr(parallel, "usual_threads", lambda threads=threads: threads)
        study = Study(evidence, seed=1, bootstraps=10)
        found[threads] = [MEASURES[id_].compute(study).null for id_ in ("T3", "C2", "C5")]
        assert len(study.grouped_by_chance) < MOST / 2
        assert all(null is not None and null.p > 0.05 for null in found[threads])
    assert found[1] == found[2] == found[5]


def test_a_tribe_of_circles_takes_all() -> None:
    found = measure_all(
        world(nx.planted_partition_graph(4, 15, 0.5, 0.02, seed=5)),
        bootstraps=10,
        only=("T3", "C2", "C5"),
    )
    for result in found.values():
        assert result.null_model is not None
        assert result.null_model.draws == MOST
        assert result.null_model.p == pytest.approx(1 / (MOST + 1))


def test_a_value_below_chance_settles_only_a_test_of_what_is_high() -> None:
    def draw(state: State) -> float:
        return float(np.random.default_rng(state).normal())

    study = Study(Evidence(Interactions.from_rows([])), nulls=MOST)
    high = study.judge("x", -9.0, draw, float)
    both = study.judge("x", -9.0, draw, float, either_side=True)
    assert high.null is not None
    assert both.null is not None
    assert high.null.draws == len(high.drawn) == FEWEST
    assert high.null.p == 1.0
    assert both.null.draws == MOST
    assert both.null.p == 1 / (MOST + 1)
    assert high.drawn == both.drawn[:FEWEST]
    assert scipy.stats.kstest(both.drawn, "norm").pvalue > 0.01
