"""Record batches of Apache Arrow, as Parquet files and databases give them, turned into rows."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tribe.graph.data.kinds import CODES
from tribe.graph.data.numbering import Names, Numbering, Numbers
from tribe.graph.io.batches import Batch, Refusal, UnreadableFile, refuse_twins
from tribe.graph.io.moments import DAY, EARLIEST_FINER, FINER, LATEST, is_day
from tribe.speech import Message, Said

REQUIRED = ("source", "target", "kind", "at")
OPTIONAL = ("group_size", "context", "thread")
_NO_MEMBER = Message("a member is missing")
_NO_TIME = Message("the time is missing or no time")
_TOO_LATE = Message("the time lies beyond the year 2200")
_FUTURE = Message("the time lies in the future")
_NO_SIZE = Message("the size of the group is no number")


class Rows:
    """Turns record batches into batches, one after the other, and numbers their members.

    `naive_is_utc` says what a time without a zone means: UTC, or that the whole is refused.
    """

    def __init__(self, schema: pa.Schema, refusals: list[Refusal], *, naive_is_utc: bool) -> None:
        missing = [column for column in REQUIRED if column not in schema.names]
        if missing:
            raise UnreadableFile(
                Message(
                    "The columns %(columns)s are needed; missing: %(missing)s.",
                    columns=", ".join(REQUIRED),
                    missing=", ".join(missing),
                )
            )
        refuse_twins(schema.names)
        at = schema.field("at").type
        if pa.types.is_timestamp(at) and at.tz is None and not naive_is_utc:
            raise UnreadableFile(Message("The times have no zone."))
        ends = (schema.field("source").type, schema.field("target").type)
        self.numbering: Numbering = (
            Numbers() if all(pa.types.is_integer(end) for end in ends) else Names()
        )
        self._contexts, self._threads = Names(), Names()
        self._has = {column: column in schema.names for column in OPTIONAL}
        self._refusals = refusals
        self.read = 0  # rows, good and bad
        self._naive_is_utc = naive_is_utc
        # as in a file of lines; a ledger's clock is the place's own
        self._latest = np.inf if naive_is_utc else time.time() + DAY
        self._of_days: bool | None = None

    def batch(self, records: pa.RecordBatch) -> Batch:
        """The rows that are good; the others are noted by their number."""
        kind, named = _kinds(records.column("kind"))
        at = self._moments(records.column("at"))
        size = self._sizes(records)
        bad = (
            (_missing(records.column("source")) | _missing(records.column("target")), _NO_MEMBER),
            (kind < 0, None),
            (~np.isfinite(at), _NO_TIME),
            (np.abs(at) > LATEST, _TOO_LATE),
            (at > self._latest, _FUTURE),
            (np.zeros(len(at), dtype=np.bool_) if size is None else size < 0, _NO_SIZE),
        )
        good = self._noted(bad, named)
        self.read += len(at)
        if not good.all():
            records, kind, at = records.filter(pa.array(good)), kind[good], at[good]
            size = None if size is None else size[good]
        return Batch(
            self._places(records.column("source")),
            self._places(records.column("target")),
            kind,
            at,
            size,
            self._context(records),
            self._thread(records),
        )

    def _noted(
        self, bad: tuple[tuple[NDArray[np.bool_], Said | None], ...], named: pa.Array
    ) -> NDArray[np.bool_]:
        good = np.ones(len(bad[0][0]), dtype=np.bool_)
        found: dict[int, Said] = {}
        for rows, words in bad:
            if rows.any():
                for row in np.flatnonzero(rows & good).tolist():
                    found[row] = words or _unknown_kind(named[row].as_py())
                good &= ~rows
        self._refusals.extend(
            Refusal(self.read + row + 1, words) for row, words in sorted(found.items())
        )
        return good

    def _places(self, column: pa.Array) -> NDArray[np.int32]:
        if isinstance(self.numbering, Numbers):
            return self.numbering.code(_numbers(column, np.int64))
        return _coded(self.numbering, column)

    def _context(self, records: pa.RecordBatch) -> NDArray[np.int32]:
        if not self._has["context"]:
            return np.full(len(records), -1, dtype=np.int32)
        column = pc.fill_null(pc.cast(_plain(records.column("context")), pa.string()), "")
        return _coded(self._contexts, column)

    def _thread(self, records: pa.RecordBatch) -> NDArray[np.int32] | None:
        if not self._has["thread"]:
            return None
        column = pc.cast(_plain(records.column("thread")), pa.string())
        there = ~_missing(column)
        places = np.full(len(records), -1, dtype=np.int32)
        places[there] = _coded(self._threads, column.filter(pa.array(there)))
        return places

    def _sizes(self, records: pa.RecordBatch) -> NDArray[np.int32] | None:
        if not self._has["group_size"]:
            return None
        column = records.column("group_size")
        whole = _numbers(column, np.int64) if column.null_count == 0 else None
        if whole is None:
            whole = np.where(_missing(column), -1, _numbers(pc.fill_null(column, -1), np.int64))
        return np.asarray(np.clip(whole, -1, 2**31 - 1), dtype=np.int32)

    def _moments(self, column: pa.Array) -> NDArray[np.float64]:
        """Unix seconds; nan where there is no time."""
        column = _plain(column)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = self._parsed(column)
        if pa.types.is_date(column.type):
            column = pc.cast(column, pa.timestamp("s", "UTC"))
        if pa.types.is_integer(column.type) and self._are_days(column):
            column = self._parsed(pc.cast(column, pa.string()))
        if pa.types.is_timestamp(column.type):
            parts = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
            whole = _numbers(pc.fill_null(pc.cast(column, pa.int64()), 0), np.int64)
            return np.where(_missing(column), np.nan, whole / parts)
        try:
            seconds = pc.cast(column, pa.float64())
        except pa.ArrowException:
            return np.full(len(column), np.nan)
        return _in_seconds(_numbers(seconds, np.float64))

    def _are_days(self, column: pa.Array) -> bool:
        """Whether the first number there is reads as a day, and so all do."""
        if self._of_days is None and column.null_count < len(column):
            self._of_days = is_day(str(pc.drop_null(column)[0].as_py()))
        return bool(self._of_days)

    def _parsed(self, column: pa.Array) -> pa.Array:
        zone = "UTC" if not self._naive_is_utc else None
        try:
            return pc.cast(column, pa.timestamp("us", zone))
        except pa.ArrowException:
            moments = [self._parsed_one(text, zone) for text in column.to_pylist()]
            return pa.array(moments, pa.timestamp("us", zone))

    def _parsed_one(self, text: str | None, zone: str | None) -> Any:
        try:
            if text is not None and len(text) in (len("20240115"), len("2024-01-15")):
                return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        except ValueError:
            return None
        try:
            return pc.cast(pa.scalar(text, pa.string()), pa.timestamp("us", zone)).as_py()
        except pa.ArrowException:
            return None


def _in_seconds(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Those that are too large for seconds, in the finer unit that makes them a time."""
    if not (numbers > LATEST).any():
        return numbers
    finer = [(numbers >= EARLIEST_FINER * parts) & (numbers <= LATEST * parts) for parts in FINER]
    return np.select(finer, [numbers / parts for parts in FINER], numbers)


