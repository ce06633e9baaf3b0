"""`tribe report` and `tribe measure` as an operator and a program use them."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.conftest import Cast
from tests.reports.conftest import END, Village
from tribe.db import session
from tribe.graph import MEASURES
from tribe.reports.commands import measure, report
from tribe.reports.models import Look, Snapshot

QUICK = ["--nulls", "20", "--bootstraps", "50"]
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, village: Village) -> Run:
    """Run `tribe report` on the village."""

    def go(*words: str) -> Result:
        return CliRunner().invoke(report, [*QUICK, *words], obj=lambda: app)

    return go


def test_json_for_programs(run: Run, village: Village) -> None:
    answer = run("--format", "json", "--until", END.isoformat())
    assert answer.exit_code == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert list(document["measures"]) == list(MEASURES)
    assert document["counts"] == {
        "members": 90, "interactions": document["counts"]["interactions"],
        "ties": document["counts"]["ties"], "events": 1, "rituals": 1,
    }  # fmt: skip
    assert answer.stderr == ""  # quiet in a pipe


def test_the_same_report_twice_is_the_same(run: Run) -> None:
    words = ("--format", "json", "--until", END.isoformat(), "--seed", "5")
    one, other = (json.loads(run(*words).stdout) for _ in range(2))
    for document in (one, other):
        document["provenance"].pop("seconds")
    assert one == other


def test_text_in_both_languages(run: Run) -> None:
    english, french = run("--until", END.isoformat()), run("--language", "fr")
    assert "Help is returned in" in english.stdout
    assert "L’aide est rendue dans" in french.stdout


def test_html_stands_alone(run: Run, tmp_path: Path, village: Village) -> None:
    target = tmp_path / "report.html"
    answer = run("--format", "html", "--out", str(target))
    assert (answer.exit_code, answer.stdout) == (0, "")
    page = target.read_text()
    assert page.lstrip().startswith("<!doctype html>")
    figures = page.count('<figure class="figure"') + page.count('class="report__lacking"')
    assert figures == len(MEASURES)  # those with a value, and those that say what they lack
    assert "<script" not in page
    assert not [name for name in village.names if name in page]


def test_a_period_of_its_own(run: Run) -> None:
    since = (END - timedelta(days=40)).date()
    until = (END - timedelta(days=10)).date()
    answer = run("--format", "json", "--since", str(since), "--until", str(until))
    window = json.loads(answer.stdout)["window"]
    assert window["since"].startswith(str(since))
    assert window["until"].startswith(str(until + timedelta(days=1)))  # that day included


def test_nothing_is_kept(app: Flask, run: Run, cast: Cast) -> None:
    run("--format", "json")
    with app.app_context():
        assert session.query(Snapshot).count() == session.query(Look).count() == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--since", "yesterday"), 2),
        (("--since", "0001-01-01"), 2),
        (("--since", "2026-05-01", "--until", "2026-04-01"), 2),
        (("--format", "pdf"), 2),
        (("--out", "/nowhere/at/all.json"), 1),
    ],
)
def test_exit_codes(run: Run, words: tuple[str, ...], status: int) -> None:
    answer = run(*words)
    assert answer.exit_code == status
    assert answer.stderr


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
    [(None, 2), (b"", 0), (b"# nothing\n", 0), (b"a,b\n1,2\n", 1), (b"\x1f\x8bbroken", 1)],
)
def test_files_that_hold_nothing(tmp_path: Path, content: bytes | None, status: int) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    answer = go(path, "--format", "json")
    assert answer.exit_code == status, answer.output
    if status == 0:
        assert json.loads(answer.stdout)["counts"]["members"] == 0
    else:
        assert answer.stderr
