"""How many equally frequent kinds there would be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.measures.rituals.variety import effective_number


def test_by_hand() -> None:
    assert effective_number([5, 3, 2]) == pytest.approx(2.80, abs=5e-3)
    assert effective_number([1] * 12) == pytest.approx(12)
    assert effective_number([0, 7, 0]) == pytest.approx(1)
    assert effective_number([]) is effective_number([0, 0]) is None


@pytest.mark.parametrize("wrong", [[-1, 2], [float("nan")], [float("inf")]])
def test_counts_must_be_counts(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="counts must be numbers"):
        effective_number(wrong)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_between_one_and_the_kinds_that_were_met_in_any_order(counts: list[int]) -> None:
    value = effective_number(counts)
    kinds = sum(count > 0 for count in counts)
    if kinds == 0:
        assert value is None
    else:
        assert value is not None
        assert 1 - 1e-12 <= value <= kinds + 1e-9
        assert value == effective_number(counts[::-1])
