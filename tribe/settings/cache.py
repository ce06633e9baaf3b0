"""The settings as they are now: kept by each process, and compared with the table now and then.

When a setting was changed last is the version of what a process holds. The query that finds who
is signed in brings it along, so that members see each change at their next request; for guests and
jobs it is asked at most once a second. The values are read only when the version is another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from types import MappingProxyType
from typing import Any, TypeVar

from flask import current_app, g
from sqlalchemy.exc import SQLAlchemyError

from tribe.settings.declared import Setting, declared_settings
from tribe.settings.queries import read_values, read_version

T = TypeVar("T")
EXTENSION = "tribe_settings_held"
FRESH_FOR = 1.0  # seconds that a process takes what it holds for the newest


@dataclass(frozen=True)
class Held:
    """What a process holds, and when it last heard that this is the newest, by `monotonic`."""

    version: datetime | None
    values: Mapping[str, Any]
    heard_at: float


def current() -> Mapping[str, Any]:
    """Every setting's value by its key; the last ones known when the database does not answer."""
    values: Mapping[str, Any] | None = g.get("settings")
    if values is None:
        values = g.settings = _read()
    return values


def value_of(setting: Setting[T]) -> T:
    """The value of one setting."""
    value: T = current()[setting.key]
    return value


def heed(version: datetime | None) -> None:
    """Take note of the version that another query has found."""
    g.settings = _read_at(version)


def forget() -> None:
    """Compare again, and let what this context reads stay in it: it may be rolled back."""
    g.pop("settings", None)
    g.is_changing_settings = True
    held = _held()
    if held is not None:
        current_app.extensions[EXTENSION] = replace(held, heard_at=float("-inf"))


def _held() -> Held | None:
    held: Held | None = current_app.extensions.get(EXTENSION)
    return held


def _read() -> Mapping[str, Any]:
    held = _held()
    if held is not None and monotonic() < held.heard_at + FRESH_FOR:
        return held.values
    try:
        return _read_at(read_version())
    except SQLAlchemyError:  # the page that says so must still be shown
        return held.values if held is not None else _fit({})


def _read_at(version: datetime | None) -> Mapping[str, Any]:
    held = _held()
    if held is not None and held.version == version:
        values = held.values
    else:
        values = _fit(read_values() if version else {})
    if not g.get("is_changing_settings"):
        current_app.extensions[EXTENSION] = Held(version, values, monotonic())
    return values


def _fit(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    values = {}
    for key, setting in declared_settings().items():
        value = stored.get(key, setting.default)
        values[key] = value if setting.kind.is_fit(value) else setting.default
    return MappingProxyType(values)
