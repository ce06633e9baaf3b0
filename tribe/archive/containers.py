"""Where the parts of an archive lie: in a folder, or in one ZIP file that ends with its digest."""

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol

from tribe.archive.errors import ArchiveError

FAST = 1  # zlib's level: a third of the size, at the speed of a disk
BUFFER = 1 << 18  # bytes
MARK = b"sha256 "  # before the digest, in the comment of the ZIP file, which is its end
LENGTH = sha256().digest_size * 2  # of a digest as it is written
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class Sink(Protocol):
    """What takes parts, one after the other."""

    def writing(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A new part to be written."""


class Source(Protocol):
    """What gives parts."""

    def reading(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A part; raises FileNotFoundError, and ArchiveError where it cannot be read."""


class FolderSink:
    """Parts as files of a folder, for their owner alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A new file, on the disk when the block ends."""
        path = self.root / name
        for folder in reversed(Path(name).parents[:-1]):
            (self.root / folder).mkdir(mode=0o700, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())


class FolderSource:
    """Parts as files of a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the folder."""
        with open(self.root / name, "rb") as file:
            yield file


class ZipSink:
    """Parts of a ZIP file; pictures are stored as they are, for they are compressed already."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A new part."""
        part = zipfile.ZipInfo(name) if name.startswith("files/") else name  # the first is stored
        with self.archive.open(part, "w", force_zip64=True) as file:
            yield file


class ZipSource:
    """Parts of a ZIP file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """A part; what cannot be inflated, or is not what was written, is damaged."""
        try:
            with self.archive.open(name) as file:
                yield io.BufferedReader(file, BUFFER)  # type: ignore[type-var]
        except KeyError as error:
            raise FileNotFoundError(name) from error
        except _DAMAGE as error:
            raise ArchiveError(f"{name} is damaged") from error


@contextmanager
def new_zip(file: IO[bytes]) -> Iterator[ZipSink]:
    """A ZIP file to be written; when the block ends well, it ends with the digest of all before."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
        yield ZipSink(archive)
        archive.comment = MARK + b"0" * LENGTH
    end = file.seek(-LENGTH, os.SEEK_END)
    digest = _digest_of(file, end)
    file.seek(end)
    file.write(digest)
    file.flush()


@contextmanager
def open_zip(path: Path) -> Iterator[ZipSource]:
    """A ZIP file to be read; raises ArchiveError where it is none, or one byte is another."""
    if path.exists() and not path.is_file():  # a device could be read for ever
        raise ArchiveError(f"{path} is no backup of Tribe, or is damaged")
    try:
        _refuse_unless_as_written(path)
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise ArchiveError(f"{path} is not there") from error
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
    except zipfile.BadZipFile as error:
        raise ArchiveError(f"{path} is no backup of Tribe") from error
    with archive:
        yield ZipSource(archive)


def _refuse_unless_as_written(path: Path) -> None:
    """Raise ArchiveError unless a file ends with its digest; checks all that a ZIP's own do not."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END) - LENGTH
        file.seek(max(end - len(MARK), 0))
        marked, said = file.read(len(MARK)), file.read()
        if marked != MARK:
            raise ArchiveError(f"{path} is no backup of Tribe, or is damaged: no digest ends it")
        if said != _digest_of(file, end):
            raise ArchiveError(f"{path} is damaged: it is not, byte for byte, what was written")


def _digest_of(file: IO[bytes], length: int) -> bytes:
    """The digest of the first bytes of a file, as it is written."""
    digest = sha256()
    file.seek(0)
    while length and (block := file.read(min(BUFFER, length))):
        digest.update(block)
        length -= len(block)
    return digest.hexdigest().encode()
