"""`tribe measure` as an analyst and a program use it."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tribe.graph import MEASURES
from tribe.graph.command import measure

QUICK = ["--nulls", "20", "--bootstraps", "50"]


def go(*words: str | Path) -> Result:
    """Run `tribe measure`."""
    return CliRunner().invoke(measure, [*QUICK, *map(str, words)])


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A plain file of two circles, with three bad lines."""
    lines = ["source,target,kind,at"]
    for number in range(800):
        circle, step = number % 2, number * 7
        one, other = f"m{circle}{step % 20}", f"m{circle}{(step * 3 + 1) % 20}"
        lines.append(f"{one},{other},reply,{1_700_000_000 + 600 * number}")
    lines[10:10] = ["only,three,reply", "a,b,shout,1700000000", "a,b,reply,soon"]
    path = tmp_path / "talk.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_measure_prints_the_contract_s_json(talk: Path) -> None:
    answer = go(talk, "--format", "json")
    assert answer.exit_code == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert {"schema", "tribe", "window", "counts", "measures", "provenance"} <= set(document)
    assert document["counts"]["members"] == 40
    assert {"engine", "version", "seed", "seconds"} <= set(document["provenance"])
    assert document["measures"]["N1"]["enough"] is False
    assert document["measures"]["N1"]["value"] is None
    assert document["network"]["nodes"] == 40


def test_bad_lines_are_named_by_number(talk: Path) -> None:
    answer = go(talk)
    assert answer.exit_code == 0
    for line in (11, 12, 13):
        assert f"talk.csv:{line}: " in answer.stderr
    assert len(answer.stderr.splitlines()) == 3


def test_the_same_file_zipped_or_bare(talk: Path, tmp_path: Path) -> None:
    zipped = tmp_path / "talk.csv.gz"
    zipped.write_bytes(gzip.compress(talk.read_bytes()))
    plain, packed = (json.loads(go(path, "--format", "json").stdout) for path in (talk, zipped))
    assert plain["measures"] == packed["measures"]


def test_what_was_refused_for_want_of_data_is_said_at_the_end(talk: Path) -> None:
    document = json.loads(go(talk, "--format", "json").stdout)
    refused = [id_ for id_, entry in document["measures"].items() if not entry["enough"]]
    assert list(document["not_enough"]) == refused
    assert {"N1", "U1"} <= set(refused)
    lines = go(talk).stdout.splitlines()
    block = lines[lines.index(f"Not enough yet ({len(refused)}/{len(MEASURES)})") :]
    assert [line.split()[0] for line in block if line[:1].isupper()][1:] == refused


def test_a_parquet_file_gives_the_same(talk: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `columns` is not installed")
    csv = pytest.importorskip("pyarrow.csv")
    lines = [line for line in talk.read_text().splitlines() if line.count(",") == 3]
    good = [line for line in lines if not line.startswith("a,b,")]
    plain = tmp_path / "plain.csv"
    plain.write_text("\n".join(good))
    path = tmp_path / "talk.parquet"
    parquet.write_table(csv.read_csv(plain), path)
    documents = [json.loads(go(file, "--format", "json").stdout) for file in (talk, path)]
    assert documents[0]["measures"] == documents[1]["measures"]
    path.write_bytes(path.read_bytes()[:-9])
    answer = go(path)
    assert answer.exit_code == 1
    assert "damaged" in answer.stderr


def test_networkx_agrees(talk: Path) -> None:
    ours, theirs = (
        json.loads(go(talk, "--format", "json", "--engine", engine).stdout)
        for engine in ("auto", "networkx")
    )
    assert theirs["provenance"]["engine"].startswith("networkx")
    for id_, entry in ours["measures"].items():
        if entry["value"] is not None:
            assert theirs["measures"][id_]["value"] == pytest.approx(entry["value"], abs=1e-9), id_


def test_text_speaks_french(talk: Path) -> None:
    assert "Pas encore assez" in go(talk, "--language", "fr").stdout


@pytest.mark.parametrize(
    ("content", "status"),
    [(None, 2), (b"", 1), (b"# nothing\n", 1), (b"a,b\n1,2\n", 1), (b"\x1f\x8bbroken", 1)],
)
def test_files_that_hold_nothing(tmp_path: Path, content: bytes | None, status: int) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    answer = go(path, "--format", "json")
    assert answer.exit_code == status, answer.output
    assert answer.stderr


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("source,target,kind,at\na,b,shout,1\nb,a,reply,soon\n", "unknown kind “shout”"),
        ("% asym\n1 2 1\n", "KONECT’s u v w t is expected, 3 values found"),
        ("a b 3976000000\n", "the time lies in the future"),
        ("source,target,target,kind,at\n", "Two columns are called target."),
        ("PK\x03\x04", "unpack it"),
    ],
)
def test_a_file_of_which_nothing_is_left_fails_and_says_why(
    tmp_path: Path, content: str, cause: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(content, encoding="utf-8")
    answer = go(path, "--format", "json")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert cause in answer.stderr


@pytest.mark.parametrize("lines", ["", "\n\n", "source,target,kind,at\n"])
@pytest.mark.parametrize(("language", "words"), [("en", "no line holds"), ("fr", "aucune ligne")])
def test_a_file_without_interactions_is_no_report(
    tmp_path: Path, lines: str, language: str, words: str
) -> None:
    path = tmp_path / "none.csv"
    path.write_text(lines)
    answer = go(path, "--language", language)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"Error: {path}: {words}")
    assert answer.stderr.count("\n") == 1
