"""Parquet as a file of interactions: the same as its lines, bad rows by number, and its times."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.graph.conftest import tribe_rows
from tests.graph.data.test_ties import same
from tribe.graph import Interactions, Ties, UnreadableFile, read_interactions
from tribe.graph.data.members import Labels
from tribe.graph.io.stream import read_ties

pa = pytest.importorskip("pyarrow", reason="the extra `columns` is not installed")
pq = pytest.importorskip("pyarrow.parquet")


def write(tmp_path: Path, columns: dict[str, Any]) -> Path:
    path = tmp_path / "talk.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=100)
    return path


def as_columns(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    names = ("source", "target", "kind", "at", "group_size")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def test_the_rows_of_the_tribe(tmp_path: Path) -> None:
    path = write(tmp_path, as_columns(tribe_rows()))
    talk, refusals = read_interactions(path)
    assert refusals == []
    whole = Interactions.from_rows(tribe_rows())
    assert talk.members == whole.members
    for column in ("source", "target", "kind", "at", "group_size"):
        assert getattr(talk, column).tolist() == getattr(whole, column).tolist()
    seen: list[int] = []
    ties, _ = read_ties(path, progress=seen.append)
    same(ties, Ties.from_interactions(whole))
    assert seen[-1] == len(whole)


@pytest.mark.parametrize("sizes", [True, False])
def test_members_may_be_numbers_and_sizes_counted(tmp_path: Path, sizes: bool) -> None:
    rows = [(30, 7, "reply", 1.5, 0), (7, 30, "co_hosting", 2.0, 3), (7, 9, "co_hosting", 2.0, 3)]
    columns = as_columns(rows)
    columns["kind"] = pa.array(columns["kind"]).dictionary_encode()
    if not sizes:
        del columns["group_size"]
    talk, _ = read_interactions(write(tmp_path, columns))
    assert talk.members == Labels([7, 9, 30]) == ("7", "9", "30")
    assert talk.group_size.tolist() == [0, 3, 3]


MOMENT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "at",
    [
        [MOMENT.timestamp()],
        [int(MOMENT.timestamp())],
        ["2026-03-01T13:30:00+01:00"],
        pa.array([MOMENT], pa.timestamp("ns", "UTC")),
        pa.array([MOMENT], pa.timestamp("s", "Europe/Paris")),
        pa.array(["2026-03-01T12:30:00Z"]).dictionary_encode(),
    ],
)
def test_times_of_any_sort(tmp_path: Path, at: Any) -> None:
    columns = {"source": ["a"], "target": ["b"], "kind": ["reply"], "at": at}
    talk, refusals = read_interactions(write(tmp_path, columns))
    assert refusals == []
    assert talk.at.tolist() == [MOMENT.timestamp()]


def test_bad_rows_are_refused_by_number_and_the_rest_is_kept(tmp_path: Path) -> None:
    columns = {
        "source": ["a", None, "a", "a", "a", "a", "", "a"],
        "target": ["b"] * 8,
        "kind": ["reply", "reply", "stare", None, "quote", "reply", "reply", "thanks"],
        "at": [1.0, 1.0, 1.0, 1.0, None, 1e10, 1.0, 2.0],
        "group_size": [0, 0, 0, 0, 0, 0, 0, None],
    }
    talk, refusals = read_interactions(write(tmp_path, columns))
    assert len(talk) == 1
    assert [refusal.line for refusal in refusals] == list(range(2, 9))
    said = [refusal.reason.said_in("en") for refusal in refusals]
    assert said[0] == said[5] == "a member is missing"
    assert said[1] == "unknown kind “stare”"
    assert said[2] == "the kind is missing"
    assert "no time" in said[3]
    assert "2200" in said[4]
    assert "size" in said[6]
    assert all(refusal.reason.said_in("fr") != refusal.reason.said_in("en") for refusal in refusals)


def test_texts_that_are_no_times(tmp_path: Path) -> None:
    at = ["2026-03-01T12:30:00Z", "yesterday", "2026-03-01T12:30:00"]
    columns = {"source": ["a"] * 3, "target": ["b"] * 3, "kind": ["reply"] * 3, "at": at}
    talk, refusals = read_interactions(write(tmp_path, columns))
    assert talk.at.tolist() == [MOMENT.timestamp()]
    assert [refusal.line for refusal in refusals] == [2, 3]


def test_what_is_no_interactions_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="missing: kind, at"):
        read_interactions(write(tmp_path, {"source": ["a"], "target": ["b"]}))
    naive = pa.array([datetime(2026, 3, 1)], pa.timestamp("us"))  # noqa: DTZ001
    columns = {"source": ["a"], "target": ["b"], "kind": ["reply"], "at": naive}
    with pytest.raises(UnreadableFile, match="no zone"):
        read_interactions(write(tmp_path, columns))
    whole = write(tmp_path, as_columns(tribe_rows()))
    for cut in (9, len(whole.read_bytes()) - 20):
        short = tmp_path / "short.parquet"
        short.write_bytes(whole.read_bytes()[:cut])
        with pytest.raises(UnreadableFile, match="damaged"):
            read_interactions(short)


def test_a_damaged_middle_is_said(tmp_path: Path) -> None:
    data = bytearray(write(tmp_path, as_columns(tribe_rows())).read_bytes())
    data[4:400] = bytes(396)
    path = tmp_path / "damaged.parquet"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="damaged") as caught:
        read_interactions(path)
    assert "abîmé" in caught.value.words.said_in("fr")


def test_without_pyarrow_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, as_columns(tribe_rows()))
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UnreadableFile, match="install"):
        read_interactions(path)


def test_an_empty_file_is_an_empty_tribe(tmp_path: Path) -> None:
    columns = {name: pa.array([], kind) for name, kind in (
        ("source", pa.int64()), ("target", pa.int64()), ("kind", pa.string()), ("at", pa.float64())
    )}  # fmt: skip
    path = write(tmp_path, columns)
    assert len(read_interactions(path)[0].members) == 0
    assert len(read_ties(path)[0]) == 0


def test_times_are_read_as_in_a_file_of_lines(tmp_path: Path) -> None:
    def moments(at: Any) -> tuple[list[float], list[str]]:
        many = {"source": ["a"] * len(at), "target": ["b"] * len(at), "kind": ["reply"] * len(at)}
        talk, refusals = read_interactions(write(tmp_path, {**many, "at": at}))
        return talk.at.tolist(), [refusal.reason.said_in("en") for refusal in refusals]

    days = [1_705_276_800.0, 1_705_363_200.0]
    assert moments([1_705_276_800_000, 1_705_363_200_000]) == (days, [])
    assert moments([20240115, 20240116]) == (days, [])
    assert moments([0, 20240115]) == ([0, 20_240_115], [])
    assert moments(["2024-01-15", "2024-01-16"]) == (days, [])
    assert moments([date(2024, 1, 15), date(2024, 1, 16)]) == (days, [])
    assert moments([1.0, 3_976_000_000.0]) == ([1.0], ["the time lies in the future"])


@pytest.mark.parametrize("as_words", [True, False])
def test_a_column_may_say_the_thread(tmp_path: Path, as_words: bool) -> None:
    rows = [("a", "b", "reply", 1.0, 0), ("b", "a", "reply", 2.0, 0), ("c", "a", "reply", 3.0, 0)]
    threads = ["bread", "", "bread"] if as_words else [7, None, 7]
    talk, refusals = read_interactions(write(tmp_path, as_columns(rows) | {"thread": threads}))
    assert refusals == []
    assert talk.thread is not None
    assert talk.thread.tolist() == [0, -1, 0]
    assert len(read_ties(tmp_path / "talk.parquet")[0].members) == 3
