"""A backup among writers waits for nobody but the processor, and holds nobody up."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.archive.conftest import environ_of, forget
from tests.conftest import Cast
from tests.forking import TRIBE, Fork
from tests.world import World, furnish
from tribe.archive.checking import read_manifest, read_rows
from tribe.archive.containers import open_zip
from tribe.base.db import db, session
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic

WRITERS, PAUSE = 20, 0.2  # at most 100 replies a second
POSTS = 5_000
LONGEST = 100.0  # seconds; alone it takes two or three
WAITING = """
    SELECT backend_xmin IS NOT NULL AND wait_event_type = 'Lock',
           (SELECT count(*) FROM pg_stat_activity other
            WHERE one.pid = ANY(pg_blocking_pids(other.pid)))
    FROM pg_stat_activity one
    WHERE datname = current_database() AND query LIKE 'FETCH FORWARD%'
"""


@pytest.fixture
def busy(app: Flask, cast: Cast, database_name: str) -> Iterator[tuple[Flask, World]]:
    """A tribe on PostgreSQL with some thousand posts."""
    if database_name != "postgresql":
        pytest.skip("SQLite's writers are held by test_killed")
    world = furnish(app, cast)
    with app.app_context():
        like = {"topic_id": world.topic, "author_id": cast.ids["dov"], "source": "a word"}
        like |= {"html": "<p>a word</p>", "text": "a word", "cook_version": 1}
        rows = [like | {"number": 1000 + number} for number in range(POSTS)]
        session.execute(sa.insert(Post), rows)
        topic = session.get_one(Topic, world.topic)
        topic.posts_count += POSTS
        session.commit()
    yield app, world
    forget(app)


@contextmanager
def writers(app: Flask, cast: Cast, topic: int, written: list[int]) -> Iterator[None]:
    """Twenty who reply, each after a pause, while the block runs."""
    ended = threading.Event()

    def write(number: int) -> None:
        while not ended.wait(PAUSE):
            with app.app_context():
                forum.reply(cast.get("dov"), session.get_one(Topic, topic), "a word more")
                session.commit()
                session.remove()
                written[number] += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)


def watched(app: Flask, path: Path) -> list[tuple[bool, int]]:
    """Back up, and look meanwhile: whether the backup waits for a lock, and how many for it."""
    command = [str(TRIBE), "backup", str(path)]
    seen: list[tuple[bool, int]] = []
    with Fork(command, env=environ_of(app), stderr=subprocess.PIPE) as backup:
        with app.app_context(), db.engine.connect() as connection:
            looking = connection.execution_options(isolation_level="AUTOCOMMIT")
            end = time.monotonic() + LONGEST
            while backup.poll() is None and time.monotonic() < end:
                seen += [tuple(row) for row in looking.execute(sa.text(WAITING))]
                time.sleep(0.005)
        if backup.poll() is None:
            backup.kill()
        assert backup.stderr is not None
        assert (backup.wait(), backup.stderr.read()) == (0, b"")
    return seen


def test_a_backup_among_twenty_writers_ends_and_holds_nobody_up(
    busy: tuple[Flask, World], cast: Cast, tmp_path: Path
) -> None:
    app, world = busy
    written = [0] * WRITERS
    path = tmp_path / "kept.tribe"
    with writers(app, cast, world.topic, written):
        before = sum(written)
        seen = watched(app, path)
        assert sum(written) > before
    assert seen, "nobody looked while rows were read"
    assert not any(waits for waits, _others in seen)
    assert not any(others for _waits, others in seen)
    posts, told = counted(path, world.topic)
    assert posts == told > POSTS


def counted(path: Path, topic: int) -> tuple[int, int]:
    """The posts of a topic in a backup, and how many the topic says that it has."""
    with open_zip(path) as source:
        tables = {table.name: table for table in read_manifest(source).tables}
        rows = {
            name: [row for _, row in read_rows(source, tables[name]) if isinstance(row, dict)]
            for name in ("post", "topic")
        }
    (told,) = [one["posts_count"] for one in rows["topic"] if one["id"] == topic]
    return sum(one["topic_id"] == topic for one in rows["post"]), told
