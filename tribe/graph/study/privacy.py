"""Counts that may be shown: no cell of fewer than ten persons, and none that can be worked out."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST = 10
BASE = 5


def rounded(count: float, base: int = BASE) -> int:
    """To the nearest multiple of five, so that two reports cannot be subtracted."""
    return int(base * round(count / base))


def safe_counts(
    counts: Sequence[int], persons: Sequence[int] | None = None, k: int = SMALLEST
) -> list[int | None]:
    """Counts rounded to five; None where fewer than k persons stand behind one.

    When a single cell is hidden it could be had from the sum, so the
    smallest of the others is hidden too. An empty cell hides nobody.

    Examples
    --------
    >>> safe_counts([1, 11, 12, 40])
    [None, None, 10, 40]
    """
    behind = list(counts if persons is None else persons)
    hidden = {place for place, n in enumerate(behind) if 0 < n < k}
    if len(hidden) == 1:
        open_cells = [place for place in range(len(behind)) if behind[place] >= k]
        if open_cells:
            hidden.add(min(open_cells, key=lambda place: behind[place]))
    return [None if place in hidden else rounded(count) for place, count in enumerate(counts)]
