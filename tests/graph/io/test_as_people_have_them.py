"""Files as people have them: other separators, packings, encodings, times and line breaks."""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tribe.graph import Interactions, Refusal, UnreadableFile, read_interactions
from tribe.graph.data.fading import HALF_LIFE

PLAIN = "source,target,kind,at\nada,ben,reply,1700000000\nben,cléo,thanks,1700000001\n"
Read = Callable[..., tuple[Interactions, list[Refusal]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a file and read it."""

    def go(content: str | bytes) -> tuple[Interactions, list[Refusal]]:
        path = tmp_path / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_interactions(path)

    return go


def reasons(refusals: list[Refusal]) -> list[tuple[int, str]]:
    return [(refusal.line, refusal.reason.said_in("en")) for refusal in refusals]


def day(*ymd: int) -> float:
    return datetime(*ymd, tzinfo=UTC).timestamp()  # type: ignore[arg-type, misc]


@pytest.mark.parametrize("separator", [";", "\t", ",", "|", " "])
def test_separators(read: Read, separator: str) -> None:
    text = PLAIN.replace(",", separator) + separator.join(['"x, y; z"', "ben", "reply", "9"])
    talk, refusals = read(text)
    assert refusals == []
    assert talk.members == ("ada", "ben", "cléo", "x, y; z")


def zstandard(data: bytes) -> bytes:
    pa = pytest.importorskip("pyarrow", reason="the extra `columns` is not installed")
    return bytes(pa.compress(data, "zstd", asbytes=True))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_packings_and_encodings(read: Read, pack: Callable[[bytes], bytes], encoding: str) -> None:
    data = PLAIN.encode(encoding)
    if encoding == "utf-16-be":
        data = codecs.BOM_UTF16_BE + data
    for content in (data, pack(data)):
        talk, refusals = read(content)
        assert refusals == []
        assert talk.members == ("ada", "ben", "cléo")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_encodings_that_nothing_marks(read: Read, encoding: str) -> None:
    talk, refusals = read(PLAIN.encode(encoding))
    assert refusals == []
    assert talk.members == ("ada", "ben", "cléo")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard])
def test_a_packed_file_cut_short_is_said(read: Read, pack: Callable[[bytes], bytes]) -> None:
    many = "source,target,kind,at\n" + "".join(f"a{n},b{n * n},reply,{n}\n" for n in range(30000))
    data = pack(many.encode())
    with pytest.raises(UnreadableFile, match="cut short"):
        read(data[: len(data) // 2])


def test_archives_and_broken_utf_16_are_named(read: Read) -> None:
    with pytest.raises(UnreadableFile, match="unpack it"):
        read(b"PK\x03\x04" + bytes(40))
    with pytest.raises(UnreadableFile, match="UTF-16"):
        read(PLAIN.encode("utf-16") + b"\x00\xd8\n")


def test_konect(read: Read) -> None:
    text = "% asym positive\n% 3 2 2\n1 2 1 1700000000\n2 1 3 1700000000\n2 1 -1 5\n1 2 1\n"
    talk, refusals = read(text)
    assert len(talk) == 1
    assert talk.at.tolist() == [1_700_000_000]
    assert [line for line, _ in reasons(refusals)] == [4, 5, 6]
    assert "weight 3 is not 1" in refusals[0].reason.said_in("en")
    assert "u v w t" in refusals[2].reason.said_in("en")


@pytest.mark.parametrize("parts", [1, 10**3, 10**6, 10**9])
def test_finer_units_than_seconds(read: Read, parts: int) -> None:
    talk, refusals = read(f"a b {1_700_000_000 * parts}\nb c {1_700_000_060 * parts}\n")
    assert refusals == []
    assert talk.at.tolist() == [1_700_000_000, 1_700_000_060]


def test_a_field_over_several_lines(read: Read) -> None:
    text = (
        'source,target,kind,at,context\nada,ben,reply,1,"first\nsecond, ""third"""\n'
        "ada,ben,reply,nothing,\nben,ada,reply,2,\n"
    )
    talk, refusals = read(text)
    assert len(talk) == 2
    assert reasons(refusals) == [(4, "“nothing” is no time")]


def test_stray_quotation_marks_take_no_other_line_with_them(read: Read) -> None:
    text = 'source,target,kind,at\na,"b,reply,1\nc,d,reply,2\ne,"f,reply,3\ng,h,reply,4\n'
    talk, refusals = read(text)
    assert talk.members == ("c", "d", "g", "h")
    assert [line for line, _ in reasons(refusals)] == [2, 4]


def test_days(read: Read) -> None:
    for first in ("20240115", "2024-01-15"):
        talk, refusals = read(f"source,target,kind,at\na,b,reply,{first}\nb,c,reply,20240116\n")
        assert refusals == []
        assert talk.at.tolist() == [day(2024, 1, 15), day(2024, 1, 16)]


def test_a_file_of_days_holds_nothing_else(read: Read) -> None:
    _, refusals = read("a b 20240115\nb c 20240230\nc d 77\nd e 2024-02-30\n")
    assert [line for line, _ in reasons(refusals)] == [2, 3, 4]
    assert "no day such as 20240115" in refusals[0].reason.said_in("en")


def test_seconds_that_look_like_a_day_stay_seconds(read: Read) -> None:
    talk, refusals = read("a b 0\nb c 20240115\n")  # as in SNAP's email-Eu-core
    assert refusals == []
    assert talk.at.tolist() == [0, 20_240_115]


def test_one_line_in_2096_is_set_apart(read: Read) -> None:
    talk, refusals = read(PLAIN + "ada,cléo,reply,2096-01-01T00:00:00Z\n")
    assert reasons(refusals) == [(4, "the time lies in the future")]
    assert talk.at.max() == 1_700_000_001
    tomorrow = time.time() + HALF_LIFE
    assert reasons(read(f"a b {tomorrow}\n")[1]) == [(1, "the time lies in the future")]


def test_two_columns_of_one_name_are_refused(read: Read) -> None:
    with pytest.raises(UnreadableFile, match="Two columns are called target"):
        read("source,target,Target,kind,at\na,b,c,reply,1\n")
    assert len(read("source,target,kind,at,note,note\na,b,reply,1,x,y\n")[0]) == 1
