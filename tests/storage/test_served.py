"""`tribe` with its files in a bucket, as an operator runs it."""

import os
import sqlite3
import urllib.error
import urllib.request
from hashlib import sha256
from pathlib import Path

import pytest

from tests.forking import TRIBE, run
from tests.migrations.conftest import put_release
from tests.serving import served
from tests.storage.conftest import S3, SECRET
from tribe.app import create_app
from tribe.base import db
from tribe.config import Settings

IMAGE = b"a picture of the first release"


@pytest.fixture
def environ(s3: S3, tmp_path: Path) -> dict[str, str]:
    """The settings of an operator, on a database of the first release with a picture in it."""
    own = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_SECRET_KEY": "s" * 40, "TRIBE_DATABASE_URL": ""}
    app = create_app(Settings.from_environ(own))
    put_release(app, "0.1.0")
    with app.app_context():
        db.db.engine.dispose()
    with sqlite3.connect(tmp_path / "tribe.sqlite3") as connection:
        connection.execute("UPDATE avatar SET image = ?", (IMAGE,))
        connection.execute(
            "UPDATE member SET avatar_key = 'a' WHERE id IN (SELECT member_id FROM avatar)"
        )
    return dict(os.environ) | own | {"TRIBE_STORAGE_URL": s3.url, "TRIBE_REDIS_URL": ""}


def tribe(command: str, environ: dict[str, str]) -> tuple[int, str]:
    done = run([TRIBE, command], env=environ, capture_output=True, text=True, timeout=120)
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def status(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_serve_brings_pictures_into_the_bucket_and_shows_them(
    environ: dict[str, str], s3: S3, tmp_path: Path
) -> None:
    with served(environ) as server:
        with sqlite3.connect(tmp_path / "tribe.sqlite3") as connection:
            [(name, digest)] = connection.execute(
                "SELECT name, digest FROM avatar JOIN member ON member.id = member_id"
            ).fetchall()
        assert digest == sha256(IMAGE).hexdigest()
        assert status(f"{server.url}/u/{name}/avatar") == (200, IMAGE)
        code, said = tribe("check", environ)
        assert (code, f"a-bucket at 127.0.0.1:{s3.port}" in said) == (0, True), said
        s3.kill()
        assert status(f"{server.url}/u/{name}/avatar")[0] == 503
        assert status(f"{server.url}/topics")[0] == 200
        code, said = tribe("check", environ)
        assert (code, "WRONG storage" in said) == (1, True)
        assert "TRIBE_STORAGE_URL" in said
    assert not (tmp_path / "files").exists()


def test_migrate_says_that_the_bucket_is_away_and_changes_nothing(
    environ: dict[str, str], s3: S3, tmp_path: Path
) -> None:
    s3.kill()
    code, said = tribe("migrate", environ)
    assert code == 1
    assert "TRIBE_STORAGE_URL: the bucket a-bucket" in said
    with sqlite3.connect(tmp_path / "tribe.sqlite3") as connection:
        assert connection.execute("SELECT image FROM avatar").fetchall() == [(IMAGE,)]
    s3.start()
    assert tribe("migrate", environ)[0] == 0
    with pytest.raises(sqlite3.OperationalError), sqlite3.connect(tmp_path / "tribe.sqlite3") as c:
        c.execute("SELECT image FROM avatar")
