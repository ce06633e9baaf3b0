"""A folder of files, each under its SHA-256, for its owner alone."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from tribe.base.db import now
from tribe.base.errors import Unavailable

DRAFT = ".draft"
PIECE = 2**18  # bytes of a file that are held at a time
LONGEST_DRAFT = timedelta(days=1)  # one that is older was left by a process that was killed
log = structlog.get_logger(__name__)


class Folder:
    """Files on this machine; what stands under a digest never changes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        """Where it is, for operators."""
        return f"files in {self.root}"

    def put(self, digest: str, content: bytes) -> None:
        """Write a file whole or not at all; it and its name are on the disk when this returns."""
        self._put(digest, [content])

    def put_file(self, digest: str, path: Path) -> None:
        """The same with a file that is read piece by piece."""
        self._put(digest, _pieces_of(path))

    def pieces(self, digest: str) -> Iterator[bytes]:
        """What stands under a digest, piece by piece; raises FileNotFoundError at the first."""
        with _told(FileNotFoundError):
            yield from _pieces_of(self._path(digest))

    def _put(self, digest: str, pieces: Iterable[bytes]) -> None:
        target = self._path(digest)
        draft = target.with_name(f"{digest}.{secrets.token_hex(8)}{DRAFT}")
        with _told():
            self._make(target.parent)
            try:
                _write(draft, pieces)
                draft.replace(target)
                _sync(target.parent)
            except OSError:
                draft.unlink(missing_ok=True)
                raise

    def get(self, digest: str) -> bytes:
        """What stands under a digest; raises FileNotFoundError."""
        with _told(FileNotFoundError):
            return self._path(digest).read_bytes()

    def has(self, digest: str) -> bool:
        """Whether a file stands under a digest."""
        with _told():
            return self._path(digest).exists()

    def delete(self, name: str) -> None:
        """Take a file away, if it is there."""
        with _told():
            self._path(name).unlink(missing_ok=True)

    def list(self, shelf: str) -> Iterator[tuple[str, datetime]]:
        """The files that begin with two digits, and when each was written.

        A draft is one of them when nobody can be writing it any more.
        """
        folder = self.root / shelf
        with _told():
            for entry in sorted(folder.iterdir()) if folder.exists() else ():
                written = _written(entry)
                if written and (entry.suffix != DRAFT or written < now() - LONGEST_DRAFT):
                    yield entry.name, written

    def fault(self) -> str | None:
        """A sentence on what is wrong with it; changes nothing."""
        nearest = next(path for path in (self.root, *self.root.parents) if path.exists())
        if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
            return None
        return f"{nearest} may not be written by this user"

    def _make(self, shelf: Path) -> None:
        """Make a shelf, with its name on the disk, unless it is there."""
        if shelf.is_dir():
            return
        self.root.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.root, shelf):
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(path: Path) -> datetime | None:
    """When a file was written; None when it is gone."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


@contextmanager
def _told(*answers: type[OSError]) -> Iterator[None]:
    """A disk that is full, away or closed to us is told as such; some errors are an answer."""
    try:
        yield
    except answers:
        raise
    except OSError as error:
        log.error("the folder of files cannot be used", reason=error.strerror)
        raise Unavailable("storage.away") from error
