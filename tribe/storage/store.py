"""Where files lie: one interface for a folder of this machine and for a server that speaks S3."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from flask import Flask, current_app

from tribe.config import Bucket
from tribe.storage.folder import Folder

SHELVES = 256  # files lie apart by the first two digits of their digests


class Store(Protocol):
    """Files by digest; what stands under one never changes. Each verb may raise Unavailable."""

    def put(self, digest: str, content: bytes) -> None:
        """Write a file whole or not at all; it is safe when this returns."""

    def put_file(self, digest: str, path: Path) -> None:
        """The same with a file of this machine, which is never held in memory whole."""

    def pieces(self, digest: str) -> Iterator[bytes]:
        """What stands under a digest, piece by piece; raises FileNotFoundError at the first."""

    def get(self, digest: str) -> bytes:
        """What stands under a digest; raises FileNotFoundError."""

    def has(self, digest: str) -> bool:
        """Whether a file stands there."""

    def delete(self, name: str) -> None:
        """Take a file away, if it is there."""

    def list(self, shelf: str) -> Iterable[tuple[str, datetime]]:
        """The names of files that begin with two digits, and when each was written."""

    def fault(self) -> str | None:
        """A sentence on what is wrong with it; changes nothing."""


def init_app(app: Flask) -> None:
    """Keep files where the settings say."""
    place = app.config["SETTINGS"].files
    if isinstance(place, Bucket):
        from tribe.storage.bucket import BucketStore  # its library is loaded where it is used

        app.extensions["files"] = BucketStore(place)
    else:
        app.extensions["files"] = Folder(place)


def store() -> Store:
    """Where this application keeps its files."""
    return cast("Store", current_app.extensions["files"])
