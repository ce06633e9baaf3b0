"""Record batches of Apache Arrow, as Parquet files and databases give them, turned into rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tribe.graph.batches import LATEST, Batch, Refusal, UnreadableFile
from tribe.graph.kinds import CODES
from tribe.graph.numbering import Names, Numbering, Numbers
from tribe.graph.words import Words

REQUIRED = ("source", "target", "kind", "at")
OPTIONAL = ("group_size", "context")
_NO_MEMBER = Words("a member is missing", "il manque un membre")
_NO_TIME = Words("the time is missing or no time", "l’heure manque ou n’en est pas une")
_TOO_LATE = Words(
    "the time lies beyond the year 2200 (seconds are expected)",
    "l’heure dépasse l’an 2200 (des secondes sont attendues)",
)
_NO_SIZE = Words("the size of the group is no number", "la taille du groupe n’est pas un nombre")


class Rows:
    """Turns record batches into batches, one after the other, and numbers their members.

    `naive_is_utc` says what a time without a zone means: UTC, or that the whole is refused.
    """

    def __init__(self, schema: pa.Schema, refusals: list[Refusal], *, naive_is_utc: bool) -> None:
        missing = [column for column in REQUIRED if column not in schema.names]
        if missing:
            raise UnreadableFile(
                Words(
                    f"The columns {', '.join(REQUIRED)} are needed; missing: {', '.join(missing)}.",
                    f"Il faut les colonnes {', '.join(REQUIRED)} ; "
                    f"il manque : {', '.join(missing)}.",
                )
            )
        at = schema.field("at").type
        if pa.types.is_timestamp(at) and at.tz is None and not naive_is_utc:
            raise UnreadableFile(
                Words("The times have no zone.", "Les heures n’ont pas de fuseau.")
            )
        ends = (schema.field("source").type, schema.field("target").type)
        self.numbering: Numbering = (
            Numbers() if all(pa.types.is_integer(end) for end in ends) else Names()
        )
        self._contexts = Names()
        self._has = {column: column in schema.names for column in OPTIONAL}
        self._refusals = refusals
        self.read = 0  # rows, good and bad
        self._naive_is_utc = naive_is_utc

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
        )

    def _noted(
        self, bad: tuple[tuple[NDArray[np.bool_], Words | None], ...], named: pa.Array
    ) -> NDArray[np.bool_]:
        good = np.ones(len(bad[0][0]), dtype=np.bool_)
        found: dict[int, Words] = {}
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
        if pa.types.is_timestamp(column.type):
            parts = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
            whole = _numbers(pc.fill_null(pc.cast(column, pa.int64()), 0), np.int64)
            return np.where(_missing(column), np.nan, whole / parts)
        try:
            seconds = pc.cast(column, pa.float64())
        except pa.ArrowException:
            return np.full(len(column), np.nan)
        return _numbers(seconds, np.float64)

    def _parsed(self, column: pa.Array) -> pa.Array:
        zone = "UTC" if not self._naive_is_utc else None
        try:
            return pc.cast(column, pa.timestamp("us", zone))
        except pa.ArrowException:
            moments = [self._parsed_one(text, zone) for text in column.to_pylist()]
            return pa.array(moments, pa.timestamp("us", zone))

    def _parsed_one(self, text: str | None, zone: str | None) -> Any:
        try:
            return pc.cast(pa.scalar(text, pa.string()), pa.timestamp("us", zone)).as_py()
        except pa.ArrowException:
            return None


def _kinds(column: pa.Array) -> tuple[NDArray[np.int8], pa.Array]:
    """(rows,) codes, -1 where unknown; and the column as it was."""
    if not isinstance(column, pa.DictionaryArray):
        column = pc.cast(column, pa.string()).dictionary_encode()
    known = [CODES.get(str(name), -1) for name in column.dictionary.to_pylist()]
    table = np.array([*known, -1], dtype=np.int8)
    indices = pc.fill_null(column.indices, len(known)) if column.null_count else column.indices
    return table[_numbers(indices, np.int64)], column


def _unknown_kind(sort: Any) -> Words:
    if sort is None:
        return Words("the kind is missing", "il manque le genre")
    return Words(f"unknown kind “{str(sort)[:40]}”", f"genre inconnu « {str(sort)[:40]} »")


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
