"""Places in a list that is ordered by time and id, as they stand in an address."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tribe.forms import LARGEST

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_LAST = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _TICK


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row's place: its moment and its id."""

    at: datetime
    id: int

    def __str__(self) -> str:
        """How an address says it."""
        return f"{(self.at - _EPOCH) // _TICK}-{self.id}"


def read_cursor(written: str | None) -> Cursor | None:
    """What an address says; None when it says nothing that makes sense."""
    ticks, _dash, number = (written or "").partition("-")
    if not (ticks.isascii() and ticks.isdigit() and number.isascii() and number.isdigit()):
        return None
    if len(ticks) > 18 or len(number) > 10 or int(ticks) > _LAST or int(number) > LARGEST:
        return None
    return Cursor(_EPOCH + int(ticks) * _TICK, int(number))
