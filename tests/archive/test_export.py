"""An export is whole but for what is declared to stay, and makes an identical tribe elsewhere."""

import json
import re
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.archive.conftest import forget, rewrite, rows_of
from tests.conftest import Cast, sign_in
from tests.world import World
from tribe.archive import services
from tribe.archive.checking import read_manifest
from tribe.archive.containers import FolderSource
from tribe.archive.errors import ArchiveError
from tribe.archive.manifest import Manifest
from tribe.archive.writing import FILES, tables_that_stay
from tribe.base.db import Base, now, session
from tribe.members.models import Avatar, Member
from tribe.storage import store
from tribe.web.design import labels

Full = tuple[Flask, World]
SECRET = re.compile(r"hash|digest|token|secret|lease$|recovery|credential|password")
TABLES = Base.metadata.tables


def export(app: Flask, folder: Path) -> Path:
    with app.app_context():
        services.export_to(folder)
    forget(app)
    return folder


def take_over(app: Flask, folder: Path) -> services.Taken:
    try:
        with app.app_context():
            return services.import_from(folder)
    finally:
        forget(app)


def manifest_of(folder: Path) -> Manifest:
    return read_manifest(FolderSource(folder))


@pytest.fixture
def moved(full: Full, tmp_path: Path) -> Path:
    """An export of the small tribe."""
    return export(full[0], tmp_path / "export")


def test_each_table_is_in_the_export_or_says_why_not(moved: Path) -> None:
    manifest = manifest_of(moved)
    names = {table.name for table in manifest.tables}
    assert names | manifest.left_out.keys() == set(TABLES)
    assert not names & manifest.left_out.keys()
    assert all(manifest.left_out.values())
    assert all(table.rows for table in manifest.tables)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_secret_stays_or_goes_for_a_reason(name: str) -> None:
    """A new column whose name tells of a secret needs `stays` on its table, or `carried`."""
    if name in tables_that_stay():
        return
    for column in TABLES[name].columns:
        names_a_file = name == FILES or any(
            key.column.table.name == FILES for key in column.foreign_keys
        )
        if SECRET.search(column.name) and not names_a_file:
            assert column.info.get("carried"), column


def test_no_row_that_goes_needs_one_that_stays() -> None:
    staying = tables_that_stay()
    for name, table in TABLES.items():
        for key in table.foreign_keys if name not in staying else ():
            assert key.column.table.name not in staying or key.parent.nullable, key


def test_what_is_imported_is_what_was_there(full: Full, moved: Path, place: Flask) -> None:
    taken = take_over(place, moved)
    assert taken.flaws == []
    left_out = tables_that_stay()
    before = rows_of(full[0])
    sealed = [row["digest"] for row in before["sealed_copy"]]
    assert sealed  # nothing that goes has that file, so it stays
    before[FILES] = [row for row in before[FILES] if row["digest"] not in sealed]
    assert rows_of(place) == {k: [] if k in left_out else v for k, v in before.items()}


def test_a_tribe_moves_from_one_database_to_the_other_and_back(
    full: Full, moved: Path, small_place: Flask, place: Flask, tmp_path: Path
) -> None:
    """From either to SQLite, and from there to either: each table's hash stays."""
    take_over(small_place, moved)
    between = export(small_place, tmp_path / "between")
    assert manifest_of(between).tables == manifest_of(moved).tables
    take_over(place, between)
    back = export(place, tmp_path / "back")
    assert manifest_of(back).tables == manifest_of(moved).tables


def test_pages_answer_the_same_addresses(
    full: Full, people: Cast, moved: Path, place: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, world = full
    read_at = now()
    monkeypatch.setattr(labels, "now", lambda: read_at)  # "just now", or "1 minute ago", in both
    take_over(place, moved)
    pages = [
        "/", "/u/cleo", f"/c/{world.category}", f"/t/{world.topic}", f"/p/{world.post}",
        f"/events/{world.event}", "/events.ics", f"/rituals/{world.rite}",
        "/charter", "/council", "/feed.atom",
    ]  # fmt: skip
    known = [read_page(app, people, page) for page in pages]
    assert {200} <= {status for status, _ in known} <= {200, 302, 308}
    assert [read_page(place, people, page) for page in pages] == known


def read_page(app: Flask, people: Cast, page: str) -> tuple[int, str]:
    """How a page answers Cleo, without what differs with each answer."""
    own = type("Own", (), {"get": lambda _self, name: session.get_one(Member, people.ids[name])})()
    answer = sign_in(app, own, "cleo").get(page)
    drawn = answer.get_data(as_text=True)
    text = re.sub(r'(nonce|value|content|key|data-fresh-since)="[^"]*"', "", drawn)
    return answer.status_code, re.sub(r"\d\d:\d\d:\d\d", "", text)


def test_files_go_along(full: Full, moved: Path, place: Flask) -> None:
    take_over(place, moved)
    with place.app_context():
        digest = str(session.scalars(sa.select(Avatar.digest)).first())
        assert store().get(digest) == b"a picture of Cleo"
    assert (moved / "files" / digest[:2] / digest).read_bytes() == b"a picture of Cleo"


def test_it_is_for_its_owner_alone_and_explains_itself(moved: Path) -> None:
    assert stat.S_IMODE(moved.stat().st_mode) == 0o700
    for path in moved.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    guide = (moved / "README.md").read_text()
    said = json.loads((moved / "manifest.json").read_text())
    assert all(f"`{field}`" in guide for field in said)
    kinds = {column["kind"] for table in said["tables"] for column in table["columns"]}
    assert all(f"`{kind}`" in guide for kind in kinds)


def test_an_export_replaces_nothing(full: Full, moved: Path) -> None:
    with pytest.raises(ArchiveError, match="already"):
        export(full[0], moved)


# Lines that are wrong


def edit(path: Path, line: int, words: bytes) -> None:
    """Put other words in place of a line, from 1."""
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line - 1] = words
    path.write_bytes(b"".join(lines))


