"""Keeping and reading files, and taking away those that nothing refers to."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select

from tribe.base.db import Base, now, reading, session, take_turns
from tribe.jobs import enqueue, renew
from tribe.storage.models import StoredFile
from tribe.storage.store import SHELVES, store

GRACE = timedelta(days=1)  # how long a file stays that nothing refers to
TAKE_UNUSED = "storage.take"
BATCH = 500  # files of one job; what is more is for the next one
OURS = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{16}\.draft)?")


def bring(content: bytes) -> None:
    """Put a file into the store, before the transaction that keeps it, where that may last."""
    store().put(sha256(content).hexdigest(), content)


def keep(content: bytes, media_type: str) -> str:
    """Keep a file and give its digest; what refers to it is to follow in this transaction."""
    digest = sha256(content).hexdigest()
    take_turns(f"file {digest}")
    file = StoredFile(digest=digest, media_type=media_type, size=len(content), kept_at=now())
    session.merge(file)
    session.flush()
    if not store().has(digest):  # asked within one's turn: it may have been taken away
        store().put(digest, content)
    return digest


def hold(digests: Sequence[str]) -> list[str]:
    """Those of some files that are there, and stay until what refers to them is committed."""
    for digest in sorted(set(digests)):
        take_turns(f"file {digest}")
    kept = select(StoredFile.digest).where(StoredFile.digest.in_(digests))
    there = set(session.scalars(kept)) if digests else set()
    return [digest for digest in digests if digest in there]


def keep_file(path: Path, media_type: str) -> str:
    """Keep a file of this machine, without holding it in memory; as `keep`."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    take_turns(f"file {digest}")
    size = path.stat().st_size
    session.merge(StoredFile(digest=digest, media_type=media_type, size=size, kept_at=now()))
    session.flush()
    if not store().has(digest):
        store().put_file(digest, path)
    return digest


def pieces(digest: str) -> Iterator[bytes]:
    """What a file holds, piece by piece; raises FileNotFoundError at the first."""
    return store().pieces(digest)


def let_go(digests: Collection[str]) -> None:
    """Once this is committed, take away those of some files that nothing refers to any more."""
    if digests:
        enqueue(TAKE_UNUSED, digests=sorted(digests))


def take_named(payload: dict[str, Any]) -> None:
    """The job of `let_go`."""
    _take(payload["digests"])


def take_unused() -> None:
    """Take away all files that nothing refers to, at once and not after a day.

    For who is erased: nobody shall find them meanwhile. File and row go within one's turn, the file
    first: a row whose file is gone and that nothing refers to does no harm until it goes too.
    """
    unused = [~used for used in _uses()]
    with reading():
        digests = session.scalars(select(StoredFile.digest).where(*unused)).all()
    _take(digests)


def _take(digests: Sequence[str]) -> None:
    unused = [~used for used in _uses()]
    for digest in digests:
        take_turns(f"file {digest}")
        lost = select(StoredFile.digest).where(StoredFile.digest == digest, *unused)
        if session.scalar(lost) is not None:
            store().delete(digest)
            session.execute(delete(StoredFile).where(StoredFile.digest == digest))
        renew()


def read(digest: str) -> bytes:
    """What a file holds; raises FileNotFoundError."""
    return store().get(digest)


def prune(_numbers: dict[str, Any]) -> None:
    """Forget files that nothing has referred to for a day; the sweep takes them away."""
    is_old = StoredFile.kept_at < now() - GRACE
    lost = (is_old, *(~used for used in _uses()))
    with reading():
        digests = session.scalars(select(StoredFile.digest).where(*lost).limit(BATCH)).all()
    for digest in digests:
        take_turns(f"file {digest}")
        session.execute(delete(StoredFile).where(StoredFile.digest == digest, *lost))
        renew()
    if len(digests) == BATCH:
        enqueue("storage.prune")
    else:
        enqueue("storage.sweep", shelf=0)


def sweep(numbers: dict[str, Any]) -> None:
    """Take away files that no row tells of and that are a day old, shelf after shelf."""
    shelf, seen = numbers["shelf"], 0
    while shelf < SHELVES and seen < BATCH:
        seen += _sweep_shelf(f"{shelf:02x}")
        shelf += 1
    if shelf < SHELVES:
        enqueue("storage.sweep", shelf=shelf)


def _sweep_shelf(shelf: str) -> int:
    """Take away what is lost on one shelf; how many files stood there."""
    before = now() - GRACE
    listed = list(store().list(shelf))
    old = [name for name, written in listed if written < before and OURS.fullmatch(name)]
    for start in range(0, len(old), BATCH):
        for name in _untold(old[start : start + BATCH]):
            _take_away(name)
    return len(listed)


def _untold(names: list[str]) -> list[str]:
    with reading():
        told = set(session.scalars(select(StoredFile.digest).where(StoredFile.digest.in_(names))))
    return [name for name in names if name not in told]


def _take_away(name: str) -> None:
    """Delete a file unless it is kept after all; who keeps it meanwhile finds it gone."""
    take_turns(f"file {name}")
    if session.scalar(select(StoredFile.digest).where(StoredFile.digest == name)) is None:
        store().delete(name)
    renew()


def _uses() -> list[ColumnElement[bool]]:
    """That a column refers to a file, for each column of any table that may."""
    keys = (key for table in Base.metadata.tables.values() for key in table.foreign_keys)
    columns = [key.parent for key in keys if key.column.table is StoredFile.__table__]
    return [exists().where(column == StoredFile.digest) for column in columns]
