"""Dumps made for tests, and the command as an operator runs it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import quoteattr

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from tribe.base.db import Base, end_request, read_only_request, session
from tribe.importers.commands import import_

SITE = "knitting.stackexchange.com"
FRAME = ('<?xml version="1.0" encoding="utf-8"?>', "<rows>", "</rows>")


def run(app: Flask, *arguments: str | Path) -> Result:
    """The command on the test's database."""
    result = CliRunner().invoke(import_, [str(one) for one in arguments], obj=lambda: app)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def row(**values: str | int) -> str:
    """One row of a dump."""
    return "  <row " + " ".join(f"{name}={quoteattr(str(v))}" for name, v in values.items()) + " />"


def write_dump(folder: Path, **files: Iterable[str]) -> Path:
    """A dump of these rows; its notes say which site it is of."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SOURCE.txt").write_text(f"WHAT a made-up dump of {SITE}\n")
    for name, rows in files.items():
        text = "\n".join((*FRAME[:2], *rows, FRAME[2]))
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder


def user(number: int, day: int = 1) -> str:
    return row(
        Id=number, CreationDate=f"2020-01-{day:02}T08:00:00.000", DisplayName=f"user{number}"
    )


def post(number: int, kind: int, at: str, body: str, **more: str | int) -> str:
    return row(Id=number, PostTypeId=kind, CreationDate=at, Body=body, **more)


@contextmanager
def reading() -> Iterator[None]:
    """Read without waiting for whoever writes."""
    read_only_request()
    try:
        yield
    finally:
        session.remove()
        end_request()


def count_rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context(), reading():
        tables = Base.metadata.sorted_tables
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }
