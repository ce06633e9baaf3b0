"""Where a demo tribe is kept: one database file and one password, built aside and then moved in."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from tribe.base.db import db
from tribe.demo.build import Progress, build

WORDS = ("ember", "flour", "hearth", "leaven", "oven", "peel", "sieve", "wheat")


class NotOurs(Exception):
    """There is a tribe in this folder that is not the demo."""


class Busy(Exception):
    """Another process builds the demo in this folder now."""


class Keeping:
    """The demo tribe of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "tribe.sqlite3"
        self.draft = folder / "tribe.sqlite3.building"
        self.note = folder / "demo.json"

    @property
    def is_built(self) -> bool:
        """Whether there is a whole demo tribe; raises NotOurs for a tribe without our note."""
        if self.database.exists() and not self.note.exists():
            raise NotOurs(str(self.folder))
        return self.database.exists()

    @property
    def password(self) -> str:
        """The one password of the sign-ins, made once and kept in the note."""
        if not self.note.exists():
            words = "-".join(secrets.choice(WORDS) for _ in range(2))
            note = {"password": f"{words}-{secrets.randbelow(9000) + 1000}"}
            aside = self.note.with_suffix(".new")
            aside.write_text(json.dumps(note))
            os.replace(aside, self.note)
        return str(json.loads(self.note.read_text())["password"])

    def address_of(self, path: Path) -> str:
        """A file as a database address."""
        return f"sqlite:///{path}"

    def rebuild(
        self,
        ready_app: Callable[[], Flask],
        progress: Progress | None = None,
        *,
        reports_wait: bool = False,
    ) -> None:
        """Build aside; only a tribe that is whole takes the place of the one before.

        With `reports_wait` the server makes the reports, which takes it about a minute.

        Raises NotOurs, and Busy while another process builds here.
        """
        if self.database.exists() and not self.note.exists():
            raise NotOurs(str(self.folder))
        with self._alone():
            _remove(self.draft)
            os.environ["TRIBE_DATABASE_URL"] = self.address_of(self.draft)
            app = ready_app()
            with app.app_context():
                build(self.password, progress=progress, reports_wait=reports_wait)
                db.session.remove()
                with db.engine.connect() as connection:
                    connection.exec_driver_sql("COMMIT")
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    connection.exec_driver_sql("PRAGMA optimize")
                    connection.exec_driver_sql("BEGIN")
                db.engine.dispose()
            _remove(self.database)
            os.replace(self.draft, self.database)
            os.environ["TRIBE_DATABASE_URL"] = self.address_of(self.database)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "demo.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy(str(self.folder)) from error
            yield


def _remove(database: Path) -> None:
    for end in ("", "-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
