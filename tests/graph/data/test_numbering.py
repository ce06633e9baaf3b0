"""Places for ids of any sort: the same id the same place, and all of them in order at the end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.data import numbering
from tribe.graph.data.members import Labels
from tribe.graph.data.numbering import Names, Numbers, ranked

# small, or too large to be places themselves; one between would have millions of places laid out
IDS = st.integers(-3, 40) | st.integers(-(2**62), -1) | st.integers(numbering.PLAIN, 2**62)
PARTS = st.lists(st.lists(IDS, max_size=12), max_size=5)


@given(PARTS)
def test_numbers_keep_their_places(parts: list[list[int]]) -> None:
    numbers = Numbers()
    places = [numbers.code(np.array(part, dtype=np.int64)) for part in parts]
    members = numbers.members
    for part, place in zip(parts, places, strict=True):
        assert [members[at] for at in place.tolist()] == [str(number) for number in part]
    found, moved = ranked(numbers, *places)
    assert list(found) == [str(number) for number in sorted({n for part in parts for n in part})]
    for part, place in zip(parts, places, strict=True):
        assert [found[at] for at in moved[place].tolist()] == [str(number) for number in part]


@given(st.lists(st.lists(st.text(max_size=3), max_size=8), max_size=4))
def test_names_keep_their_places(parts: list[list[str]]) -> None:
    names = Names()
    places = [names.code(part) for part in parts]
    found, moved = ranked(names, *places)
    assert list(found) == sorted({name for part in parts for name in part})
    for part, place in zip(parts, places, strict=True):
        assert [found[at] for at in moved[place].tolist()] == part
    assert len(names) == len(found)


def test_small_numbers_are_their_own_places_until_a_large_one_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numbering, "PLAIN", 100)
    numbers = Numbers()
    assert numbers.code(np.array([7, 2])).tolist() == [7, 2]
    assert len(numbers) == 8
    assert numbers.code(np.array([100, 7, -1, 100])).tolist() == [9, 7, 8, 9]
    assert numbers.code(np.array([2])).tolist() == [2]
    members, _ = ranked(numbers, np.array([9, 8, 2]))
    assert members == Labels([-1, 2, 100])
