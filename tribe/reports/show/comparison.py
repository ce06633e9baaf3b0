"""How a measure moved since the report before, and whether chance would move it as much."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """The difference of two values of a measure; the interval is that of the difference."""

    difference: float
    interval: tuple[float, float] | None

    @property
    def is_beyond_chance(self) -> bool | None:
        """None where no interval tells."""
        if self.interval is None:
            return None
        return not self.interval[0] <= 0 <= self.interval[1]


def change(now: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> Change | None:
    """The change of one measure between two documents; None where either has no value.

    The interval is made of both intervals by recovered variances (Zou & Donner 2008), of which
    Newcombe's for two shares is a case. Periods that overlap vary together, so that it is rather
    too wide than too narrow.
    """
    if not now or not before or now.get("value") is None or before.get("value") is None:
        return None
    difference = now["value"] - before["value"]
    one, other = now.get("interval"), before.get("interval")
    if one is None or other is None or None in (*one, *other):
        return Change(difference, None)
    low = math.hypot(now["value"] - one[0], other[1] - before["value"])
    high = math.hypot(one[1] - now["value"], before["value"] - other[0])
    return Change(difference, (difference - low, difference + high))
