"""Reads a plain interactions file, line by line, and says which lines were refused and why."""

from __future__ import annotations

import csv
import gzip
import math
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from os import PathLike
from typing import TextIO

import numpy as np

from tribe.graph.batches import LATEST, Batch, Refusal, Source, UnreadableFile, collected
from tribe.graph.columns import Interactions
from tribe.graph.kinds import CODES
from tribe.graph.numbering import Names, Numbering
from tribe.graph.words import Words

__all__ = ["COLUMNS", "Refusal", "UnreadableFile", "opened", "read_interactions"]

COLUMNS = ("source", "target", "kind", "at")
STRETCH = 250_000  # lines of one batch
_REPLY = CODES["reply"]
Progress = Callable[[int], None]


class _BadLine(Exception):
    def __init__(self, en: str, fr: str) -> None:
        self.words = Words(en, fr)


class _Columns:
    """Rows as they are read: numbers in arrays, names once each."""

    def __init__(self, names: Names, contexts: Names) -> None:
        self._names, self._contexts = names.places, contexts.places
        self.source, self.target, self.context = array("i"), array("i"), array("i")
        self.kind, self.at = array("b"), array("d")

    def __len__(self) -> int:
        return len(self.at)

    def add(self, source: str, target: str, kind: int, at: float, context: str) -> None:
        names, contexts = self._names, self._contexts
        self.source.append(names.setdefault(source, len(names)))
        self.target.append(names.setdefault(target, len(names)))
        self.kind.append(kind)
        self.at.append(at)
        self.context.append(contexts.setdefault(context, len(contexts)) if context else -1)

    def batch(self) -> Batch:
        return Batch(
            np.array(self.source, dtype=np.int32),
            np.array(self.target, dtype=np.int32),
            np.array(self.kind, dtype=np.int8),
            np.array(self.at, dtype=np.float64),
            None,
            np.array(self.context, dtype=np.int32),
        )


class Lines:
    """A CSV or SNAP's bare form as a source of batches; bad lines are gathered as it is read."""

    def __init__(self, path: str | PathLike[str], progress: Progress | None = None) -> None:
        self._names = Names()
        self.numbering: Numbering = self._names
        self.refusals: list[Refusal] = []
        self._path, self._progress = path, progress

    def __iter__(self) -> Iterator[Batch]:
        """The rows, a stretch at a time."""
        contexts = Names()
        columns = _Columns(self._names, contexts)
        take: Callable[[str, _Columns], None] | None = None
        with _opened(self._path) as lines:
            for number, line in _numbered(lines):
                if self._progress is not None and number % 20_000 == 0:
                    self._progress(number)
                text = line.strip()
                if not text or text[0] == "#":
                    continue
                try:
                    if not text.isascii():
                        _refuse_broken_text(text)
                    if take is None:
                        take = _csv_taker(text) if "," in text else _take_bare
                        if take is not _take_bare:
                            continue
                    take(text, columns)
                except _BadLine as bad:
                    self.refusals.append(Refusal(number, bad.words))
                if len(columns) == STRETCH:
                    yield columns.batch()
                    columns = _Columns(self._names, contexts)
        yield columns.batch()


def opened(path: str | PathLike[str], progress: Progress | None = None) -> Source:
    """A file of interactions as a source: Parquet, or lines, as its first bytes say.

    Raises
    ------
    UnreadableFile
        It is Parquet, and pyarrow is not installed or finds no interactions in it.
    OSError
        The file cannot be opened.
    """
    with open(path, "rb") as raw:
        is_parquet = raw.read(4) == b"PAR1"
    if is_parquet:
        from tribe.graph.parquet import Parquet

        return Parquet(path, progress)
    return Lines(path, progress)


