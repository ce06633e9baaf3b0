"""Where who turns to whom is by lot, measures find as little as p promises."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.truth.__main__ import MEASURED, found
from benchmarks.truth.worlds import WORLDS

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
