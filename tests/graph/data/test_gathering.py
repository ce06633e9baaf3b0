"""Many acts into few ties: compiled loops against plain sorting, in one stretch or several."""

from __future__ import annotations

import numpy as np
import pytest

from tribe.graph.data import gathering
from tribe.graph.data.gathering import Sheaf, gathered
from tribe.graph.data.kinds import KINDS

COLUMNS = ("indptr", "targets", "first", "last", "kinds")


def acts(rows: int, n: int, seed: int = 0) -> tuple[int, *tuple[np.ndarray, ...]]:
    rng = np.random.default_rng(seed)
    ends = (n * rng.random((2, rows)) ** 3).astype(np.int32)
    return (
        n,
        ends[0],
        ends[1],
        rng.random(rows),
        rng.integers(0, 10**9, rows).astype(np.float64),
        rng.integers(0, len(KINDS), rows).astype(np.int8),
    )


def alike(one: Sheaf, other: Sheaf) -> None:
    for column in COLUMNS:
        assert np.array_equal(getattr(one, column), getattr(other, column)), column
        assert getattr(one, column).dtype == getattr(other, column).dtype, column
    assert one.weights == pytest.approx(other.weights, rel=1e-12)


@pytest.mark.parametrize(("rows", "n"), [(1, 1), (2000, 3), (5000, 60), (5000, 4000)])
@pytest.mark.parametrize("stretch", [700, 10**6])
def test_compiled_and_sorted_agree(
    rows: int, n: int, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = gathered(*acts(rows, n))
    monkeypatch.setattr(gathering, "LARGE", 0)
    monkeypatch.setattr(gathering, "STRETCH", stretch)
    alike(gathered(*acts(rows, n)), plain)


def test_keys_too_wide_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = acts(3000, 500)
    plain = gathered(*whole)
    monkeypatch.setattr(gathering, "LARGE", 0)
    monkeypatch.setattr(gathering, "WIDE", 24)
    alike(gathered(*whole), plain)


def test_the_order_of_acts_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "LARGE", 0)
    n, *columns = acts(4000, 12)
    order = np.random.default_rng(5).permutation(4000)
    one, two = gathered(n, *columns), gathered(n, *(column[order] for column in columns))
    assert one.weights.tolist() == two.weights.tolist()


def test_many_acts_of_one_pair_need_wider_counts() -> None:
    n, _, _, worth, at, _ = acts(1000, 2)
    ones = np.ones(1000, dtype=np.int32)
    found = gathered(n, ones, ones * 0, worth, at, np.zeros(1000, dtype=np.int8))
    assert found.kinds.dtype == np.uint16
    assert found.kinds[0, 0] == 1000
    assert found.merged(found).kinds[0, 0] == 2000


def test_merging_is_gathering_both() -> None:
    n, *columns = acts(4000, 300)
    parts = [[column[part] for column in columns] for part in (slice(1500), slice(1500, None))]
    merged = gathered(n, *parts[0]).merged(gathered(n, *parts[1]))
    alike(merged, gathered(n, *columns))
    none = Sheaf.empty(400)
    assert none.merged(merged).n == merged.merged(none).n == 400
    assert none.merged(Sheaf.empty(3)).n == 400


def test_members_take_other_places() -> None:
    n, *columns = acts(900, 40)
    place = np.random.default_rng(1).permutation(n).astype(np.int32)
    moved = gathered(n, place[columns[0]], place[columns[1]], *columns[2:])
    alike(gathered(n, *columns).renumbered(place, n), moved)
    place[place % 3 == 0] = -1
    less = gathered(n, *columns).renumbered(place, n)
    kept = (place[columns[0]] >= 0) & (place[columns[1]] >= 0)
    ends = [place[column[kept]] for column in columns[:2]]
    alike(less, gathered(n, *ends, *(column[kept] for column in columns[2:])))
