"""How values stand in an archive, whatever database they come from and go to."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from tribe.archive.errors import ArchiveError


class Kind(StrEnum):
    """What a column holds; null may stand in each."""

    INTEGER = "integer"
    NUMBER = "number"  # a float of 64 bits; what is not finite is a text such as "NaN"
    TEXT = "text"
    BOOLEAN = "boolean"
    MOMENT = "moment"  # ISO 8601 in UTC with microseconds
    DAY = "day"  # ISO 8601
    JSON = "json"  # any value of JSON, as it is
    BYTES = "bytes"  # base64


_TYPES: tuple[tuple[type[Any], Kind], ...] = (
    (sa.JSON, Kind.JSON),
    (sa.Boolean, Kind.BOOLEAN),
    (sa.DateTime, Kind.MOMENT),
    (sa.Date, Kind.DAY),
    (sa.LargeBinary, Kind.BYTES),
    (sa.Float, Kind.NUMBER),
    (sa.Integer, Kind.INTEGER),
    (sa.String, Kind.TEXT),
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encode_plainly = json.JSONEncoder(separators=(",", ":")).encode


def kind_of(column: sa.Column[Any]) -> Kind:
    """The kind of a column; raises ArchiveError for a type that archives do not know."""
    for kind, found in _TYPES:
        if isinstance(column.type, kind):
            return found
    raise ArchiveError(f"archives do not know the type {column.type!r} of {column}")


def line_of(row: dict[str, Any]) -> bytes:
    """One row as a line; half a character, which JSON can hold and UTF-8 cannot, is escaped."""
    try:
        return _encode(row).encode() + b"\n"
    except UnicodeEncodeError:
        return _encode_plainly(row).encode() + b"\n"


def _moment(value: datetime) -> str:
    value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _number(value: float) -> float | str:
    return value if value - value == 0 else str(value)


WRITE: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: _number,
    Kind.MOMENT: _moment,
    Kind.DAY: date.isoformat,
    Kind.BYTES: lambda value: base64.b64encode(value).decode(),
}


def _read_moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


_JSON_TYPES: dict[Kind, tuple[type[Any], ...]] = {
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float, str),
    Kind.BOOLEAN: (bool,),
    Kind.JSON: (object,),
}
_READ: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: float,
    Kind.MOMENT: _read_moment,
    Kind.DAY: date.fromisoformat,
    Kind.BYTES: lambda value: base64.b64decode(value, validate=True),
}


def read_value(kind: Kind, value: Any) -> Any:
    """A value as its column takes it; raises ValueError where it is of another kind."""
    if value is None:
        return None
    is_true_or_false = isinstance(value, bool) and kind not in (Kind.BOOLEAN, Kind.JSON)
    if is_true_or_false or not isinstance(value, _JSON_TYPES.get(kind, (str,))):
        raise ValueError(f"is no {kind}")
    try:
        return _READ[kind](value) if kind in _READ else value
    except (ValueError, OverflowError) as error:
        raise ValueError(f"is no {kind}") from error
