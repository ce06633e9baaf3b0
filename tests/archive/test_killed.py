"""Backups and restores that are killed, and backups while others write."""

import signal
import threading
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from tests.archive.conftest import ENDED, environ_of, forget, rows_of, tribe
from tests.conftest import Cast
from tests.forking import run
from tests.migrations.test_killed import DYING
from tests.world import World
from tribe.archive.checking import check, read_manifest, read_rows
from tribe.archive.containers import open_zip
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Topic

Full = tuple[Flask, World]
WRITERS = 5


def tribe_until(app: Flask, statement: str, times: int, *words: object) -> None:
    """Run the command, and kill it once it has executed a statement so many times."""
    killed = run(
        [*DYING, *map(str, words), str(times), statement],
        env=environ_of(app), capture_output=True, timeout=120,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr


@pytest.fixture
def kept(full: Full, tmp_path: Path) -> Path:
    done = tribe(full[0], "backup", tmp_path / "kept.tribe")
    assert done.returncode == 0, done.stderr
    return tmp_path / "kept.tribe"


@pytest.mark.parametrize("statement", ["FROM post ", "FROM stored_file"])
def test_a_killed_backup_leaves_no_half_file(full: Full, tmp_path: Path, statement: str) -> None:
    path = tmp_path / "next.tribe"
    tribe_until(full[0], statement, 1, "backup", path)
    assert not path.exists()
    done = tribe(full[0], "backup", path)
    assert done.returncode == 0, done.stderr
    assert [one.name for one in tmp_path.glob("next*")] == ["next.tribe"]


@pytest.mark.parametrize(
    ("statement", "times"),
    [
        ("INSERT INTO alembic_version", 1),
        ("UPDATE alembic_version", 5),
        ("INSERT INTO member", 1),
        ("INSERT INTO reaction", 1),
    ],
)
def test_a_killed_restore_changes_nothing_and_can_be_repeated(
    full: Full, kept: Path, place: Flask, statement: str, times: int
) -> None:
    tribe_until(place, statement, times, "restore", kept)
    assert rows_of(place) == {}
    done = tribe(place, "restore", kept)
    assert done.returncode == 0, done.stderr
    assert rows_of(place, *ENDED) == rows_of(full[0], *ENDED)


@pytest.mark.parametrize("statement", ["", "INSERT INTO member", "INSERT INTO reaction"])
def test_what_was_to_be_replaced_stands_after_a_kill(
    full: Full, kept: Path, people: Cast, statement: str, database_name: str
) -> None:
    app, world = full
    with app.app_context():
        forum.reply(people.get("dov"), session.get_one(Topic, world.topic), "after the backup")
        session.commit()
    forget(app)
    before = rows_of(app, *ENDED)
    emptying = "DELETE FROM" if database_name == "sqlite" else "TRUNCATE"
    tribe_until(app, statement or emptying, 1, "restore", kept, "--replace")
    assert rows_of(app, *ENDED) == before


def test_a_backup_among_writers_is_of_one_moment(
    full: Full, people: Cast, tmp_path: Path, place: Flask
) -> None:
    """Counters that are kept with each post agree; what was acknowledged before is in it."""
    app, world = full
    ended = threading.Event()
    written: Counter[int] = Counter()
    threads = [
        threading.Thread(target=write, args=(app, people, world.topic, ended, written, number))
        for number in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    try:
        for number in range(3):
            tribe_until(app, "FROM post ", 1, "backup", tmp_path / f"{number}.tribe")
            before = sum(written.values())
            done = tribe(app, "backup", tmp_path / f"{number}.tribe")
            assert done.returncode == 0, done.stderr
            assert count_posts(tmp_path / f"{number}.tribe", world.topic) >= before
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)
    assert min(written[number] for number in range(WRITERS)) > 0
    forget(app)
    done = tribe(place, "restore", tmp_path / "2.tribe")
    assert done.returncode == 0, done.stderr


def write(
    app: Flask, people: Cast, topic: int, ended: threading.Event, written: Counter[int], number: int
) -> None:
    """Reply again and again, and count what is committed."""
    while not ended.is_set():
        with app.app_context():
            forum.reply(people.get("dov"), session.get_one(Topic, topic), f"word {number}")
            session.commit()
            written[number] += 1
            session.remove()
        ended.wait(0.02)  # a backup is to be among them, not they alone


def count_posts(path: Path, topic: int) -> int:
    """The posts of a topic in a backup; they are as many as the topic itself says."""
    with open_zip(path) as source:
        manifest = read_manifest(source)
        assert check(source, manifest) == []
        tables = {table.name: table for table in manifest.tables}
        posts = [row for _, row in read_rows(source, tables["post"]) if isinstance(row, dict)]
        topics = [row for _, row in read_rows(source, tables["topic"]) if isinstance(row, dict)]
    own = [post for post in posts if post["topic_id"] == topic]
    (told,) = [one["posts_count"] for one in topics if one["id"] == topic]
    assert len(own) == told
    return len(own)
