"""Reads a plain interactions file, line by line, and says which lines were refused and why."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from os import PathLike

import numpy as np

from tribe.graph.data.columns import Interactions
from tribe.graph.data.kinds import CODES
from tribe.graph.data.numbering import Names, Numbering
from tribe.graph.io.batches import (
    Batch,
    Refusal,
    Source,
    UnreadableFile,
    collected,
    refuse_twins,
)
from tribe.graph.io.moments import BadLine, Moments
from tribe.graph.io.packing import text_of
from tribe.graph.io.separated import Separated, separator_of, whole_lines
from tribe.speech import Message

__all__ = ["COLUMNS", "Refusal", "UnreadableFile", "opened", "read_interactions"]

COLUMNS = ("source", "target", "kind", "at")
STRETCH = 250_000  # lines of one batch
_REPLY = CODES["reply"]
Progress = Callable[[int], None]


class _Columns:
    """Rows as they are read: numbers in arrays, names once each."""

    def __init__(self, names: Names, contexts: Names, threads: Names) -> None:
        self._names, self._contexts = names.places, contexts.places
        self._threads = threads.places
        self.source, self.target = array("i"), array("i")
        self.context, self.thread = array("i"), array("i")
        self.kind, self.at = array("b"), array("d")

    def __len__(self) -> int:
        return len(self.at)

    def add(
        self, source: str, target: str, kind: int, at: float, context: str = "", thread: str = ""
    ) -> None:
        names, contexts, threads = self._names, self._contexts, self._threads
        self.source.append(names.setdefault(source, len(names)))
        self.target.append(names.setdefault(target, len(names)))
        self.kind.append(kind)
        self.at.append(at)
        self.context.append(contexts.setdefault(context, len(contexts)) if context else -1)
        self.thread.append(threads.setdefault(thread, len(threads)) if thread else -1)

    def batch(self) -> Batch:
        return Batch(
            np.array(self.source, dtype=np.int32),
            np.array(self.target, dtype=np.int32),
            np.array(self.kind, dtype=np.int8),
            np.array(self.at, dtype=np.float64),
            None,
            np.array(self.context, dtype=np.int32),
            np.array(self.thread, dtype=np.int32) if self._threads else None,
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
        contexts, threads = Names(), Names()
        columns = _Columns(self._names, contexts, threads)
        form: _Form | None = None
        with text_of(self._path) as text:
            lines = whole_lines(text, lambda: form.separated if form is not None else None)
            is_konect = False
            for number, line in lines:
                if self._progress is not None and number % 20_000 == 0:
                    self._progress(number)
                text_ = line.strip()
                if not text_ or text_[0] == "#":
                    continue
                if text_[0] == "%":
                    is_konect = is_konect or form is None
                    continue
                try:
                    if not text_.isascii():
                        _refuse_broken_text(text_)
                    if form is None:
                        form = _form_of(text_, is_konect=is_konect)
                        if form.has_header:
                            continue
                    form.take(text_, columns)
                except BadLine as bad:
                    self.refusals.append(Refusal(number, bad.words))
                if len(columns) == STRETCH:
                    yield columns.batch()
                    columns = _Columns(self._names, contexts, threads)
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
        from tribe.graph.io.parquet import Parquet

        return Parquet(path, progress)
    return Lines(path, progress)


def read_interactions(
    path: str | PathLike[str], progress: Progress | None = None
) -> tuple[Interactions, list[Refusal]]:
    """Read a CSV of interactions, the bare ``u v unixtime`` of SNAP, KONECT's, or a Parquet file.

    A CSV has the header ``source,target,kind,at`` (any order, separated by
    commas, semicolons, tabs, upright strokes or single spaces) and may have
    ``context`` and ``thread``, the topic in which an act was done (empty for
    none); lines that begin with ``#`` are comments. Text may be
    gzipped, or packed by bzip2, xz or (with pyarrow) Zstandard, and be UTF-8,
    UTF-16 or UTF-32. What a time may be is said by `moments.Moments`.
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
        A column is lacking or there twice, or the data is damaged.
    OSError
        The file cannot be opened.
    """
    source = opened(path, progress)
    return collected(source), source.refusals


def _refuse_broken_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadLine(Message("the text is not UTF-8")) from None


class _Form:
    """How the lines of one file are read."""

    has_header = False
    separated: Separated | None = None

    def __init__(self) -> None:
        self.moment = Moments().read

    def take(self, text: str, columns: _Columns) -> None:
        """Add what a line says; raises BadLine."""
        parts = text.split()
        if len(parts) != 3:
            raise BadLine(Message("three values are expected, %(found)s found", found=len(parts)))
        columns.add(parts[0], parts[1], _REPLY, self.moment(parts[2]))


class _Konect(_Form):
    """KONECT's ``u v w t`` after comments that begin with %."""

    def take(self, text: str, columns: _Columns) -> None:
        """Add one act; a weight other than 1 says something that no act does."""
        parts = text.split()
        if len(parts) != 4:
            raise BadLine(
                Message("KONECT’s u v w t is expected, %(found)s values found", found=len(parts))
            )
        if parts[2] not in ("1", "+1", "1.0"):
            raise BadLine(
                Message(
                    "the weight %(weight)s is not 1: give each act a line of its own",
                    weight=parts[2][:20],
                )
            )
        columns.add(parts[0], parts[1], _REPLY, self.moment(parts[3]))


class _Table(_Form):
    """Separated values under a header."""

    has_header = True

    def __init__(self, separated: Separated, titles: list[str]) -> None:
        super().__init__()
        self.separated, self._width = separated, len(titles)
        self._source, self._target, self._kind, self._at = map(titles.index, COLUMNS)
        self._context = titles.index("context") if "context" in titles else None
        self._thread = titles.index("thread") if "thread" in titles else None

    def take(self, text: str, columns: _Columns) -> None:
        """Add one act; raises BadLine."""
        assert self.separated is not None
        values = self.separated.fields(text)
        if len(values) != self._width:
            raise BadLine(
                Message(
                    "%(width)s values are expected, %(found)s found",
                    width=self._width,
                    found=len(values),
                )
            )
        one, other = values[self._source].strip(), values[self._target].strip()
        sort = values[self._kind].strip()
        if not one or not other:
            raise BadLine(Message("a member is missing"))
        code = CODES.get(sort)
        if code is None:
            raise BadLine(Message("unknown kind “%(kind)s”", kind=sort[:40]))
        place = "" if self._context is None else values[self._context].strip()
        thread = "" if self._thread is None else values[self._thread].strip()
        columns.add(one, other, code, self.moment(values[self._at].strip()), place, thread)


def _form_of(first: str, *, is_konect: bool) -> _Form:
    """What the first line says of the others; raises UnreadableFile."""
    separator = separator_of(first, COLUMNS)
    if separator is None:
        return _Konect() if is_konect else _Form()
    separated = Separated(separator)
    titles = [title.strip().lower() for title in separated.fields(first)]
    missing = [column for column in COLUMNS if column not in titles]
    if missing:
        raise UnreadableFile(
            Message(
                "The first line must name the columns %(columns)s; missing: %(missing)s.",
                columns=", ".join(COLUMNS),
                missing=", ".join(missing),
            )
        )
    refuse_twins(titles)
    return _Table(separated, titles)
