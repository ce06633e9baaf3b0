"""A migration that is killed leaves SQLite as it was, and runs to its end the next time."""

import os
import signal
import sqlite3
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.forking import TRIBE, run
from tests.migrations.conftest import put_release
from tribe.app import create_app
from tribe.base import db
from tribe.config import Settings

DYING = (sys.executable, "-m", "tests.dying")


def dump(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("INSERT INTO stored_file", 2),
        ("INSERT INTO _alembic_tmp_avatar", 1),
        ("ix_avatar_digest", 1),
        ("UPDATE alembic_version SET version_num='avatars_to_files'", 1),
    ],
)
def test_pictures_are_where_they_were_or_where_they_go(
    tmp_path: Path, words: str, times: int
) -> None:
    own = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_SECRET_KEY": "s" * 40, "TRIBE_DATABASE_URL": ""}
    app, environ, database = (
        create_app(Settings.from_environ(own)),
        dict(os.environ) | own | {"TRIBE_STORAGE_URL": ""},
        tmp_path / "tribe.sqlite3",
    )
    put_release(app, "0.1.0")
    with app.app_context():
        db.db.engine.dispose()
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT OR REPLACE INTO avatar (member_id, image) SELECT id, randomblob(9) FROM member"
        )
        images = [image for (image,) in connection.execute("SELECT image FROM avatar")]
    assert len(images) > 1
    before = dump(database)
    killed = run(
        [*DYING, "migrate", str(times), words], env=environ, capture_output=True, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert dump(database) == before
    run([TRIBE, "migrate"], env=environ, capture_output=True, timeout=60).check_returncode()
    with sqlite3.connect(database) as connection:
        digests = {digest for (digest,) in connection.execute("SELECT digest FROM avatar")}
    assert digests == {sha256(image).hexdigest() for image in images}
    for digest in digests:
        file = tmp_path / "files" / digest[:2] / digest
        assert sha256(file.read_bytes()).hexdigest() == digest
