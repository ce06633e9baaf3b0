"""Reads a plain interactions file, line by line, and says which lines were refused and why."""

from __future__ import annotations

import csv
import gzip
import math
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from os import PathLike
from typing import TextIO

import numpy as np

from tribe.graph.columns import Interactions
from tribe.graph.kinds import CODES, GROUP_KINDS
from tribe.graph.words import Words

COLUMNS = ("source", "target", "kind", "at")
_LATEST = 7_258_118_400.0  # the year 2200: beyond it a number is not in seconds
_GROUP = frozenset(CODES[kind] for kind in GROUP_KINDS)
_REPLY = CODES["reply"]


@dataclass(frozen=True)
class Refusal:
    """A line that was left out, by its number in the file, and the reason."""

    line: int
    reason: Words


class UnreadableFile(ValueError):
    """The file as a whole is no interactions file; `words` says why to a person."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class _BadLine(Exception):
    def __init__(self, en: str, fr: str) -> None:
        self.words = Words(en, fr)


@dataclass
class _Columns:
    """Rows as they are read: numbers in arrays, names once each."""

    names: dict[str, int] = field(default_factory=dict)
    source: array[int] = field(default_factory=lambda: array("i"))
    target: array[int] = field(default_factory=lambda: array("i"))
    kind: array[int] = field(default_factory=lambda: array("b"))
    at: array[float] = field(default_factory=lambda: array("d"))
    together: dict[tuple[int, str, float], list[int]] = field(default_factory=dict)

    def add(self, source: str, target: str, kind: int, at: float, context: str) -> None:
        names = self.names
        if kind in _GROUP:
            self.together.setdefault((kind, context, at), []).append(len(self.at))
        self.source.append(names.setdefault(source, len(names)))
        self.target.append(names.setdefault(target, len(names)))
        self.kind.append(kind)
        self.at.append(at)

    def interactions(self) -> Interactions:
        source = np.frombuffer(self.source, dtype=np.int32) if self.source else np.empty(0, int)
        target = np.frombuffer(self.target, dtype=np.int32) if self.target else np.empty(0, int)
        size = np.zeros(len(self.at), dtype=np.int32)
        for rows in self.together.values():
            size[rows] = len(np.unique(np.concatenate([source[rows], target[rows]])))
        # sorted ids, so that the order of the lines changes nothing
        names = sorted(self.names)
        place = np.empty(len(names), dtype=np.int32)
        place[[self.names[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        return Interactions(
            tuple(names),
            np.zeros(len(names), dtype=np.bool_),
            np.full(len(names), np.nan),
            place[source].astype(np.int32),
            place[target].astype(np.int32),
            np.array(self.kind, dtype=np.int8),
            np.array(self.at, dtype=np.float64),
            size,
        )


def read_interactions(
    path: str | PathLike[str], progress: Callable[[int], None] | None = None
) -> tuple[Interactions, list[Refusal]]:
    """Read a CSV of interactions or the bare ``u v unixtime`` of SNAP, plain or gzipped.

    A CSV has the header ``source,target,kind,at`` (any order) and may have
    ``context``. Group acts that share kind, context and time are one act, and
    its persons are counted from its rows. Lines that begin with ``#`` are
    comments. A bad line is refused by its number and the rest is kept.

    Parameters
    ----------
    path : path
        Whether it is gzipped is seen from its first bytes.
    progress : callable, optional
        Called now and then with the number of lines read.

    Returns
    -------
    interactions : Interactions
    refusals : list of Refusal

    Raises
    ------
    UnreadableFile
        The header lacks a column, or the compressed data is damaged.
    OSError
        The file cannot be opened.
    """
    columns, refusals = _Columns(), list[Refusal]()
    take: Callable[[str, _Columns], None] | None = None
    with _opened(path) as lines:
        for number, line in _numbered(lines):
            if progress is not None and number % 20_000 == 0:
                progress(number)
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
                refusals.append(Refusal(number, bad.words))
    return columns.interactions(), refusals


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
    if abs(seconds) > _LATEST:
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
