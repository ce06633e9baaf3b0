"""Interactions in SQLite or PostgreSQL, read by ADBC in columns and never row by row."""

from __future__ import annotations

import importlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from tribe.graph.io.batches import Batch, Refusal, UnreadableFile, ahead
from tribe.speech import Message

# A foreign key holds each end to a member, so “none who does not agree” says “all agree”; a join
# with the members costs five times as much where nearly all of the ledger's members do.
LEDGER = """
SELECT i.actor_id AS source, i.target_id AS target, i.kind AS kind, i.at AS at,
       i.group_size AS group_size
FROM interaction AS i
WHERE i.actor_id NOT IN (SELECT id FROM member WHERE NOT is_measured)
  AND i.target_id NOT IN (SELECT id FROM member WHERE NOT is_measured)
  AND i.id > {after} AND i.id <= {upto}
"""
STRETCH = 1 << 16  # rows of one batch that SQLite's driver makes
OPEN_FILES = "/dev/fd"  # those of this process, on Linux, BSD and macOS


class Database:
    """Queries as a source of batches; bad rows are gathered as they are read.

    Parameters
    ----------
    uri : str
        ``sqlite:///path`` or ``postgresql://…``; a driver's name after ``+`` is passed over.
    queries : str or sequence of str
        SQL that gives ``source, target, kind, at`` and, where acts are done together,
        ``group_size`` (0 for an act of one towards one) or ``context``; and perhaps
        ``thread``. Several are read side by side, each on a connection of its own. Times without
        a zone are UTC.
    progress : callable, optional
        Called now and then with the number of rows read.

    Raises
    ------
    UnreadableFile
        The driver is not installed, the database cannot be read, or a column is lacking; or a
        SQLite file is open in this process by other means.

    Notes
    -----
    The driver brings a SQLite of its own. When it closes a file, the system drops all locks that
    this process has on it, also those of another SQLite, whose writes may then be lost (sqlite.org,
    "How To Corrupt An SQLite Database File", 2.2.1). So a file that is open here is refused.
    """

    def __init__(
        self,
        uri: str,
        queries: str | Sequence[str],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self._failure, connect, options = _driver(uri)
        from tribe.graph.io.arrow import Rows

        self._progress = progress
        self.refusals: list[Refusal] = []
        self._readers: list[Any] = []
        self._open = ExitStack()
        try:
            self._open.enter_context(_alone_with(uri))
            for query in [queries] if isinstance(queries, str) else queries:
                connection = self._open.enter_context(connect())
                cursor = self._open.enter_context(connection.cursor(adbc_stmt_kwargs=options))
                cursor.execute(query)
                self._readers.append(cursor.fetch_record_batch())
            self._rows = Rows(self._readers[0].schema, self.refusals, naive_is_utc=True)
        except self._failure as error:
            self._open.close()
            raise _unread(error) from error
        except UnreadableFile:
            self._open.close()
            raise
        self.numbering = self._rows.numbering

    @classmethod
    def ledger(
        cls,
        uri: str,
        progress: Callable[[int], None] | None = None,
        *,
        parts: int = 2,
        after: int = 0,
    ) -> Database:
        """The ledger of a tribe, while both members agree to be measured.

        `parts` stretches of it are read side by side; only rows whose number lies
        beyond `after` are read, for ties that hold the others already.
        """
        failure, connect, _ = _driver(uri)
        try:
            with _alone_with(uri), connect() as connection, connection.cursor() as cursor:
                cursor.execute("SELECT coalesce(max(id), 0) FROM interaction")
                (last,) = cursor.fetchone()
        except failure as error:
            raise _unread(error) from error
        last = max(int(last), after)
        bounds = [after + (last - after) * part // parts for part in range(parts + 1)]
        return cls(uri, [cls.select(low, high) for low, high in pairwise(bounds)], progress)

    @staticmethod
    def select(after: int, upto: int) -> str:
        """The query for the rows of a ledger whose number lies beyond `after`, up to `upto`."""
        return LEDGER.format(after=int(after), upto=int(upto))

    def __iter__(self) -> Iterator[Batch]:
        """The rows, a stretch at a time, the next fetched while the last are still at work."""
        done = 0
        waiting = [ahead(partial(iter, reader), room=4) for reader in self._readers]
        with self._open:
            while waiting:
                for records in waiting.copy():
                    try:
                        record = next(records, None)
                    except (self._failure, OSError) as error:
                        raise _unread(error) from error
                    if record is None:
                        waiting.remove(records)
                        continue
                    yield self._rows.batch(record)
                    done += len(record)
                    if self._progress is not None:
                        self._progress(done)


@contextmanager
def _alone_with(uri: str) -> Iterator[None]:
    """Refuse a SQLite file that this process has open by anything but this module."""
    file = _identity(_path(uri)) if uri.startswith("sqlite") else None
    if file is None:
        yield
        return
    if not _ours[file] and file in _open_here():
        raise UnreadableFile(
            Message(
                "This process has the database open already, and could damage it by reading it "
                "a second way. Read it from another process, or read a copy.",
            )
        )
    _ours[file] += 1
    try:
        yield
    finally:
        _ours[file] -= 1


_ours: Counter[tuple[int, int]] = Counter()  # how often this module has a file open


def _identity(path: str) -> tuple[int, int] | None:
    """Device and inode of a file, without opening it; None where there is none."""
    with suppress(OSError):
        found = os.stat(path)
        return found.st_dev, found.st_ino
    return None


def _open_here() -> set[tuple[int, int] | None]:
    """The files that this process has open; none where the system does not tell."""
    with suppress(OSError):
        return {_identity(f"{OPEN_FILES}/{number}") for number in os.listdir(OPEN_FILES)}
    return set()


def _path(uri: str) -> str:
    """The file of ``sqlite:///path``, without a driver's name and without options."""
    return uri.partition("://")[2].partition("?")[0].removeprefix("/")


def _driver(uri: str) -> tuple[type[Exception], Callable[[], Any], dict[str, Any]]:
    """What the driver raises, how to connect, and its options for a query."""
    scheme, _, rest = uri.partition("://")
    name = {"postgres": "postgresql"}.get(scheme.partition("+")[0], scheme.partition("+")[0])
    if name == "sqlite":
        address, options = (
            f"file:{quote(_path(uri))}?mode=ro",
            {"adbc.sqlite.query.batch_rows": STRETCH},
        )
    elif name == "postgresql":
        address, options = f"postgresql://{rest}", {}
    else:
        raise UnreadableFile(
            Message(
                "Only SQLite and PostgreSQL are read: sqlite:///path or postgresql://….",
            )
        )
    try:
        driver = importlib.import_module(f"adbc_driver_{name}.dbapi")
    except ModuleNotFoundError as error:
        raise UnreadableFile(
            Message(
                "Reading %(name)s in columns needs its driver: install tribe-community[columns].",
                name=name,
            )
        ) from error
    return driver.Error, lambda: driver.connect(address), options


def _unread(error: Exception) -> UnreadableFile:
    said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return UnreadableFile(
        Message(
            "The database cannot be read: %(error)s",
            error=said,
        )
    )
