"""Ties in one pass: whatever they are read from, in whatever stretches, they are the same ties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import DAY, tribe_rows
from tests.graph.data.test_ties import same
from tribe.graph import Interactions, Ties, read_interactions
from tribe.graph.data import gathering
from tribe.graph.data.kinds import CODES, KINDS
from tribe.graph.data.numbering import Names, Numbering, Numbers
from tribe.graph.io import files, stream
from tribe.graph.io.batches import Batch, Refusal, ahead, collected
from tribe.graph.io.stream import TiesBuilder, read_ties, ties_from

Row = tuple[int, int, int, float, int]


class Told:
    """Rows told as a source, a few at a time, by number or by name."""

    def __init__(self, rows: list[Row], stretch: int, *, named: bool, sized: bool) -> None:
        self.numbering: Numbering = Names() if named else Numbers()
        self.refusals: list[Refusal] = []
        self._rows, self._stretch, self._sized = rows, stretch, sized

    def __iter__(self) -> Iterator[Batch]:
        for start in range(0, len(self._rows), self._stretch):
            part = self._rows[start : start + self._stretch]
            columns = list(zip(*part, strict=True))
            yield Batch(
                self._places(columns[0]),
                self._places(columns[1]),
                np.array(columns[2], dtype=np.int8),
                np.array(columns[3], dtype=np.float64),
                np.array(columns[4], dtype=np.int32) if self._sized else None,
                np.zeros(len(part), dtype=np.int32),
            )

    def _places(self, ids: tuple[int, ...]) -> np.ndarray:
        if isinstance(self.numbering, Names):
            return self.numbering.code([f"n{number}" for number in ids])
        return self.numbering.code(np.array(ids, dtype=np.int64))


PERSONS = st.sampled_from([1, 2, 3, 5, 2**40, -7])
ROWS = st.lists(
    st.tuples(
        PERSONS,
        PERSONS,
        st.integers(0, len(KINDS) - 1),
        st.integers(0, 1000).map(lambda day: day * DAY / 3),
        st.sampled_from([0, 2, 3, 4]),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(1, 9), st.booleans(), st.booleans(), st.none() | st.integers(0, 400))
def test_a_stream_gives_the_ties_of_the_whole(
    rows: list[Row], stretch: int, named: bool, sized: bool, day: int | None
) -> None:
    now = None if day is None else day * DAY
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "STRETCH", 7)
        ties = ties_from(Told(rows, stretch, named=named, sized=sized), now)
    whole = collected(Told(rows, stretch, named=named, sized=sized))
    expected = Ties.from_interactions(whole, now)
    assert ties.members == expected.members
    assert len(ties.brand) == len(ties.members)
    if len(rows) or now is not None:
        same(ties, expected)


def test_the_moment_may_lie_anywhere() -> None:
    told = Told([(1, 2, 0, 5 * DAY, 0), (2, 1, 0, 95 * DAY, 0)], 1, named=False, sized=True)
    assert ties_from(told, 95 * DAY).weights.tolist() == pytest.approx([0.5, 1])
    assert ties_from(told, 185 * DAY).weights.tolist() == pytest.approx([0.25, 0.5])
    early = ties_from(told, 5 * DAY)
    assert (len(early), early.members) == (1, ("1", "2"))
    with pytest.raises(ValueError, match="positive"):
        TiesBuilder(Numbers(), half_life=-1)


def test_a_file_in_one_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "talk.csv"
    lines = [f"{a},{b},{kind},{at:.0f}" for a, b, kind, at, _ in tribe_rows()]
    path.write_text("\n".join(["source,target,kind,at", *lines, "a,b,stare,1"]))
    interactions, _ = read_interactions(path)
    monkeypatch.setattr(files, "STRETCH", 100)
    ties, refusals = read_ties(path)
    assert [refusal.line for refusal in refusals] == [len(lines) + 2]
    same(ties, Ties.from_interactions(interactions))
    assert {KINDS[kind] for kind in np.flatnonzero(ties.kinds.sum(axis=0))} >= {"co_attendance"}


def test_many_acts_by_compiled_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "LARGE", 0)
    monkeypatch.setattr(stream, "STRETCH", 3000)
    rng = np.random.default_rng(0)
    rows = [
        (int(a), int(b), CODES["thanks"], float(at), 0)
        for a, b, at in zip(
            rng.integers(0, 90, 20_000),
            rng.integers(0, 90, 20_000),
            rng.uniform(0, 1e9, 20_000),
            strict=True,
        )
    ]
    ties = ties_from(Told(rows, 1000, named=False, sized=True))
    texts = [(str(a), str(b), "thanks", at, size) for a, b, _, at, size in rows]
    same(ties, Ties.from_interactions(Interactions.from_rows(texts)))


def test_reading_ahead_keeps_the_order_and_passes_failures_on() -> None:
    assert list(ahead(lambda: range(100), room=3)) == list(range(100))

    def breaks() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    reader = ahead(breaks)
    assert next(reader) == 1
    with pytest.raises(OSError, match="gone"):
        next(reader)
    endless = ahead(lambda: iter(int, 1))
    assert next(endless) == 0
    endless.close()  # type: ignore[attr-defined]
