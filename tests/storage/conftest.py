"""A folder, and a bucket at a server of its own that speaks S3."""

import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.serving import begin, free_port, wait_until_open
from tribe.config import Settings
from tribe.storage import Store
from tribe.storage.bucket import BucketStore
from tribe.storage.folder import Folder

SECRET = "secret-word"


@dataclass
class S3:
    """A server that speaks S3; its buckets are empty when it starts again."""

    port: int = field(default_factory=free_port)
    process: Any = None

    @property
    def url(self) -> str:
        """The bucket, as an operator writes it."""
        return (
            f"s3://a-bucket/of/ours?endpoint=http://127.0.0.1:{self.port}"
            f"&access_key_id=key&secret_access_key={SECRET}"
        )

    def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", self.port]
        self.process = begin(command, {}, stderr=-3, stdout=-3)
        wait_until_open(self.port)
        bucket = f"http://127.0.0.1:{self.port}/a-bucket"
        with urllib.request.urlopen(urllib.request.Request(bucket, method="PUT"), timeout=20):
            pass

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def store(self, folder: Path) -> BucketStore:
        environ = {"TRIBE_DATA_DIR": str(folder), "TRIBE_STORAGE_URL": self.url}
        return BucketStore(Settings.from_environ(environ).files)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def shared_s3() -> Iterator[S3]:
    """One server for those that do not end it."""
    server = S3()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def s3() -> Iterator[S3]:
    """A server that may be killed."""
    server = S3()
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["folder", "bucket"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each kind of store, empty."""
    if request.param == "folder":
        return Folder(tmp_path / "data" / "files")
    server: S3 = request.getfixturevalue("shared_s3")
    store = server.store(tmp_path)
    for number in range(256):
        for name, _written in list(store.list(f"{number:02x}")):
            store.delete(name)
    return store


@pytest.fixture
def stored(app: Flask, any_store: Store) -> Iterator[Flask]:
    """The application with each kind of store."""
    before, app.extensions["files"] = app.extensions["files"], any_store
    yield app
    app.extensions["files"] = before
