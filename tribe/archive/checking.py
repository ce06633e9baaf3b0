"""Whether an archive is whole: counts, hashes, kinds of values, references, files."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tribe.archive.containers import Source
from tribe.archive.errors import ArchiveError, Flaw
from tribe.archive.manifest import MANIFEST, Column, Manifest, Table
from tribe.archive.values import read_value
from tribe.archive.writing import FILES, file_path

Row = dict[str, Any]
BLOCK = 1 << 20  # bytes
Waiting = tuple[Table, int, Column, Any]


def read_manifest(source: Source) -> Manifest:
    """The manifest of an archive; raises ArchiveError."""
    try:
        with source.reading(MANIFEST) as file:
            return Manifest.from_json(file.read())
    except FileNotFoundError as error:
        raise ArchiveError(f"there is no {MANIFEST} in it: it is no archive of Tribe") from error


def read_rows(source: Source, table: Table) -> Iterator[tuple[int, Row | str]]:
    """Each line's number, from 1, and its row as a database takes it, or what is wrong with it."""
    with source.reading(table.path) as file:
        for number, line in enumerate(file, 1):
            yield number, row_of(line, table.columns)


def row_of(line: bytes, columns: tuple[Column, ...]) -> Row | str:
    """The row of a line as a database takes it, or what is wrong with it."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(said, dict) or said.keys() != {column.name for column in columns}:
        return "has not the columns of its table"
    for column in columns:
        try:
            said[column.name] = read_value(column.kind, said[column.name])
        except ValueError as error:
            return f"{column.name} {error}"
    return said


def check(source: Source, manifest: Manifest) -> list[Flaw]:
    """All that is wrong with an archive, of lines and files; raises ArchiveError if unreadable.

    A row that refers to a row which is wrong is wrong as well.
    """
    checker = Checker(source, manifest)
    return [*checker.check_tables(), *checker.check_files()]


def check_written(source: Source, manifest: Manifest) -> list[Flaw]:
    """Whether an archive is what we have just written: counts, hashes, files.

    Its rows are not read one by one: they were made from values of the right kinds, and the
    database answers for its references.
    """
    checker = Checker(source, manifest)
    for table in manifest.tables:
        checker.check_hash(table)
        if table.name == FILES:
            rows = (row for _line, row in read_rows(source, table))
            checker.digests = [row["digest"] for row in rows if isinstance(row, dict)]
    return [*checker.flaws, *checker.check_files()]


@dataclass
class Checker:
    """One reading of an archive, or several where a fault brings others with it."""

    source: Source
    manifest: Manifest
    digests: list[str] = field(default_factory=list)
    _flaws: dict[tuple[str, int | None], Flaw] = field(default_factory=dict)
    _keys: dict[str, set[Any]] = field(default_factory=dict)

    def check_tables(self, known: Iterable[Flaw] = ()) -> list[Flaw]:
        """Read every table until nothing more is found; beside what is known to be wrong."""
        self._flaws = {(flaw.place, flaw.line): flaw for flaw in known}
        found = -1
        while found != len(self._flaws):
            found = len(self._flaws)
            self._read_all()
        return self.flaws

    @property
    def flaws(self) -> list[Flaw]:
        """What was found, by place."""
        return sorted(self._flaws.values(), key=lambda flaw: (flaw.place, flaw.line or 0))

    def check_hash(self, table: Table) -> None:
        """Read the file of a table in blocks."""
        digest, rows = sha256(), 0
        with self.source.reading(table.path) as file:
            while block := file.read(BLOCK):
                digest.update(block)
                rows += block.count(b"\n")
        self._judge(table, rows, digest.hexdigest())

    def check_files(self) -> Iterator[Flaw]:
        """Read every file that a row tells of."""
        lost = set(self.manifest.lost_files)
        for digest in self.digests:
            if digest in lost:
                continue
            try:
                with self.source.reading(file_path(digest)) as file:
                    content = file.read()
            except FileNotFoundError:
                yield Flaw(file_path(digest), "is missing")
                continue
            if sha256(content).hexdigest() != digest:
                yield Flaw(file_path(digest), "is not what its name says")

    def _add(self, place: str, words: str, line: int | None = None) -> None:
        self._flaws.setdefault((place, line), Flaw(place, words, line))

    def _read_all(self) -> None:
        self.digests = []
        self._keys = {target: set() for table in self.manifest.tables for target in targets(table)}
        waiting = [one for table in self.manifest.tables for one in self._check_table(table)]
        for table, line, column, value in waiting:
            if value not in self._keys[str(column.refers_to)]:
                self._add(table.path, _leads_nowhere(column, value), line)

    def _check_table(self, table: Table) -> Iterator[Waiting]:
        """Check each line, and the file; gives the references that can only be judged later."""
        told = _columns_told_of(table, self._keys)
        references = [column for column in table.columns if column.refers_to]
        later = [column for column in references if not self._is_read(column, table)]
        digest, rows = sha256(), 0
        for rows, line in enumerate(self._lines(table), 1):
            digest.update(line)
            if (table.path, rows) in self._flaws:
                continue
            row = row_of(line, table.columns)
            words = row if isinstance(row, str) else self._why_lost(row, references, later)
            if words is not None:
                self._add(table.path, words, rows)
                continue
            assert isinstance(row, dict)
            for name in told:
                self._keys[f"{table.name}.{name}"].add(row[name])
            if table.name == FILES:
                self.digests.append(row["digest"])
            yield from (
                (table, rows, column, row[column.name])
                for column in later
                if row[column.name] is not None
            )
        self._judge(table, rows, digest.hexdigest())

    def _judge(self, table: Table, rows: int, digest: str) -> None:
        """Whether a table's file has the lines and the hash that the manifest says."""
        if rows != table.rows:
            self._add(table.path, f"has {rows} lines, and had {table.rows} when it was written")
        elif digest != table.sha256:
            self._add(table.path, "is not as it was written")

    def _lines(self, table: Table) -> Iterator[bytes]:
        try:
            with self.source.reading(table.path) as file:
                yield from file
        except FileNotFoundError as error:
            raise ArchiveError(f"{table.path} is missing") from error

    def _why_lost(self, row: Row, references: list[Column], later: list[Column]) -> str | None:
        for column in references:
            value = row[column.name]
            if value is None or column in later:
                continue
            if value not in self._keys[str(column.refers_to)]:
                return _leads_nowhere(column, value)
        return None

    def _is_read(self, column: Column, table: Table) -> bool:
        """Whether the table that a column refers to was read before this one."""
        names = [one.name for one in self.manifest.tables]
        target = str(column.refers_to).partition(".")[0]
        return target in names and names.index(target) < names.index(table.name)


def targets(table: Table) -> Iterator[str]:
    """The columns that a table's rows refer to."""
    return (column.refers_to for column in table.columns if column.refers_to)


def _columns_told_of(table: Table, told: Iterable[str]) -> list[str]:
    """The columns of a table that other rows refer to."""
    split = (one.partition(".") for one in told)
    return [column for name, _, column in split if name == table.name]


def _leads_nowhere(column: Column, value: Any) -> str:
    return f"{column.name} leads to {column.refers_to} {value}, which is not there"
