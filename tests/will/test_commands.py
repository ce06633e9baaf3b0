"""`tribe will` on the server and on any other machine."""

import os
import re
import subprocess
from pathlib import Path

from flask import Flask

from tests.archive.conftest import environ_of, forget, small_place
from tests.archive.conftest import tribe as run
from tests.forking import TRIBE
from tests.forking import run as run_command
from tests.will.conftest import Council
from tribe.will.keys import new_words, public_key

__all__ = ["small_place"]  # a fixture of the archive's tests
ELSEWHERE = {key: value for key, value in os.environ.items() if not key.startswith("TRIBE_")}


def tribe(*words: object, typed: str = "", cwd: Path) -> "subprocess.CompletedProcess[str]":
    """Run the command on a machine without a tribe."""
    return run_command(
        [str(TRIBE), *map(str, words)],
        cwd=cwd, env=ELSEWHERE, input=typed,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def words_in(said: str) -> str:
    """Numbered words as they were printed."""
    return " ".join(re.findall(r"\d+\. ([a-z]+)\b", said.partition("number")[2]))


def test_from_the_seal_to_another_place(
    app: Flask, council: Council, small_place: Flask, tmp_path: Path
) -> None:
    forget(app)
    path = tmp_path / "tribe.sealed"
    done = run(app, "will", "seal", "--to", path)
    assert done.returncode == 0, done.stderr
    assert "4 of 7 open it" in done.stdout
    assert public_key(council.words["hana"]) in done.stdout
    assert path.stat().st_mode & 0o077 == 0

    told = tribe("will", "share", path, typed=council.words["ivo"] + "\n", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    far = words_in(told.stdout)
    assert len(far.split()) == 33
    (tmp_path / "far.txt").write_text(far + "\n")
    (tmp_path / "wrong.txt").write_text(new_words())

    three = tribe(
        "will", "open", path, tmp_path / "open",
        "--share", tmp_path / "far.txt", "--share", tmp_path / "wrong.txt",
        typed="\n".join([council.words["cleo"], "nonsense", council.words["dov"], ""]),
        cwd=tmp_path,
    )  # fmt: skip
    assert three.returncode == 1
    assert f"{tmp_path / 'far.txt'}: the share of ivo is there." in three.stdout
    assert "wrong.txt: this key is of nobody for whom it was sealed" in three.stderr
    assert "is none of the list" in three.stderr
    assert "1 more" in three.stdout
    assert not list(tmp_path.glob("open*"))

    typed = "\n".join([council.words[name] for name in ("cleo", "dov", "juno")]) + "\n"
    folder = tmp_path / "open"
    four = tribe(
        "will", "open", path, folder, "--share", tmp_path / "far.txt", typed=typed, cwd=tmp_path
    )
    assert four.returncode == 0, four.stderr
    taken = run(small_place, "import", "tribe", folder)
    assert (taken.returncode, taken.stderr) == (0, "")


def test_a_key_is_made_on_any_machine(tmp_path: Path) -> None:
    done = tribe("will", "key", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    words = " ".join(re.findall(r"\d+\. ([a-z]+)\b", done.stdout))
    assert len(words.split()) == 20
    assert public_key(words) in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_is_said_in_words(app: Flask, council: Council, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no seal")
    done = tribe("will", "open", tmp_path / "x", tmp_path / "open", cwd=tmp_path)
    assert done.returncode == 1
    assert "is nothing sealed, or is damaged" in done.stderr
    forget(app)
    environ = environ_of(app) | {
        "TRIBE_DATA_DIR": str(tmp_path / "empty"),
        "TRIBE_DATABASE_URL": "",
    }
    done = run_command([str(TRIBE), "will", "seal"], env=environ, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Nothing is sealed before 3 members sit on the council" in done.stderr
