"""A folder and a bucket answer alike, and say so when they are away."""

import logging
import os
import socket
import stat
import time
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.members.conftest import picture
from tests.storage.conftest import S3, SECRET
from tribe.base.db import now, session
from tribe.base.errors import Unavailable
from tribe.config import Settings
from tribe.members import services
from tribe.members.pictures import Drawn
from tribe.storage import Store
from tribe.storage.bucket import BucketStore
from tribe.storage.folder import Folder

DIGEST = sha256(b"words").hexdigest()


def test_what_is_put_is_had_listed_and_deleted(any_store: Store) -> None:
    assert not any_store.has(DIGEST)
    for _ in range(2):
        any_store.put(DIGEST, b"words")
    assert any_store.get(DIGEST) == b"words"
    assert any_store.has(DIGEST)
    [(name, written)] = list(any_store.list(DIGEST[:2]))
    assert name == DIGEST
    assert abs((now() - written).total_seconds()) < 60
    assert not list(any_store.list("00"))
    for _ in range(2):
        any_store.delete(DIGEST)
    assert not any_store.has(DIGEST)
    assert any_store.fault() is None


def test_what_is_missing_is_missing_alike(any_store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        any_store.get(DIGEST)


def test_a_bucket_that_is_killed_is_away_and_comes_back(s3: S3, tmp_path: Path) -> None:
    store = s3.store(tmp_path)
    store.put(DIGEST, b"words")
    s3.kill()
    with pytest.raises(Unavailable):
        store.get(DIGEST)
    began = time.monotonic()
    for verb in (store.get, store.has, store.delete):
        with pytest.raises(Unavailable):
            verb(DIGEST)
    with pytest.raises(Unavailable):
        store.put(DIGEST, b"words")
    assert time.monotonic() - began < 1  # it is not asked again and again
    s3.start()
    store._asked_again_at = time.monotonic()
    store.put(DIGEST, b"words")
    assert store.get(DIGEST) == b"words"


def test_a_server_that_never_answers_is_not_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = S3(silent.getsockname()[1]).store(tmp_path)
        began = time.monotonic()
        with pytest.raises(Unavailable):
            store.get(DIGEST)
        assert time.monotonic() - began < 10


def test_a_bucket_that_is_not_there_is_away_and_not_empty(s3: S3, tmp_path: Path) -> None:
    wrong = s3.url.replace("a-bucket", "other-bucket")
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_STORAGE_URL": wrong}
    store = BucketStore(Settings.from_environ(environ).files)  # type: ignore[arg-type]
    for verb in (store.get, store.delete):
        with pytest.raises(Unavailable):
            verb(DIGEST)
    with pytest.raises(Unavailable):
        store.put(DIGEST, b"words")
    assert "other-bucket" in (store.fault() or "")


def test_pages_say_that_the_store_is_away(
    app: Flask, cast: Cast, s3: S3, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before, app.extensions["files"] = app.extensions["files"], s3.store(tmp_path)
    caplog.set_level(logging.DEBUG)
    try:
        with app.app_context():
            cleo = cast.get("cleo")
            services.show_picture(cleo, cleo, Drawn(b"only"))
            session.commit()
        assert app.test_client().get("/u/cleo/avatar").data == b"only"
        s3.kill()
        answer = app.test_client().get("/u/cleo/avatar")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "Pictures and files cannot be reached" in answer.text
        assert app.test_client().get("/u/cleo").status_code == 200
        form = {"bio": "kept words", "avatar": (_file(), "me.png")}
        answer = sign_in(app, cast, "cleo").post("/me/profile", data=form)
        assert answer.status_code == 503
        assert "kept words" in answer.text
    finally:
        app.extensions["files"] = before
    assert SECRET not in caplog.text + answer.text


def _file():  # type: ignore[no-untyped-def]
    from io import BytesIO

    return BytesIO(picture())


def test_a_folder_is_for_its_owner_alone_all_the_way(tmp_path: Path) -> None:
    was = os.umask(0)
    try:
        Folder(tmp_path / "files").put(DIGEST, b"words")
    finally:
        os.umask(was)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in sorted((tmp_path).rglob("*"))]
    assert modes == [0o700, 0o700, 0o600]


def test_names_are_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, real = [], os.fsync

    def watched(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        synced.append((path, sorted(one.name for one in path.iterdir()) if path.is_dir() else None))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    root = tmp_path / "files"
    Folder(root).put(DIGEST, b"words")
    assert (root / DIGEST[:2], [DIGEST]) in synced  # after the file bears its name
    assert {tmp_path, root} <= {path for path, _names in synced}


def test_a_folder_that_cannot_be_used_is_away(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")
    store = Folder(tmp_path / "files")
    with pytest.raises(Unavailable):
        store.put(DIGEST, b"words")
    with pytest.raises(Unavailable):
        store.get(DIGEST)
    assert "may not be written" in (store.fault() or "")
