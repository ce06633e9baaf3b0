"""What is done after an act: telling of it, taking back; digests; forgetting, each night."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from tribe.activity.notices import TAKE_BACK, TELL
from tribe.jobs import Daily, Every, JobKind, Lane, Recurring
from tribe.notices import services

PRUNE, DIGESTS = "notices.prune", "notices.digests"


def write_digests(_payload: Mapping[str, Any]) -> None:
    """Write the digests whose time has come."""
    services.write_digests()


JOBS = (
    JobKind(TELL, services.tell),
    JobKind(TAKE_BACK, services.take_back),
    JobKind(PRUNE, services.prune),
    JobKind(DIGESTS, write_digests, Lane.SLOW),
)
SCHEDULE = (
    Recurring(PRUNE, Daily(time(4, 35))),
    Recurring(DIGESTS, Every(timedelta(minutes=15))),  # the clocks of some zones differ by that
)
