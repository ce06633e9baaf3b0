"""A backup holds everything of one moment, and a restore gives it back, or changes nothing."""

import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from tests.archive.conftest import ENDED, forget, rows_of
from tests.conftest import Cast
from tests.migrations import dumps
from tests.migrations.conftest import MIGRATIONS, put_release
from tests.storage.conftest import S3, shared_s3
from tests.world import World
from tribe.archive import services
from tribe.archive.checking import read_manifest
from tribe.archive.containers import new_zip, open_zip
from tribe.archive.errors import ArchiveError
from tribe.archive.writing import tables_made_anew
from tribe.base import db as database
from tribe.base.db import Base, session
from tribe.members.models import Avatar, Member
from tribe.personal_data import services as personal_data
from tribe.personal_data.models import Words
from tribe.storage import store

Full = tuple[Flask, World]
__all__ = ["shared_s3"]  # a fixture of the storage's tests


def back_up(app: Flask, path: Path) -> Path:
    with app.app_context():
        services.back_up(path)
    forget(app)
    return path


def restore(app: Flask, path: Path, *, replace: bool = False) -> services.Taken:
    try:
        with app.app_context():
            return services.restore(path, replace=replace)
    finally:
        forget(app)


@pytest.fixture
def kept(backed_up: Path, tmp_path: Path) -> Path:
    """A backup of the small tribe."""
    return Path(shutil.copy(backed_up, tmp_path / "kept.tribe"))


def test_what_is_restored_is_what_was_there(full: Full, kept: Path, place: Flask) -> None:
    before = rows_of(full[0], *ENDED)
    assert all(before.values()), "a table has no row"
    restore(place, kept)
    assert rows_of(place, *ENDED) == before


def test_what_a_restore_ends_differs_by_its_end_alone(full: Full, kept: Path, place: Flask) -> None:
    restore(place, kept)
    was, became = rows_of(full[0]), rows_of(place)
    for table, end in (("sign_in", "revoked_at"), ("single_use_token", "withdrawn_at")):
        assert [row | {end: None} for row in became[table]] == [
            row | {end: None} for row in was[table]
        ]
    assert all(row["revoked_at"] for row in became["sign_in"])


def test_every_table_of_the_models_is_in_a_backup(kept: Path) -> None:
    with open_zip(kept) as source:
        manifest = read_manifest(source)
    names = {table.name for table in manifest.tables}
    assert names | tables_made_anew().keys() == set(Base.metadata.tables)
    assert manifest.left_out == tables_made_anew()
    for table in manifest.tables:
        columns = [column.name for column in table.columns]
        assert columns == sorted(Base.metadata.tables[table.name].columns.keys())


def test_files_come_back(full: Full, kept: Path, place: Flask) -> None:
    with full[0].app_context():
        digest = session.scalars(sa.select(Avatar.digest)).first()
    restore(place, kept)
    with place.app_context():
        assert store().get(str(digest)) == b"a picture of Cleo"


def test_files_move_from_a_folder_to_a_bucket_and_back(
    full: Full, kept: Path, small_place: Flask, tmp_path: Path, shared_s3: S3
) -> None:
    bucket = shared_s3.store(tmp_path)
    folder, small_place.extensions["files"] = small_place.extensions["files"], bucket
    restore(small_place, kept)
    with small_place.app_context():
        digest = str(session.scalars(sa.select(Avatar.digest)).first())
        assert bucket.get(digest) == b"a picture of Cleo"
    again = back_up(small_place, tmp_path / "again.tribe")
    small_place.extensions["files"] = folder
    restore(small_place, again, replace=True)
    with small_place.app_context():
        assert store().get(digest) == b"a picture of Cleo"


def test_rows_are_numbered_on_after_a_restore(kept: Path, place: Flask) -> None:
    restore(place, kept)
    with place.app_context():
        before = session.scalar(
            sa.select(database.db.func.max(Base.metadata.tables["category"].c.id))
        )
        from tribe.forum.models import Category

        session.add(room := Category(slug="new", name="New", description=""))
        session.flush()
        assert room.id == before + 1
        session.rollback()


def test_only_the_owner_may_read_it(kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.glob("*.draft")) == []


