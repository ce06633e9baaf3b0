"""Files by digest: private, whole, kept through an upgrade, and away when nothing shows them."""

import os
from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from tests.conftest import Cast
from tests.migrations.conftest import MIGRATIONS, bare_app, put_release
from tribe import storage
from tribe.base.db import db, now, session
from tribe.members import services
from tribe.members.pictures import Drawn
from tribe.storage.models import StoredFile
from tribe.storage.services import prune, sweep

__all__ = ["bare_app"]


def test_a_file_is_kept_once(app: Flask) -> None:
    with app.app_context():
        digest = storage.keep(b"a picture", "image/webp")
        assert storage.keep(b"a picture", "image/webp") == digest
        assert storage.read(digest) == b"a picture"


def test_only_what_nothing_shows_is_pruned_and_not_at_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cleo = cast.get("cleo")
        services.show_picture(cleo, cleo, Drawn(b"first"))
        services.show_picture(cleo, cleo, Drawn(b"second"))
        prune({})
        assert storage.read(sha256(b"first").hexdigest()) == b"first"
        session.execute(sa.update(StoredFile).values(kept_at=now() - timedelta(days=2)))
        prune({})
        for file in app.extensions["files"].root.rglob("*"):
            os.utime(file, (1, 1))
        for shelf in range(256):
            sweep({"shelf": shelf})
        assert storage.read(sha256(b"second").hexdigest()) == b"second"
        with pytest.raises(FileNotFoundError):
            storage.read(sha256(b"first").hexdigest())
        assert list(session.scalars(sa.select(StoredFile.size))) == [len(b"second")]


def test_a_picture_whose_file_is_gone_is_no_error(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cleo = cast.get("cleo")
        services.show_picture(cleo, cleo, Drawn(b"only"))
        session.commit()
        assert app.test_client().get("/u/cleo/avatar").data == b"only"
        storage.store().delete(sha256(b"only").hexdigest())
    assert app.test_client().get("/u/cleo/avatar").status_code == 404


def test_every_picture_is_kept_up_and_down(bare_app: Flask) -> None:
    [was] = put_release(bare_app, "0.1.0")["avatar"]
    images = sa.text("SELECT image FROM avatar")
    with bare_app.app_context():
        with db.engine.connect() as connection:
            before = [bytes(row[0]) for row in connection.execute(images)]
        upgrade(directory=MIGRATIONS)
        with db.engine.connect() as connection:
            digests = list(connection.execute(sa.text("SELECT digest FROM avatar")).scalars())
        assert [storage.read(digest) for digest in digests] == before != [b""]
        downgrade(directory=MIGRATIONS, revision="0001")
        with db.engine.connect() as connection:
            assert [bytes(row[0]) for row in connection.execute(images)] == before
    assert was
