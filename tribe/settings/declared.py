"""A setting as its feature declares it, and all settings of an application."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from flask import Flask, current_app

from tribe.settings.kinds import Kind

T = TypeVar("T")
Words = Callable[[], str]  # asked in the reader's language
EXTENSION = "tribe_settings"


@dataclass(frozen=True)
class SettingGroup:
    """Settings that stand on one page, `/admin/settings/<key>`."""

    key: str
    label: Words
    help: Words


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting of the place; `key` is how commands and templates call it.

    With `page` it is changed at that address alone, and not among others of its group.
    """

    key: str
    kind: Kind[T]
    default: T
    label: Words
    help: Words
    group: SettingGroup
    page: str = ""


def init_app(
    app: Flask, settings: Iterable[Setting[Any]], defaults: Mapping[str, Any] | None = None
) -> None:
    """Tell an application its settings; `defaults` of the environment stand before declared ones.

    Raises ValueError when two have one key, or a default is not of its kind.
    """
    declared: dict[str, Setting[Any]] = {}
    for setting in settings:
        if setting.key in declared:
            raise ValueError(f"two settings are called {setting.key}")
        default = (defaults or {}).get(setting.key, setting.default)
        if not setting.kind.is_fit(default):
            raise ValueError(f"the default of {setting.key} is not of its kind")
        declared[setting.key] = replace(setting, default=default)
    app.extensions[EXTENSION] = declared


def declared_settings() -> Mapping[str, Setting[Any]]:
    """The settings of this application by their keys."""
    settings: Mapping[str, Setting[Any]] = current_app.extensions[EXTENSION]
    return settings


def declared_groups() -> dict[SettingGroup, list[Setting[Any]]]:
    """The settings of this application by their groups, in the order of declaration."""
    groups: dict[SettingGroup, list[Setting[Any]]] = {}
    for setting in declared_settings().values():
        groups.setdefault(setting.group, []).append(setting)
    return groups
