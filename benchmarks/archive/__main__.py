"""What a backup costs while twenty write, beside sqlite3's own copies and pg_dump.

`python -m benchmarks.archive` seeds 100 000 posts, then takes each copy twice: while nobody writes,
and while twenty threads reply. `--postgresql` does it on PostgreSQL, beside pg_dump.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from benchmarks.pages import seed as pages
from tribe.app import create_app
from tribe.base.db import db, session
from tribe.base.resources import resource_dir
from tribe.config import Settings
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic
from tribe.members.models import Member

POSTS, WRITERS = 100_000, 20
LONGEST = 300.0  # seconds, after which a copy is given up
TRIBE = Path(sys.executable).parent / "tribe"
Copy = Callable[[Path], list[str]]


class Writers:
    """Threads that reply, each to a topic of its own, until they are told to end."""

    def __init__(self, app: Flask) -> None:
        self.app, self.ended, self.written = app, threading.Event(), [0] * WRITERS

    def _write(self, number: int) -> None:
        while not self.ended.is_set():
            with self.app.app_context():
                author = session.get_one(Member, number + 1)
                forum.reply(author, session.get_one(Topic, number + 10), "a word more")
                session.commit()
                session.remove()
            self.written[number] += 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Write while the block runs."""
        threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ended.set()
            for thread in threads:
                thread.join()


def seeded(folder: Path, url: str | None) -> Flask:
    """An application on a database with 100 000 posts."""
    own = {"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": "s" * 40}
    own |= {"TRIBE_DATABASE_URL": url} if url else {}
    app = create_app(Settings.from_environ(own))
    pages.POSTS = POSTS
    with app.app_context():
        upgrade(directory=resource_dir("migrations"))
    pages.seed(app)
    with app.app_context():
        session.execute(text("ANALYZE"))
        session.commit()
        print(f"{session.scalar(select(func.count(Post.id)))} posts")
        session.remove()
    return app


def seconds(command: list[str], environ: dict[str, str]) -> float | None:
    """How long a command takes; None when it was given up."""
    begun = time.monotonic()
    try:
        subprocess.run(command, env=environ, check=True, capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return None
    return time.monotonic() - begun


def measure(app: Flask, copies: dict[str, Copy], environ: dict[str, str], folder: Path) -> None:
    """Print one line for each copy: alone, and among writers with what they wrote meanwhile."""
    print(f"{'':24}{'alone s':>10}{'among 20 s':>12}{'replies/s':>11}{'MB':>8}")
    print(f"{'no copy':24}{'':10}{'':12}{pace(app, 10):11.0f}")
    for name, copy in copies.items():
        alone = seconds(copy(path := folder / f"{name} alone"), environ)
        writers, begun = Writers(app), time.monotonic()
        with writers.at_work():
            among = seconds(copy(folder / f"{name} among"), environ)
            rate = sum(writers.written) / (time.monotonic() - begun)
        size = path.stat().st_size / 1e6
        print(f"{name:24}{said(alone):>10}{said(among):>12}{rate:11.0f}{size:8.1f}", flush=True)


def pace(app: Flask, length: float) -> float:
    """Replies a second while nothing is copied."""
    writers = Writers(app)
    with writers.at_work():
        time.sleep(length)
        return sum(writers.written) / length


def said(length: float | None) -> str:
    """A length of time, or that the copy was given up."""
    return f"> {LONGEST:.0f}" if length is None else f"{length:.1f}"


def copies(url: str | None, database: Path) -> dict[str, Copy]:
    """Ours, and those that are known elsewhere."""
    ours = {"tribe backup": lambda path: [str(TRIBE), "backup", str(path)]}
    if url:
        dump = [pg_dump(), "--format=custom", url]
        return ours | {"pg_dump": lambda path: [*dump, f"--file={path}"]}
    ask = ["sqlite3", str(database)]
    return ours | {
        "sqlite3 .backup": lambda path: [*ask, f".backup '{path}'"],
        "sqlite3 VACUUM INTO": lambda path: [*ask, f"VACUUM INTO '{path}'"],
    }


def pg_dump() -> str:
    """The one of the server's own version."""
    from tests.postgres import _server

    if os.environ.get("TRIBE_TEST_POSTGRESQL"):
        return "pg_dump"
    return str(Path(_server().bin_path) / "pg_dump")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, url = Path(made), None
        if asked.postgresql:
            from tests.postgres import postgresql_url

            url = postgresql_url(os.environ)
        app = seeded(folder / "data", url)
        environ = dict(os.environ) | {"TRIBE_DATA_DIR": str(folder / "data")}
        environ |= {"TRIBE_DATABASE_URL": url or ""}
        measure(app, copies(url, folder / "data" / "tribe.sqlite3"), environ, folder)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
