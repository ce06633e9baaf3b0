"""Reading rows from files of elsewhere: each with its line, the bad ones refused, the rest kept."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

import click

_ROW = re.compile(rb"<row[\s/>]")
MAX_LINE_LENGTH = 4 * 2**20  # bytes; the longest post elsewhere is far shorter
OLDEST, NEWEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Refused(ValueError):
    """A row that cannot be kept, with the reason in words."""


@dataclass(frozen=True)
class Row:
    """One row of a file, and where it stood."""

    file: str
    line: int
    values: dict[str, str]

    def text(self, name: str) -> str:
        """A value that must be there; raises Refused."""
        value = self.values.get(name, "").strip()
        if not value:
            raise Refused(f"{name} is missing")
        return value

    def integer(self, name: str) -> int:
        """A whole number that must be there; raises Refused."""
        value = self.text(name)
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            raise Refused(f"{name} {value[:40]!r} is not a whole number")
        return int(value)

    def moment(self, name: str) -> datetime:
        """An ISO 8601 time, in UTC unless it says otherwise; raises Refused."""
        value = self.text(name)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise Refused(f"{name} {value[:40]!r} is not a time") from None
        return _within_reason(name, moment if moment.tzinfo else moment.replace(tzinfo=UTC))

    def epoch(self, name: str) -> datetime:
        """A time in milliseconds since 1970; raises Refused."""
        number = self.integer(name)
        if not 0 <= number < 10**13:
            raise Refused(f"{name} {number} is not a time in milliseconds")
        return _within_reason(name, datetime.fromtimestamp(number / 1000, UTC))


@dataclass(frozen=True)
class Refusal:
    """Where a row stood that was not kept, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """As compilers say it."""
        return f"{self.file}:{self.line}: {self.reason}"


def find_file(folder: Path, name: str) -> Path | None:
    """A file of the folder by its name, plain or gzipped, in any case."""
    wanted = (name.casefold(), f"{name}.gz".casefold())
    found = [path for path in folder.iterdir() if path.name.casefold() in wanted]
    return min(found, key=lambda path: len(path.name), default=None)


def need_files(folder: Path, names: Sequence[str], what: str) -> dict[str, Path]:
    """These files of the folder; raises click.ClickException for what is not there."""
    found = {name: find_file(folder, name) for name in names}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise click.ClickException(
            f"{folder} is not {what}: there is no {' and no '.join(missing)} in it, nor a .gz of it"
        )
    return {name: path for name, path in found.items() if path is not None}


def read_dump(path: Path, refused: list[Refusal]) -> Iterator[Row]:
    """The rows of a dump that has one `<row …/>` a line, as Stack Exchange writes them.

    Each line is parsed by itself: one that is broken costs nothing but itself, and no document
    type, hence no entity, is ever defined.
    """
    with _opened(path) as file:
        for line, raw in _lines(file, path.name, refused):
            text = raw.strip().removeprefix(b"\xef\xbb\xbf")
            if not _ROW.match(text):
                if _ROW.search(text):
                    refused.append(Refusal(path.name, line, "a row needs a line of its own"))
                elif text and not _is_frame(text):
                    refused.append(Refusal(path.name, line, "this is not a row"))
                continue
            try:
                element = ElementTree.fromstring(text)  # noqa: S314 (one tag, no document type)
            except (ElementTree.ParseError, ValueError) as error:
                refused.append(Refusal(path.name, line, f"this is not XML: {error}"))
                continue
            yield Row(path.name, line, dict(element.attrib))


Titles = Mapping[str, Sequence[str]]  # each column that is read, and what else it may be called


def read_table(path: Path, columns: Titles, refused: list[Refusal]) -> Iterator[Row]:
    """The rows of a CSV file with a header; raises click.ClickException without these columns."""
    with _opened(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
        reader = csv.reader(text)
        try:
            header = _header(path.name, next(reader, []), columns)
            while (cells := _next_cells(reader, path.name, refused)) is not None:
                if any("\0" in cell for cell in cells):
                    refused.append(Refusal(path.name, reader.line_num, "it holds a NUL"))
                elif len(cells) == len(header):
                    values = dict(zip(header, cells, strict=True))
                    yield Row(path.name, reader.line_num, values)
                elif cells:
                    reason = f"{len(cells)} cells instead of {len(header)}"
                    refused.append(Refusal(path.name, reader.line_num, reason))
        except (OSError, EOFError, zlib.error) as error:
            raise click.ClickException(f"{path.name} cannot be read: {error}") from error


def _header(file: str, titles: list[str], columns: Titles) -> list[str]:
    """The titles as we call them; raises click.ClickException for a column that is not there."""
    places = {title.strip().casefold(): place for place, title in enumerate(titles)}
    header, missing = list(titles), []
    for name, others in columns.items():
        found = next((one for one in (name, *others) if one.casefold() in places), None)
        if found is None:
            missing.append(" or ".join((name, *others)))
        else:
            header[places[found.casefold()]] = name
    if missing:
        raise click.ClickException(f"{file} has no column {', '.join(missing)}")
    return header


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as unpacked:
                yield unpacked  # type: ignore[misc]
        else:
            with path.open("rb") as plain:
                yield plain
    except OSError as error:
        raise click.ClickException(f"{path.name} cannot be read: {error}") from error


def _lines(file: IO[bytes], name: str, refused: list[Refusal]) -> Iterator[tuple[int, bytes]]:
    """Lines by number; what is too long for a row is passed over without being held."""
    number = 0
    try:
        while raw := file.readline(MAX_LINE_LENGTH):
            number += 1
            if len(raw) < MAX_LINE_LENGTH or raw.endswith(b"\n"):
                yield number, raw
                continue
            refused.append(Refusal(name, number, f"longer than {MAX_LINE_LENGTH} bytes"))
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(MAX_LINE_LENGTH)
    except (OSError, EOFError, zlib.error) as error:
        raise click.ClickException(f"{name}, line {number}: cannot be read: {error}") from error


def _next_cells(reader: Iterator[list[str]], name: str, refused: list[Refusal]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        refused.append(Refusal(name, getattr(reader, "line_num", 0), str(error)))
        return []


def _is_frame(text: bytes) -> bool:
    """The first and the last lines of a dump: declarations, and the list's own tags."""
    name = text.strip(b"</>").split(b" ")[0]
    is_declared = text.startswith(b"<?xml") or text[:9].upper() == b"<!DOCTYPE"
    return is_declared or (text.startswith(b"<") and name.isalpha())


def _within_reason(name: str, moment: datetime) -> datetime:
    if not OLDEST <= moment < NEWEST:
        raise Refused(f"{name} {moment.isoformat()} is out of all reason")
    return moment
