"""The file of a sealed tribe: a share for each holder's key, and the tribe under all of them."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path
from secrets import token_bytes
from typing import IO, Any

import pyrage

from tribe.archive.containers import BUFFER, FAST, Source, ZipSink, new_zip
from tribe.will.errors import WillError
from tribe.will.keys import SECRET_SIZE, age_identity, recipient_of, share_of, split

FORMAT = "tribe-will"
VERSION = 1
SEAL, GUIDE, CONTENT = "seal.json", "README.md", "tribe.age"


@dataclass(frozen=True)
class Holder:
    """Whoever has a share."""

    number: int  # from 1
    name: str
    key: str  # public, of age
    sha256: str  # of the words of their share

    @property
    def path(self) -> str:
        """Where their share is in the file."""
        return f"shares/{self.number}.age"


@dataclass(frozen=True)
class Seal:
    """What a sealed file says of itself, to everybody."""

    place: str
    sealed_at: str
    threshold: int  # how many shares open it
    seats: int  # how many sat on the council
    identifier: int  # which the words of all its shares begin with
    holders: tuple[Holder, ...]

    def to_json(self) -> bytes:
        """The seal as it is written."""
        said = {"format": FORMAT, "version": VERSION} | asdict(self)
        return json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> "Seal":
        """Read a seal; raises WillError where it is none, or of a newer format."""
        try:
            said = json.loads(content)
            found, version = said.pop("format"), said.pop("version")
            holders = tuple(Holder(**one) for one in said.pop("holders"))
            seal = cls(**said, holders=holders)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise WillError(f"{SEAL} cannot be read") from error
        if found != FORMAT or not isinstance(version, int):
            raise WillError(f"{SEAL} is no seal of Tribe")
        if version > VERSION:
            raise WillError(f"the seal has format {version}, and this Tribe reads up to {VERSION}")
        return seal


@dataclass(frozen=True)
class To:
    """For whom a tribe is sealed: names with public keys, and how many of them open it."""

    holders: Sequence[tuple[str, str]]
    threshold: int
    seats: int


def write_sealed(file: IO[bytes], folder: Path, to: To, *, place: str, sealed_at: str) -> Seal:
    """Seal an export into a file; nothing that opens it is kept or given back."""
    secret = token_bytes(SECRET_SIZE)
    shares = split(secret, threshold=to.threshold, count=len(to.holders))
    seal = Seal(
        place,
        sealed_at,
        to.threshold,
        to.seats,
        share_of(shares[0]).identifier,
        tuple(_holders(to, shares)),
    )
    with new_zip(file) as sink:
        _write(sink, GUIDE, (resources("tribe.will") / "format.md").read_bytes())
        _write(sink, SEAL, seal.to_json())
        for holder, words in zip(seal.holders, shares, strict=True):
            _write(sink, holder.path, pyrage.encrypt(words.encode(), [recipient_of(holder.key)]))
        with sink.writing(CONTENT) as part:
            content = _Reader(packed(folder, seal))
            pyrage.encrypt_io(content, part, [age_identity(secret).to_public()])
    return seal


def read_seal(source: Source) -> Seal:
    """What a sealed file says of itself; raises WillError."""
    try:
        with source.reading(SEAL) as part:
            return Seal.from_json(part.read())
    except FileNotFoundError as error:
        raise WillError(f"there is no {SEAL} in it: it is no sealed tribe") from error


def _holders(to: To, shares: list[str]) -> Iterator[Holder]:
    for number, ((name, key), words) in enumerate(zip(to.holders, shares, strict=True), 1):
        yield Holder(number, name, key, sha256(words.encode()).hexdigest())


def _write(sink: ZipSink, name: str, content: bytes) -> None:
    with sink.writing(name) as part:
        part.write(content)


def packed(folder: Path, seal: Seal) -> Iterator[bytes]:
    """The files of a folder and the seal as a ZIP file, piece by piece."""
    taken = _Taken()
    with zipfile.ZipFile(taken, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
        archive.writestr(SEAL, seal.to_json())
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as part:
                while block := file.read(BUFFER):
                    part.write(block)
                    yield taken.take()
    yield taken.take()


class _Taken(io.RawIOBase):
    """What is written, until it is taken."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._waiting += content
        return len(content)

    def take(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


class _Reader(io.RawIOBase):
    """Pieces as a file to be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        found = self._rest[:size] if size >= 0 else self._rest
        self._rest = self._rest[len(found) :]
        return found