def append(path: Path, *rows: dict[str, object]) -> None:
    """Add lines to a table."""
    lines = [json.dumps(row).encode() + b"\n" for row in rows]
    rewrite(path, lambda content: content + b"".join(lines))


def test_good_rows_are_kept_and_bad_ones_named_by_line(moved: Path, place: Flask) -> None:
    """Also those that the database alone knows to be wrong, and those that refer to them."""
    counts = {table.name: table.rows for table in manifest_of(moved).tables}
    posts, rooms = moved / "tables" / "post.jsonl", moved / "tables" / "category.jsonl"
    post = json.loads(posts.read_bytes().splitlines()[0])
    edit(posts, 1, b"{not json\n")
    first = json.loads(rooms.read_bytes().splitlines()[0])
    append(
        rooms,
        first | {"id": 900, "name": None},
        first | {"id": 901, "hue": "green"},
        first | {"id": 902, "slug": "x", "parent_id": 900},
    )
    flaws = {str(flaw).partition(": ")[::2] for flaw in take_over(place, moved).flaws}
    said = dict(flaws)
    line = f"tables/category.jsonl, line {counts['category'] + 1}"
    assert said.pop("tables/post.jsonl, line 1") == "is no JSON"
    assert said.pop(line).startswith("the database refuses it")
    assert said.pop(line[:-1] + str(int(line[-1]) + 1)) == "hue is no integer"
    assert said.pop(line[:-1] + str(int(line[-1]) + 2)) == (
        "parent_id leads to category.id 900, which is not there"
    )
    lost = [words for place_, words in said.items() if ", line " in place_]
    assert lost
    assert {words.partition(" ")[0] for words in lost} <= {"post_id", "quoted_id", "reply_to_id"}
    kept = rows_of(place)
    assert len(kept["category"]) == counts["category"]
    assert len(kept["member"]) == counts["member"]
    assert post["id"] not in {row["id"] for row in kept["post"]}
    assert 0 < len(kept["post"]) < counts["post"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (b"[]\n", "has not the columns of its table"),
        (b"\xff\xfe\n", "is no JSON"),
        (b"[" * 100_000 + b"\n", "is no JSON"),
        (b'{"id":1}\n', "has not the columns of its table"),
    ],
)
def test_a_line_that_is_no_row_is_named(moved: Path, place: Flask, row: bytes, words: str) -> None:
    edit(moved / "tables" / "reaction.jsonl", 1, row)
    said = [str(flaw) for flaw in take_over(place, moved).flaws]
    assert said == [
        "tables/reaction.jsonl: is not as it was written",
        f"tables/reaction.jsonl, line 1: {words}",
    ]


def test_a_damaged_file_is_named_and_does_not_come(moved: Path, place: Flask) -> None:
    files = [path for path in (moved / "files").rglob("*") if path.is_file()]
    (picture,) = [path for path in files if path.read_bytes() == b"a picture of Cleo"]
    picture.write_bytes(b"another picture")
    (flaw,) = take_over(place, moved).flaws
    assert str(flaw) == f"files/{picture.name[:2]}/{picture.name}: is not what its name says"
    with place.app_context():
        assert not store().has(picture.name)


@pytest.mark.parametrize("gone", ["manifest.json", "tables/post.jsonl"])
def test_what_cannot_be_read_changes_nothing(moved: Path, place: Flask, gone: str) -> None:
    (moved / gone).unlink()
    with pytest.raises(ArchiveError, match=gone.partition("/")[2] or gone):
        take_over(place, moved)
    assert rows_of(place) == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"name": "post"', '"name": "../../post"'),
        ('"kind": "moment"', '"kind": "hour"'),
        ('"version": 1', '"version": 2'),
        ('"format": "tribe-archive"', '"format": "another"'),
        ('"tables": [', '"tables": 7, "more": ['),
    ],
)
def test_a_manifest_that_is_none_of_ours_is_refused(
    moved: Path, place: Flask, old: str, new: str
) -> None:
    rewrite(moved / "manifest.json", lambda c: c.decode().replace(old, new, 1).encode())
    with pytest.raises(ArchiveError):
        take_over(place, moved)
    assert rows_of(place) == {}
