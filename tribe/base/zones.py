"""Time zones by their IANA names, and which moment a local time is."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

NOT_ZONES = frozenset({"Factory", "localtime", "posixrules"})


class NoSuchTime(ValueError):
    """The clocks of the zone jump over this local time; `nearest` is what they show instead."""

    def __init__(self, nearest: datetime) -> None:
        super().__init__(f"the clocks jump over this time, to {nearest.isoformat()}")
        self.nearest = nearest


@cache
def _by_key() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() - NOT_ZONES}


@cache
def list_zones() -> tuple[str, ...]:
    """The names worth offering: places, and UTC."""
    places = (name for name in _by_key().values() if "/" in name and not name.startswith("Etc/"))
    return ("UTC", *sorted(places))


def canonical(name: str) -> str | None:
    """The zone's own spelling of a name typed in any case, or None when there is no such zone."""
    return _by_key().get(name.strip().replace(" ", "_").casefold())


def comes_twice(local: datetime, zone: str) -> bool:
    """Whether the clocks of a zone are put back over this naive local time."""
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    offsets = first.utcoffset(), second.utcoffset()
    return offsets[0] is not None and offsets[1] is not None and offsets[0] > offsets[1]


def moment_of(local: datetime, zone: str, *, is_second: bool = False) -> datetime:
    """The moment of a naive local time, the first where it comes twice unless the second is meant.

    Raises NoSuchTime.
    """
    fold = int(is_second and comes_twice(local, zone))
    aware = local.replace(tzinfo=ZoneInfo(zone), fold=fold)
    moment = aware.astimezone(UTC)
    shown = moment.astimezone(aware.tzinfo).replace(tzinfo=None, fold=0)
    if shown != local:
        raise NoSuchTime(shown)
    return moment