def read_interactions(
    path: str | PathLike[str], progress: Progress | None = None
) -> tuple[Interactions, list[Refusal]]:
    """Read a CSV of interactions, the bare ``u v unixtime`` of SNAP, or a Parquet file.

    A CSV, plain or gzipped, has the header ``source,target,kind,at`` (any
    order) and may have ``context``; lines that begin with ``#`` are comments.
    Parquet has the same columns, and may have ``group_size``. Group acts that
    share kind, context and time are one act, and its persons are counted from
    its rows. A bad line, or row, is refused by its number and the rest is kept.

    Parameters
    ----------
    path : path
        What it is, is seen from its first bytes.
    progress : callable, optional
        Called now and then with the number of lines read.

    Returns
    -------
    interactions : Interactions
    refusals : list of Refusal

    Raises
    ------
    UnreadableFile
        A column is lacking, or the data is damaged.
    OSError
        The file cannot be opened.
    """
    source = opened(path, progress)
    return collected(source), source.refusals


@contextmanager
def _opened(path: str | PathLike[str]) -> Iterator[TextIO]:
    with open(path, "rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    if zipped:
        with gzip.open(path, "rt", encoding="utf-8-sig", errors="surrogateescape") as lines:
            yield lines  # type: ignore[misc, unused-ignore]
    else:
        with open(path, encoding="utf-8-sig", errors="surrogateescape") as lines:
            yield lines


def _numbered(lines: TextIO) -> Iterator[tuple[int, str]]:
    try:
        yield from enumerate(lines, 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(
            Words(
                "The compressed file is damaged or cut short.",
                "Le fichier compressé est abîmé ou incomplet.",
            )
        ) from error


def _refuse_broken_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _BadLine("the text is not UTF-8", "le texte n’est pas en UTF-8") from None


def _take_bare(text: str, columns: _Columns) -> None:
    parts = text.split()
    if len(parts) != 3:
        raise _BadLine(
            f"three values are expected, {len(parts)} found",
            f"trois valeurs sont attendues, {len(parts)} trouvées",
        )
    columns.add(parts[0], parts[1], _REPLY, _moment(parts[2]), "")


def _fields(text: str) -> list[str]:
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        raise _BadLine("a quotation mark is not closed", "un guillemet n’est pas fermé") from None


def _csv_taker(header: str) -> Callable[[str, _Columns], None]:
    titles = [title.strip().lower() for title in _fields(header)]
    missing = [column for column in COLUMNS if column not in titles]
    if missing:
        raise UnreadableFile(
            Words(
                f"The first line must name the columns {', '.join(COLUMNS)}; "
                f"missing: {', '.join(missing)}.",
                f"La première ligne doit nommer les colonnes {', '.join(COLUMNS)} ; "
                f"il manque : {', '.join(missing)}.",
            )
        )
    width = len(titles)
    source, target, kind, at = (titles.index(column) for column in COLUMNS)
    context = titles.index("context") if "context" in titles else None

    def take(text: str, columns: _Columns) -> None:
        values = _fields(text)
        if len(values) != width:
            raise _BadLine(
                f"{width} values are expected, {len(values)} found",
                f"{width} valeurs sont attendues, {len(values)} trouvées",
            )
        one, other, sort = values[source].strip(), values[target].strip(), values[kind].strip()
        if not one or not other:
            raise _BadLine("a member is missing", "il manque un membre")
        code = CODES.get(sort)
        if code is None:
            raise _BadLine(f"unknown kind “{sort[:40]}”", f"genre inconnu « {sort[:40]} »")
        place = "" if context is None else values[context].strip()
        columns.add(one, other, code, _moment(values[at].strip()), place)

    return take


def _moment(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = _iso(text)
    if not math.isfinite(seconds):
        raise _BadLine("the time is not a number", "l’heure n’est pas un nombre")
    if abs(seconds) > LATEST:
        raise _BadLine(
            "the time lies beyond the year 2200 (seconds are expected)",
            "l’heure dépasse l’an 2200 (des secondes sont attendues)",
        )
    return seconds


def _iso(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _BadLine(
            f"“{text[:40]}” is no time", f"« {text[:40]} » n’est pas une heure"
        ) from None
    if moment.tzinfo is None:
        raise _BadLine("the time has no zone", "l’heure n’a pas de fuseau")
    try:
        return moment.timestamp()
    except (OverflowError, ValueError):
        raise _BadLine(
            f"“{text[:40]}” is no time", f"« {text[:40]} » n’est pas une heure"
        ) from None