def test_a_backup_never_replaces_another(full: Full, kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(ArchiveError, match="already"):
        back_up(full[0], kept)
    assert kept.read_bytes() == before


def test_a_draft_of_a_killed_backup_is_written_over(full: Full, tmp_path: Path) -> None:
    (tmp_path / "next.tribe.draft").write_bytes(b"half" * 1_000_000)
    kept = back_up(full[0], tmp_path / "next.tribe")
    assert zipfile.ZipFile(kept).testzip() is None
    assert not (tmp_path / "next.tribe.draft").exists()


def test_a_backup_that_fails_leaves_nothing(
    full: Full, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "check_written", fail)
    with pytest.raises(ArchiveError, match="No space left"):
        back_up(full[0], tmp_path / "kept.tribe")
    assert list(tmp_path.glob("kept*")) == []


def test_a_database_whose_references_are_broken_is_named(full: Full, tmp_path: Path) -> None:
    app, world = full
    with app.app_context():
        if database.db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL lets nobody break them")
        raw = database.db.engine.raw_connection()
        raw.driver_connection.execute("PRAGMA foreign_keys=OFF")
        raw.driver_connection.execute("UPDATE post SET topic_id = 4711 WHERE id = ?", (world.post,))
        raw.driver_connection.execute("PRAGMA foreign_keys=ON")
        raw.close()
    with pytest.raises(ArchiveError, match=r"damaged: 1 rows .* .post → topic"):
        back_up(app, tmp_path / "kept.tribe")
    assert list(tmp_path.glob("kept*")) == []


def test_a_lost_file_is_named_and_the_rest_is_kept(
    full: Full, tmp_path: Path, place: Flask
) -> None:
    with full[0].app_context():
        digest = str(session.scalars(sa.select(Avatar.digest)).first())
        store().delete(digest)
    kept = back_up(full[0], tmp_path / "kept.tribe")
    with open_zip(kept) as source:
        assert digest in read_manifest(source).lost_files
    restore(place, kept)
    assert rows_of(place, *ENDED) == rows_of(full[0], *ENDED)


def test_who_was_erased_since_is_erased_again(
    full: Full, people: Cast, kept: Path, place: Flask
) -> None:
    restore(place, kept)
    with place.app_context():
        personal_data.erase(people.ids["dov"], Words.STAY)
    forget(place)
    taken = restore(place, kept, replace=True)
    assert sorted(taken.said) == [
        "1 erased again.",
        "Everybody signs in anew, and links that were mailed open nothing any more.",
    ]
    with place.app_context():
        assert session.get_one(Member, people.ids["dov"]).email is None
        assert session.get_one(Member, people.ids["cleo"]).email is not None


# What is refused, with nothing changed


def test_a_place_with_members_is_refused(full: Full, kept: Path) -> None:
    before = rows_of(full[0], *ENDED)
    with pytest.raises(ArchiveError, match="a tribe here already"):
        restore(full[0], kept)
    assert rows_of(full[0], *ENDED) == before


def test_a_replaced_tribe_is_kept_first(full: Full, kept: Path, place: Flask) -> None:
    restore(place, kept)
    with place.app_context():
        session.execute(sa.text("UPDATE category SET name = 'Elsewhere'"))
        session.commit()
    changed = rows_of(place, *ENDED)
    taken = restore(place, kept, replace=True)
    assert rows_of(place, *ENDED) == rows_of(full[0], *ENDED)
    assert taken.before is not None
    assert stat.S_IMODE(taken.before.stat().st_mode) == 0o600
    restore(place, taken.before, replace=True)
    assert rows_of(place, *ENDED) == changed


def test_the_schema_of_a_newer_tribe_is_refused(kept: Path, place: Flask, tmp_path: Path) -> None:
    newer = tmp_path / "newer.tribe"
    with zipfile.ZipFile(kept) as old, newer.open("w+b") as file, new_zip(file) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = content.replace(b'"revision": "', b'"revision": "of_tomorrow_')
            new.archive.writestr(name, content)
    with pytest.raises(ArchiveError, match=r"of_tomorrow_.* install that version or a later"):
        restore(place, newer)
    with place.app_context(), database.db.engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []


def test_others_at_work_are_not_overtaken(kept: Path, place: Flask, another_app: object) -> None:
    from tribe.app import create_app

    with place.app_context():
        upgrade(directory=MIGRATIONS)
    forget(place)
    other = create_app(place.config["SETTINGS"])
    with other.app_context(), database.db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM member")
        connection.rollback()
        with pytest.raises(ArchiveError, match="stop tribe serve"):
            restore(place, kept)
    forget(other)
    restore(place, kept)


def test_a_database_of_another_program_is_refused(kept: Path, place: Flask) -> None:
    with place.app_context(), database.db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id integer)")
    with pytest.raises(ArchiveError, match="not Tribe's"):
        restore(place, kept)


