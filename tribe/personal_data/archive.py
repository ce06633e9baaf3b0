"""The file that a member takes along: each table as JSON and as a page to read, and their files."""

import json
import mimetypes
from collections.abc import Iterator
from html import escape
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from flask_babel import force_locale
from sqlalchemy import Table, select

from tribe import storage
from tribe.base.db import session
from tribe.members.models import Member
from tribe.personal_data import words
from tribe.personal_data.details import is_detailed, offered_to, written
from tribe.personal_data.reading import Given, exported_tables, read_rows
from tribe.personal_data.shown import address_of, as_heading, columns_of_people, named
from tribe.privacy import Personal
from tribe.privacy.rows import owned_by
from tribe.settings import place, value_of
from tribe.storage import StoredFile

OWN_EXPORTS = "data_export"  # an export does not hold the one before it
STYLE = """body{font:17px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;
color:#2a2622;background:#faf6ef}article{border-top:1px solid #d8cfc0;padding:.8rem 0}
dt{color:#6b6256;font-size:.85em}dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}
dd dl,dd ul{margin:0}
@media (prefers-color-scheme:dark){body{color:#eee6da;background:#1d1a17}dt{color:#b0a595}}"""


def write_archive(path: Path, member_id: int, language: str | None = None) -> None:
    """Write all that is a member's own to a ZIP file, in a language or else in theirs.

    Rows and files go through it a few at a time: it holds no more of ten thousand posts than of
    five hundred.
    """
    member = session.get_one(Member, member_id)
    language = language or member.locale or value_of(place.LANGUAGE)
    told: list[tuple[str, str, int]] = []  # of each table: its name, what it is, how many rows
    with force_locale(language), ZipFile(path, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for declared, table in exported_tables():
            count = _write_json(archive, declared, table, member)
            if count:
                _write_page(archive, declared, table, member, language)
                told.append((declared.table, words.said(declared.about, language), count))
        files = [_write_file(archive, name, digest) for name, digest in _files(member)]
        _write_index(archive, member, told, files, language)


def _write_json(archive: ZipFile, declared: Personal, table: Table, member: Member) -> int:
    """The rows of one table; how many there were. A table without any has no file."""
    rows = read_rows(declared, table, member)
    first = next(rows, None)
    if first is None:
        return 0
    with _opened(archive, f"json/{declared.table}.json") as file:
        file.write("[\n" + _dumped(first))
        count = 1
        for row in rows:
            file.write(",\n" + _dumped(row))
            count += 1
        file.write("\n]\n")
    return count


def _dumped(row: Given) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)


def _write_page(
    archive: ZipFile, declared: Personal, table: Table, member: Member, language: str
) -> None:
    title = as_heading(words.said(declared.about, language))
    people = columns_of_people(table)
    with _opened(archive, f"pages/{declared.table}.html") as file:
        file.writelines(_head(title, language))
        file.write(f'<p><a href="../index.html">{escape(words.way_back(language))}</a></p>\n')
        for row in read_rows(declared, table, member):
            file.write("<article><dl>")
            file.writelines(_told(table, row, member, people, language))
            file.write("</dl></article>\n")
        file.write("</main></body></html>\n")


def _told(
    table: Table, row: Given, member: Member, people: frozenset[str], language: str
) -> Iterator[str]:
    for name, value in row.items():
        if value in (None, "", {}, []):
            continue
        if is_detailed(value):
            yield f"<dt>{escape(words.column(name, language))}</dt><dd dir=auto>"
            yield from written(value, language, offered_to(row))
            yield "</dd>"
            continue
        is_own = name in people and value == member.id
        text = words.oneself(language) if is_own else named(table, name, value, language)
        address = "" if is_own else address_of(table, row, name)
        said = f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)
        yield f"<dt>{escape(words.column(name, language))}</dt><dd dir=auto>{said}</dd>"


def _write_index(
    archive: ZipFile,
    member: Member,
    told: list[tuple[str, str, int]],
    files: list[str],
    language: str,
) -> None:
    with _opened(archive, "index.html") as file:
        title = words.export_title(member.name, value_of(place.NAME), language)
        file.writelines(_head(title, language))
        file.write(f"<p>{escape(words.export_lead(language))}</p><ul>")
        for name, about, count in told:
            link = f'<a href="pages/{name}.html">{escape(as_heading(about))}</a>'
            file.write(f'<li>{link} ({count}, <a href="json/{name}.json">JSON</a>)</li>')
        file.writelines(f'<li><a href="{name}">{name}</a></li>' for name in files)
        file.write("</ul></main></body></html>\n")


def _head(title: str, language: str) -> Iterator[str]:
    yield f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
    yield f"<h1>{escape(title)}</h1>\n"


def _files(member: Member) -> Iterator[tuple[str, str]]:
    """The member's own files: a name and the digest of each; not what is made from them."""
    for declared, table in exported_tables():
        is_theirs = owned_by(declared, member.id)
        for column in table.c if declared.table != OWN_EXPORTS else ():
            if is_theirs is None or not _leads_to_file(column):
                continue
            chosen = select(StoredFile.digest, StoredFile.media_type).where(
                StoredFile.digest.in_(select(column).where(is_theirs))
            )
            for number, (digest, media_type) in enumerate(session.execute(chosen).all(), 1):
                ending = mimetypes.guess_extension(media_type) or ".bin"
                yield f"files/{declared.table}-{number}{ending}", digest


def _leads_to_file(column: Any) -> bool:
    is_file = any(key.column.table is StoredFile.__table__ for key in column.foreign_keys)
    return is_file and not column.info.get("is_derived")


def _write_file(archive: ZipFile, name: str, digest: str) -> str:
    """A file as it is: pictures are packed already."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_STORED
    with archive.open(entry, "w", force_zip64=True) as target:
        target.writelines(storage.pieces(digest))
    return name


def _opened(archive: ZipFile, name: str) -> TextIOWrapper:
    return TextIOWrapper(archive.open(name, "w", force_zip64=True), encoding="utf-8", newline="\n")
