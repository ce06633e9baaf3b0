"""A sealing that is killed leaves the copy of before, and nothing that passes for another."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.archive.conftest import environ_of, forget, tribe
from tests.archive.test_killed import tribe_until
from tests.forking import TRIBE
from tests.serving import begin
from tests.will.conftest import Council
from tribe import storage
from tribe.base.db import session
from tribe.forum.models import Category
from tribe.will import queries
from tribe.will.errors import WillError
from tribe.will.models import SealedCopy, SealedShare
from tribe.will.opening import opening

FOUR = ("dov", "ivo", "fay", "juno")


@pytest.fixture
def sealed(app: Flask, council: Council, tmp_path: Path) -> Iterator[str]:
    """A first copy, by its digest; then something new is written."""
    forget(app)
    done = tribe(app, "will", "seal")
    assert done.returncode == 0, done.stderr
    with app.app_context():
        session.add(Category(slug="new", name="Said since"))
        session.commit()
        copy = queries.find_copy()
        assert copy is not None
        digest = copy.digest
    forget(app)
    yield digest
    forget(app)


def opened(path: Path, council: Council, folder: Path) -> str:
    """What four of the council find in a file."""
    with opening(path) as one:
        for name in FOUR:
            one.take(council.words[name])
        one.write_to(folder)
    return (folder / "tables/category.jsonl").read_text()


def as_before(app: Flask, council: Council, digest: str, folder: Path) -> None:
    """The place tells of the first copy, with all its shares; it opens, and holds no new words."""
    with app.app_context():
        copy = session.query(SealedCopy).one()
        assert copy.digest == digest
        assert session.query(SealedShare).count() == 7
        path = folder.with_suffix(".sealed")
        path.write_bytes(b"".join(storage.pieces(digest)))
    forget(app)
    assert "Said since" not in opened(path, council, folder)


@pytest.mark.parametrize(
    "statement",
    [
        "FROM post ",  # while it is exported
        "INSERT INTO stored_file",  # once it is sealed, and its file lies there
        "INSERT INTO sealed_copy",
        "INSERT INTO audit_entry",
    ],
)
def test_a_killed_sealing_leaves_the_copy_of_before(
    app: Flask, council: Council, sealed: str, tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "next.sealed"
    tribe_until(app, statement, 1, "will", "seal", "--to", path)
    assert not path.exists()
    as_before(app, council, sealed, tmp_path / "before")
    done = tribe(app, "will", "seal", "--to", path)
    assert done.returncode == 0, done.stderr
    assert "Said since" in opened(path, council, tmp_path / "after")
    with app.app_context():
        assert session.query(SealedCopy).one().digest != sealed


def test_killed_at_any_moment_there_is_one_whole_copy(
    app: Flask, council: Council, sealed: str, tmp_path: Path
) -> None:
    """By the clock, whatever it does just then: one copy is told of, and that one opens."""
    ended = []
    for number in range(6):
        path = tmp_path / f"{number}.sealed"
        sealing = begin(
            [TRIBE, "will", "seal", "--to", path],
            environ_of(app), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(0.05 + 0.15 * number)
        sealing.kill()
        ended.append(sealing.wait(30))
        with app.app_context():
            copy = session.query(SealedCopy).one()
            assert session.query(SealedShare).count() == 7
            now_kept = tmp_path / f"kept-{number}"
            now_kept.write_bytes(b"".join(storage.pieces(copy.digest)))
        forget(app)
        found = opened(now_kept, council, tmp_path / f"open-{number}")
        assert ("Said since" in found) is (copy.digest != sealed)
        if path.exists():  # it was done before the kill came
            assert "Said since" in opened(path, council, tmp_path / f"to-{number}")
    assert -signal.SIGKILL in ended
    done = tribe(app, "will", "seal")
    assert done.returncode == 0, done.stderr


def test_half_a_file_is_not_taken_for_a_copy(
    app: Flask, council: Council, sealed: str, tmp_path: Path
) -> None:
    with app.app_context():
        whole = b"".join(storage.pieces(sealed))
    path = tmp_path / "half.sealed"
    for length in (0, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(WillError):
            opened(path, council, tmp_path / f"half-{length}")
