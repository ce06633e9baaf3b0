"""Backing up, restoring, exporting and importing a whole tribe."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from tribe.archive.checking import Checker, check, check_written, read_manifest
from tribe.archive.containers import FolderSink, FolderSource, Source, new_zip, open_zip
from tribe.archive.declared import follow
from tribe.archive.errors import ArchiveError, Flaw
from tribe.archive.loading import Refused, empty_tables, load_rows
from tribe.archive.manifest import Manifest
from tribe.archive.standing import (
    name_of_place,
    refuse_if_used,
    refuse_unless_empty,
    refuse_unless_known,
    refuse_unless_ours,
)
from tribe.archive.writing import file_path, write_archive
from tribe.base import migrations
from tribe.base.db import db, now, session
from tribe.storage import store

DRAFT = ".draft"
GUIDE = "README.md"


@dataclass(frozen=True)
class Taken:
    """What was taken over from an archive."""

    manifest: Manifest
    flaws: Sequence[Flaw] = ()  # lines that were left out, and files that are not there
    before: Path | None = None  # a backup of what stood here before
    place: str = ""  # the database that has it now
    said: Sequence[str] = ()  # what features did afterwards


def back_up(path: Path) -> Manifest:
    """Write everything into one file, check it, and only then give it its name.

    Raises ArchiveError, and leaves nothing under the name then.
    """
    with new_file(path) as (file, draft):
        with new_zip(file) as sink:
            manifest = write_archive(sink, is_whole=True)
        os.fsync(file.fileno())
        with open_zip(draft) as source:
            _refuse_flaws(path, check_written(source, read_manifest(source)))
    return manifest


def restore(path: Path, *, replace: bool = False) -> Taken:
    """Make the database and the files what a backup says, or change nothing.

    The place must be empty, unless what stands there is to be replaced; it is backed up first.
    Raises ArchiveError.
    """
    with open_zip(path) as source:
        manifest = _readable(source)
        if not manifest.is_whole:
            raise ArchiveError(f"{path} is an export: see tribe import tribe")
        checker = Checker(source, manifest)
        _refuse_flaws(path, [*checker.check_tables(), *checker.check_files()])
        refuse_if_used()
        refuse_unless_ours()
        before = _set_aside(path) if replace else None
        if before is None:
            refuse_unless_empty()
        _bring_files(source, manifest, checker.digests)
        _refuse_flaws(path, _take_over(source, manifest, ()))
    return Taken(manifest, before=before, said=follow(), place=name_of_place())


def export_to(folder: Path) -> Manifest:
    """Write all that may go along into a new folder; raises ArchiveError."""
    if folder.exists():
        raise ArchiveError(f"{folder} is there already")
    draft = _draft_of(folder)
    shutil.rmtree(draft, ignore_errors=True)  # left by one that was ended
    try:
        draft.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be written: {error.strerror}") from error
    try:
        sink = FolderSink(draft)
        manifest = write_archive(sink, is_whole=False)
        with sink.writing(GUIDE) as file:
            file.write((resources("tribe.archive") / "format.md").read_bytes())
        source = FolderSource(draft)
        _refuse_flaws(folder, check(source, read_manifest(source)))
        draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise ArchiveError(f"{folder} cannot be written: {error.strerror}") from error
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _sync(folder.parent)
    return manifest


def import_from(folder: Path) -> Taken:
    """Take over an export into an empty place; lines that are wrong are left out and named.

    Raises ArchiveError, and has changed nothing then.
    """
    source = FolderSource(folder)
    manifest = _readable(source)
    checker = Checker(source, manifest)
    flaws = checker.check_tables()
    missing = list(checker.check_files())
    refuse_if_used()
    refuse_unless_ours()
    refuse_unless_empty()
    damaged = {flaw.place for flaw in missing}
    _bring_files(source, manifest, [d for d in checker.digests if file_path(d) not in damaged])
    while found := _take_over(source, manifest, flaws):
        flaws = checker.check_tables([*flaws, *found])
    return Taken(manifest, [*flaws, *missing], said=follow())


def _readable(source: Source) -> Manifest:
    manifest = read_manifest(source)
    refuse_unless_known(manifest)
    return manifest


def _set_aside(path: Path) -> Path | None:
    """Back up what stands here beside the backup that replaces it; None where nothing does."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("member"):
            return None
    target = path.with_name(f"before-{path.stem}-{now():%Y%m%dT%H%M%S}.tribe")
    back_up(target)
    return target


def _take_over(source: Source, manifest: Manifest, flaws: Sequence[Flaw]) -> list[Flaw]:
    """Replace all rows in one transaction; gives what the database refuses, and is undone then."""
    left_out: dict[str, set[int]] = {}
    for flaw in flaws:
        if flaw.line is not None:
            left_out.setdefault(flaw.place, set()).add(flaw.line)

    def replace(connection: sa.Connection) -> None:
        empty_tables(connection)
        migrations.move_within(connection, manifest.revision)
        empty_tables(connection)  # of what migrations themselves put in
        load_rows(connection, source, manifest, left_out)
        migrations.move_within(connection, "head")

    session.remove()
    try:
        migrations.in_one_transaction(db.engine, replace)
    except Refused as refused:
        return refused.flaws
    return []


def _bring_files(source: Source, manifest: Manifest, digests: list[str]) -> None:
    """Put files into the store; those that no row will tell of go after a day."""
    lost = set(manifest.lost_files)
    for digest in digests:
        if digest not in lost and not store().has(digest):
            with source.reading(file_path(digest)) as file:
                store().put(digest, file.read())


def _refuse_flaws(path: Path, flaws: list[Flaw]) -> None:
    if flaws:
        more = f"\n… and {len(flaws) - 5} more" if len(flaws) > 5 else ""
        said = "\n".join(map(str, flaws[:5]))
        raise ArchiveError(f"{path} is damaged, and nothing was done:\n{said}{more}")


def _draft_of(path: Path) -> Path:
    """Beside a file or a folder that is to be made, another name; raises ArchiveError."""
    if not path.name:
        raise ArchiveError(f"{path} is there already")
    return path.with_name(path.name + DRAFT)


@contextmanager
def new_file(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file that gets its name when the block ends well, and is away otherwise.

    Its draft is named beside it; one that a kill left is written over. Raises ArchiveError.
    """
    draft = _draft_of(path)
    try:
        if path.exists():
            raise ArchiveError(f"{path} is there already")
        file = open(os.open(draft, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600), "w+b")  # noqa: SIM115
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error.strerror}") from error
    _hold(file, draft)
    try:
        with file:  # a disk that is full may be told of only when it is closed
            file.truncate()
            os.fchmod(file.fileno(), 0o600)
            yield file, draft
            if path.exists():
                raise ArchiveError(f"{path} is there already")
            draft.rename(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ArchiveError(f"{path} cannot be written: {error.strerror}") from error
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _hold(file: IO[bytes], draft: Path) -> None:
    """Be the only one who writes a draft, or close it; one left by a kill is held by nobody."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise ArchiveError(f"{draft} is being written by another process") from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
