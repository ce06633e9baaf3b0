"""Opening a sealed tribe: shares come one by one, and enough of them give a folder to import."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pyrage

from tribe.archive.containers import BUFFER, FolderSink, Source, open_zip
from tribe.archive.errors import ArchiveError
from tribe.will.errors import WillError
from tribe.will.keys import age_identity, combine, identity_of, share_of
from tribe.will.sealed import CONTENT, SEAL, Holder, Seal, read_seal

DRAFT = ".draft"
OURS = re.compile(
    r"README\.md|manifest\.json|seal\.json|tables/[a-z0-9_]+\.jsonl|files/[0-9a-f]{2}/[0-9a-f]{64}"
)


@contextmanager
def opening(path: Path) -> Iterator["Opening"]:
    """Something sealed, to be opened; raises WillError where it is none, or is damaged."""
    try:
        with open_zip(path) as source:
            yield Opening(source)
    except ArchiveError as error:
        raise WillError(str(error).replace("no backup of Tribe", "nothing sealed")) from error


class Opening:
    """A sealed tribe, and the shares of it that were given so far."""

    def __init__(self, source: Source) -> None:
        self.source, self.seal = source, read_seal(source)
        self._shares: dict[int, str] = {}  # words by the number of their holder

    @property
    def lacking(self) -> int:
        """How many shares more open it."""
        return max(self.seal.threshold - len(self._shares), 0)

    def take(self, said: str) -> Holder:
        """Take the words of a share, or those of a key and with it the share that it opens.

        Raises WillError, and says what is wrong with them.
        """
        holder, words = self.share_by(said)
        if holder.number in self._shares:
            raise WillError(f"the share of {holder.name} was given already")
        self._shares[holder.number] = words
        return holder

    def share_by(self, said: str) -> tuple[Holder, str]:
        """Whose share it is, and its words; raises WillError."""
        if is_key(said):
            return self._opened_by(said)
        share = share_of(said)
        words = share.mnemonic()
        digest = sha256(words.encode()).hexdigest()
        for holder in self.seal.holders:
            if holder.sha256 == digest:
                return holder, words
        if share.identifier != self.seal.identifier:
            raise WillError("this is a share of another sealed file")
        raise WillError(f"this share is forged: it says that it is number {share.index + 1}")

    def write_to(self, folder: Path) -> None:
        """Write the tribe into a new folder, for its owner alone; raises WillError."""
        if self.lacking:
            raise WillError(
                f"{self.lacking} more must come: {self.seal.threshold} open it together"
            )
        if folder.exists():
            raise WillError(f"{folder} is there already")
        shares = list(self._shares.values())[: self.seal.threshold]
        identity = age_identity(combine(shares))
        draft = folder.with_name(folder.name + DRAFT)
        shutil.rmtree(draft, ignore_errors=True)  # left by one that was ended
        try:
            draft.mkdir(mode=0o700, parents=True)
            self._unpack(identity, draft)
            draft.rename(folder)
        except OSError as error:
            raise WillError(f"{folder} cannot be written: {error.strerror or error}") from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _opened_by(self, said: str) -> tuple[Holder, str]:
        identity = identity_of(said)
        key = str(identity.to_public())
        for holder in self.seal.holders:
            if holder.key == key:
                return holder, self._read_share(holder, identity)
        raise WillError("this key is of nobody for whom it was sealed")

    def _read_share(self, holder: Holder, identity: pyrage.x25519.Identity) -> str:
        try:
            with self.source.reading(holder.path) as part:
                words = str(pyrage.decrypt(part.read(), [identity]), "utf-8")
        except (pyrage.DecryptError, FileNotFoundError, UnicodeDecodeError) as error:
            raise WillError(f"the share of {holder.name} in this file cannot be opened") from error
        if sha256(words.encode()).hexdigest() != holder.sha256:
            raise WillError(f"the share of {holder.name} in this file is forged")
        return words

    def _unpack(self, identity: pyrage.x25519.Identity, draft: Path) -> None:
        inner = draft / "inner.zip"
        try:
            with self.source.reading(CONTENT) as part, inner.open("wb") as file:
                pyrage.decrypt_io(part, file, [identity])
        except (pyrage.DecryptError, FileNotFoundError) as error:
            raise WillError("these shares do not open what is in this file") from error
        except OSError as error:
            if error.errno is None:  # age says so of what is not as it was written
                raise WillError("what was sealed is damaged") from error
            raise
        with zipfile.ZipFile(inner) as archive:
            if Seal.from_json(archive.read(SEAL)) != self.seal:
                raise WillError("what is said outside of it is not what was sealed within")
            for name in archive.namelist():
                _extract(archive, name, FolderSink(draft))
        inner.unlink()


def is_key(said: str) -> bool:
    """Whether it is a key and no share: twenty words, or a key of age."""
    return len(said.split()) in (1, 20)


def _extract(archive: zipfile.ZipFile, name: str, sink: FolderSink) -> None:
    if not OURS.fullmatch(name):
        raise WillError("what was sealed has a file that no export has")
    with archive.open(name) as part, sink.writing(name) as file:
        while block := part.read(BUFFER):
            file.write(block)
