"""Interactions files: both forms, plain and gzipped, with bad lines refused by number."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tribe.graph import Interactions, UnreadableFile, read_interactions
from tribe.graph.data.kinds import CODES

CSV = """source,target,kind,at,context
# a comment
ada,ben,reply,2026-01-01T12:00:00+01:00,
ben,ada,thanks,1767265200,t1

"doe, cleo",ada,mention,2026-01-02T00:00:00Z,"a ""b"" c"
"""


def write(tmp_path: Path, text: str | bytes, name: str = "talk.csv") -> Path:
    path = tmp_path / name
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["talk.csv", "talk.csv.gz", "without-a-suffix"])
def test_csv(tmp_path: Path, name: str) -> None:
    talk, refusals = read_interactions(write(tmp_path, CSV, name))
    assert refusals == []
    assert talk.members == ("ada", "ben", "doe, cleo")
    assert talk.kind.tolist() == [CODES["reply"], CODES["thanks"], CODES["mention"]]
    assert talk.at.tolist() == [1767265200, 1767265200, 1767312000]


def test_columns_in_any_order_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeffAt,Kind,Target,Source\n5,reply,b,a\n"
    talk, refusals = read_interactions(write(tmp_path, text))
    assert refusals == []
    assert [talk.members[talk.source[0]], talk.members[talk.target[0]]] == ["a", "b"]


def test_bare_form_is_replies(tmp_path: Path) -> None:
    talk, refusals = read_interactions(write(tmp_path, "# SNAP\n1 2 10\n2\t1\t20\n3 3 30\n"))
    assert refusals == []
    assert talk.members == ("1", "2", "3")
    assert set(talk.kind.tolist()) == {CODES["reply"]}
    assert talk.loops == 1


def test_bad_lines_are_refused_by_number_and_the_rest_is_kept(tmp_path: Path) -> None:
    lines = [
        b"source,target,kind,at",
        b"a,b,reply,1",
        b"a,b,stare,1",
        b"a,,reply,1",
        b"a,b,reply",
        b"a,b,reply,yesterday",
        b"a,b,reply,2026-01-01T00:00:00",
        b"a,b,reply,nan",
        b"a,b,reply,17672652000",
        b'a,"b,reply,1',
        b"a,\xff,reply,1",
        b"b,c,quote,2",
    ]
    talk, refusals = read_interactions(write(tmp_path, b"\n".join(lines)))
    assert len(talk) == 2
    assert [refusal.line for refusal in refusals] == list(range(3, 12))
    said = [refusal.reason.said_in("en") for refusal in refusals]
    assert "stare" in said[0]
    assert said[1] == "a member is missing"
    assert said[2] == "4 values are expected, 3 found"
    assert "yesterday" in said[3]
    assert said[4] == "the time has no zone"
    assert "not a number" in said[5]
    assert "2200" in said[6]
    assert "quotation mark" in said[7]
    assert "UTF-8" in said[8]
    assert all(refusal.reason.said_in("fr") != refusal.reason.said_in("en") for refusal in refusals)


@pytest.mark.parametrize("text", ["", "# nothing\n\n", "source,target,kind,at\n"])
def test_an_empty_file_is_an_empty_tribe(tmp_path: Path, text: str) -> None:
    talk, refusals = read_interactions(write(tmp_path, text))
    assert len(talk) == len(talk.members) == 0
    assert refusals == []


def test_a_wrong_header_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="missing: kind, at") as caught:
        read_interactions(write(tmp_path, "source,target,when\na,b,1\n"))
    assert "il manque" in caught.value.words.said_in("fr")


def test_a_file_cut_short_is_said(tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(b"1 2 3\n" * 5000)[:60])
    with pytest.raises(UnreadableFile, match="cut short"):
        read_interactions(path)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        read_interactions("nowhere.csv")


def test_persons_of_a_group_act_are_counted_from_its_rows(tmp_path: Path) -> None:
    text = (
        "source,target,kind,at,context\n"
        "a,b,co_attendance,1,picnic\na,c,co_attendance,1,picnic\nb,c,co_attendance,1,picnic\n"
        "a,b,co_attendance,1,walk\na,b,reply,1,picnic\n"
    )
    talk, _ = read_interactions(write(tmp_path, text))
    assert talk.group_size.tolist() == [3, 3, 3, 2, 0]


def test_the_order_of_lines_does_not_change_the_members(tmp_path: Path) -> None:
    one, _ = read_interactions(write(tmp_path, "2 1 5\n9 3 6\n"))
    two, _ = read_interactions(write(tmp_path, "9 3 6\n2 1 5\n"))
    assert one.members == two.members


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(data)
    refused = ""
    talk = Interactions.from_rows([])
    try:
        talk, _ = read_interactions(path)
    except UnreadableFile as unreadable:
        refused = unreadable.words.said_in("fr")
        assert refused
    assert not refused or not len(talk)
    assert len(talk) <= data.count(b"\n") + data.count(b"\r") + 1


def test_half_a_million_lines_take_seconds(shared: Path) -> None:
    seen: list[int] = []
    began = time.process_time()
    rows = 0
    for name in ("a2q", "c2a", "c2q"):
        path = shared / f"data/snap-mathoverflow/sx-mathoverflow-{name}.txt.gz"
        talk, refusals = read_interactions(path, seen.append)
        rows += len(talk)
        assert refusals == []
    assert rows == 506_550
    assert seen
    assert time.process_time() - began < 10


def test_a_column_may_say_the_thread(tmp_path: Path) -> None:
    text = "source,target,kind,at,thread\na,b,reply,1,bread\nb,a,reply,2,\nc,a,reply,3, bread\n"
    talk, refusals = read_interactions(write(tmp_path, text))
    assert refusals == []
    assert talk.thread is not None
    assert talk.thread.tolist() == [0, -1, 0]
    assert read_interactions(write(tmp_path, CSV))[0].thread is None
    with pytest.raises(UnreadableFile, match="Two columns are called thread"):
        read_interactions(write(tmp_path, text.replace(",at,", ",at,thread,")))


def test_threads_hold_over_stretches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tribe.graph.io.files.STRETCH", 1)
    text = (
        "source,target,kind,at,thread\na,b,reply,1,\nb,a,reply,2,t\nc,a,reply,3,u\na,c,reply,4,t\n"
    )
    talk, _ = read_interactions(write(tmp_path, text))
    assert talk.thread is not None
    assert talk.thread.tolist() == [-1, 0, 1, 0]
