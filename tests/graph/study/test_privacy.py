"""No cell of fewer than ten persons is shown, nor can it be worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.study.privacy import rounded, safe_counts


def test_small_cells_are_hidden_and_a_second_with_them() -> None:
    assert safe_counts([1, 11, 12, 40]) == [None, None, 10, 40]
    assert safe_counts([1, 2, 40]) == [None, None, 40]
    assert safe_counts([0, 40]) == [0, 40]
    assert safe_counts([3]) == [None]
    assert safe_counts([]) == []


def test_persons_count_and_not_what_they_did() -> None:
    assert safe_counts([500, 20, 20], [3, 12, 11]) == [None, 20, None]


def test_rounding() -> None:
    assert [rounded(count) for count in (0, 12, 13, 1402)] == [0, 10, 15, 1400]


@given(st.lists(st.integers(0, 60), max_size=12))
def test_nobody_stands_out(counts: list[int]) -> None:
    shown = safe_counts(counts)
    for count, cell in zip(counts, shown, strict=True):
        if 0 < count < 10:
            assert cell is None
        if cell is not None:
            assert cell % 5 == 0
    hidden = [count for count, cell in zip(counts, shown, strict=True) if cell is None]
    others = [count for count in counts if count >= 10]
    assert len(hidden) != 1 or not [c for c in others if c not in hidden]
