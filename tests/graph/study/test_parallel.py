"""Replicates: one answer on any number of threads, and an end when asked."""

from __future__ import annotations

import threading
import time

import pytest

from tribe.graph import Cancelled, kernels
from tribe.graph.study.parallel import in_order, replicates, stream, usual_threads
from tribe.graph.study.steps import Steps

chance = kernels.chance


def draw(state) -> int:
    number = int(chance.below(state, 10**9))
    time.sleep(number % 3 / 1000)  # so that they end out of order
    return number


@pytest.mark.parametrize("threads", [2, 5, 40])
def test_same_answers_on_any_number_of_threads(threads: int) -> None:
    alone = replicates(draw, 30, seed=7, threads=1)
    assert replicates(draw, 30, seed=7, threads=threads) == alone
    assert len(set(alone)) == 30
    assert alone != replicates(draw, 30, seed=8, threads=threads)


def test_each_replicate_has_its_own_stream() -> None:
    assert replicates(draw, 9, seed=-3) == [draw(stream(-3, number)) for number in range(9)]
    assert replicates(draw, 5, seed=-3, first=4) == replicates(draw, 9, seed=-3)[4:]
    assert in_order(str, [3, 1, 2], threads=2) == ["3", "1", "2"]


@pytest.mark.parametrize("threads", [1, 3])
def test_stopping_stops_and_leaves_no_thread_behind(threads: int) -> None:
    begun, before = [], threading.active_count()

    def work(state) -> None:
        begun.append(1)
        time.sleep(0.002)

    told: list[int] = []
    steps = Steps(500, lambda done, total, label: told.append(done), lambda: len(told) >= 5)
    with pytest.raises(Cancelled):
        replicates(work, 500, 0, threads=threads, tick=lambda: steps.advance("nulls"))
    assert told == [1, 2, 3, 4, 5]
    assert len(begun) <= 6 + 2 * threads
    assert threading.active_count() == before


@pytest.mark.parametrize("threads", [1, 3])
def test_what_goes_wrong_passes_on(threads: int) -> None:
    def work(state) -> float:
        return 1 / (int(chance.below(state, 4)) - 1)

    with pytest.raises(ZeroDivisionError):
        replicates(work, 200, 0, threads=threads)


def test_nothing_to_do() -> None:
    assert replicates(draw, 0, 1) == []
    assert 1 <= usual_threads() <= 16
