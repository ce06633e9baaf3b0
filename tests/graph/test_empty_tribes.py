"""Where who turns to whom is by lot, measures find as little as p promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth.__main__ import found
from benchmarks.truth.tables import MEASURED
from benchmarks.truth.worlds import WORLDS, circles_in_threads, threads_by_lot
from tribe.graph import Interactions

TRIBES = 16


@pytest.mark.parametrize("name", WORLDS)
def test_nothing_is_found_in_an_empty_tribe(name: str) -> None:
    # pairs that last do last, which T5 is right to find
    measures = [id_ for id_ in MEASURED if (name, id_) != ("faithful_pairs", "T5")]
    hits = Counter[str]()
    for seed in range(TRIBES):
        hits.update(
            id_ for id_, is_found in found(WORLDS[name], seed, 19, measures).items() if is_found
        )
    # 5 or more of 16 would come one time in a thousand
    assert not [id_ for id_, times in hits.items() if times >= 5], hits


def test_pairs_that_last_are_found() -> None:
    assert found(WORLDS["faithful_pairs"], 0, 39, ["T5"]) == {"T5": True}


def test_circles_that_keep_to_themselves_in_shared_threads_are_found() -> None:
    for seed in range(3):
        found_ = found(circles_in_threads, seed, 39, ["C5", "C2", "T3"])
        assert found_ == {"C5": True, "C2": True, "T3": True}


def test_threads_would_be_taken_for_order_if_nobody_knew_of_them() -> None:
    def unknown(rng: np.random.Generator) -> Interactions:
        return replace(threads_by_lot(rng), thread=None)

    for seed in range(2):
        assert found(unknown, seed, 39, ["C5", "T3"]) == {"C5": True, "T3": True}
