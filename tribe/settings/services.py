"""Changing settings; whose right it is, the caller has asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tribe import audit
from tribe.audit import AuditEntry
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.settings import cache
from tribe.settings.declared import declared_settings
from tribe.settings.models import SettingRow
from tribe.settings.queries import read_version

CHANGED = "setting.changed"
_TICK = timedelta(microseconds=1)


def change(values: Mapping[str, Any], actor_id: int | None) -> list[AuditEntry]:
    """Give settings new values, each of its kind; an entry of the audit for each that differs.

    Raises NotFound for a key that nothing declares, ValueError for a value not of its kind.
    """
    take_turns("settings")
    cache.forget()
    standing = dict(cache.current())
    for key, value in values.items():
        if key not in standing:
            raise NotFound("settings.unknown", key=key)
        if not declared_settings()[key].kind.is_fit(value):
            raise ValueError(f"not a value of {key}: {value!r}")
    changed = {key: value for key, value in values.items() if value != standing[key]}
    moment = _next_version() if changed else None
    entries = [
        _store(key, value, standing[key], moment, actor_id) for key, value in changed.items()
    ]
    cache.forget()
    return entries


def undo(entry: AuditEntry, actor_id: int | None) -> None:
    """Give a setting the value that it had before a change.

    Raises NotFound for an entry of something else, RuleBroken when it was changed again since.
    """
    setting = declared_settings().get(entry.subject_id)
    if entry.kind != CHANGED or setting is None:
        raise NotFound("settings.no_change")
    take_turns("settings")
    cache.forget()
    before, after = entry.facts["before"], entry.facts["after"]
    if cache.current()[setting.key] != after or not setting.kind.is_fit(before):
        raise RuleBroken("settings.changed_since")
    change({setting.key: before}, actor_id)


def _next_version() -> datetime:
    """A moment after every change so far, whatever the clock says."""
    last = read_version()
    return now() if last is None else max(now(), last + _TICK)


def _store(
    key: str, value: Any, before: Any, moment: datetime | None, actor_id: int | None
) -> AuditEntry:
    session.merge(SettingRow(key=key, value=value, changed_at=moment))
    session.flush()
    facts = {"before": before, "after": value}
    return audit.record(CHANGED, "setting", key, actor_id=actor_id, facts=facts)