def _kinds(column: pa.Array) -> tuple[NDArray[np.int8], pa.Array]:
    """(rows,) codes, -1 where unknown; and the column as it was."""
    if not isinstance(column, pa.DictionaryArray):
        column = pc.cast(column, pa.string()).dictionary_encode()
    known = [CODES.get(str(name), -1) for name in column.dictionary.to_pylist()]
    table = np.array([*known, -1], dtype=np.int8)
    indices = pc.fill_null(column.indices, len(known)) if column.null_count else column.indices
    return table[_numbers(indices, np.int64)], column


def _unknown_kind(sort: Any) -> Said:
    if sort is None:
        return Message("the kind is missing")
    return Message("unknown kind “%(kind)s”", kind=str(sort)[:40])


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column


def _missing(column: pa.Array) -> NDArray[np.bool_]:
    """(rows,) True where there is nothing, or an empty text."""
    if not column.null_count and pa.types.is_integer(column.type):
        return np.zeros(len(column), dtype=np.bool_)
    empty = pc.is_null(column)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        empty = pc.or_(empty, pc.equal(pc.fill_null(column, ""), ""))
    return np.asarray(empty.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _numbers(column: pa.Array, dtype: Any) -> NDArray[Any]:
    """The values of a column of numbers; nan where there is none."""
    if column.null_count:
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=dtype)
    # to_numpy would load pandas, where it is installed, for half a second
    return np.asarray(np.from_dlpack(column), dtype=dtype)


def _coded(names: Names, column: pa.Array) -> NDArray[np.int32]:
    if not isinstance(column, pa.DictionaryArray):
        column = pc.cast(column, pa.string()).dictionary_encode()
    places = names.code([str(name) for name in column.dictionary.to_pylist()])
    return places[_numbers(column.indices, np.int64)] if len(column) else places[:0]