def test_the_database_of_a_newer_tribe_is_not_replaced(
    full: Full, kept: Path, place: Flask, tmp_path: Path
) -> None:
    restore(place, kept)
    with place.app_context(), database.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of_tomorrow'")
    with pytest.raises(ArchiveError, match="a newer Tribe was here"):
        restore(place, kept, replace=True)
    assert rows_of(place, *ENDED) == rows_of(full[0], *ENDED)
    assert list(tmp_path.glob("before-*")) == []


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused(kept: Path, small_place: Flask, share: float) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ArchiveError):
        restore(small_place, kept)


def lots_of(content: bytes) -> list[int]:
    """Places all over a file, in its directory, and each of the last ones, digest included."""
    lots, directory = random.Random(7), content.index(b"PK\x01\x02")  # noqa: S311
    ends = [(0, len(content)), (directory, len(content))]
    chosen = [lots.randrange(*end) for end in ends for _ in range(150)]
    return [*chosen, *range(len(content) - 100, len(content))]


def test_no_byte_can_be_another_one(kept: Path, small_place: Flask) -> None:
    """Names, hours and the directory are held as contents are."""
    content, bits = kept.read_bytes(), random.Random(11)  # noqa: S311
    for at in lots_of(content):
        other = content[at] ^ (1 << bits.randrange(8))
        kept.write_bytes(content[:at] + bytes([other]) + content[at + 1 :])
        with pytest.raises(ArchiveError), small_place.app_context():
            services.restore(kept)
    assert rows_of(small_place) == {}
    kept.write_bytes(content)
    restore(small_place, kept)


@pytest.mark.parametrize("change", [lambda c: c + b"\n", lambda c: b"\n" + c, lambda c: c[1:]])
def test_a_file_with_something_before_or_after_it_is_refused(
    kept: Path, small_place: Flask, change: Callable[[bytes], bytes]
) -> None:
    kept.write_bytes(change(kept.read_bytes()))
    with pytest.raises(ArchiveError, match="damaged"):
        restore(small_place, kept)


def test_a_backup_is_a_zip_file_to_any_other_program(kept: Path) -> None:
    """Its digest is the comment at its end, and that of all bytes before."""
    with zipfile.ZipFile(kept) as archive:
        assert archive.testzip() is None
        digest = sha256(kept.read_bytes()[:-64]).hexdigest()
        assert archive.comment == b"sha256 " + digest.encode()


def test_an_export_is_no_backup(full: Full, tmp_path: Path, place: Flask) -> None:
    with full[0].app_context():
        services.export_to(tmp_path / "export")
    packed = tmp_path / "packed.tribe"
    with packed.open("w+b") as file, new_zip(file) as sink:
        for path in (tmp_path / "export").rglob("*.*"):
            sink.archive.write(path, path.relative_to(tmp_path / "export"))
    with pytest.raises(ArchiveError, match="is an export"):
        restore(place, packed)


# Backups of older versions


@pytest.mark.parametrize("release", dumps.releases())
def test_a_backup_of_an_older_release_is_migrated(
    place: Flask, small_place: Flask, tmp_path: Path, release: str
) -> None:
    put_release(place, release)
    kept = back_up(place, tmp_path / "old.tribe")
    with place.app_context():
        upgrade(directory=MIGRATIONS)
    restore(small_place, kept)
    places = (small_place, place)
    stamped = ("restraint", "setting", "stored_file")  # by the migrations, with their own moment
    assert rows_of(small_place, *stamped, *ENDED) == rows_of(place, *stamped, *ENDED)
    taken = [[row | {"made_at": None} for row in rows_of(one)["restraint"]] for one in places]
    assert taken[0] == taken[1] != []
    keys = [[row["key"] for row in rows_of(one)["setting"]] for one in places]
    assert keys[0] == keys[1] != []
