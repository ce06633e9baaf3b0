"""What is done after an act: telling of it, taking back; digests; forgetting, each night."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from tribe.activity.notices import BRING_BACK, TAKE_BACK, TELL
from tribe.jobs import Daily, Every, JobKind, Lane, Recurring
from tribe.notices import services

PRUNE, DIGESTS, REMIND = "notices.prune", "notices.digests", "notices.remind"


def write_digests(_payload: Mapping[str, Any]) -> None:
    """Write the digests whose time has come."""
    services.write_digests()


def remind(_payload: Mapping[str, Any]) -> None:
    """Remind of what comes near."""
    services.remind()


def prune(payload: Mapping[str, Any]) -> None:
    """Forget what was told and reminded of long ago, and browsers that take no notices any more."""
    services.prune(payload)
    services.forget()
    services.prune_devices()


JOBS = (
    JobKind(TELL, services.tell),
    JobKind(TAKE_BACK, services.take_back),
    JobKind(BRING_BACK, services.bring_back),
    JobKind(PRUNE, prune),
    JobKind(services.PUSH, services.push, Lane.PUSH),
    JobKind(DIGESTS, write_digests, Lane.SLOW),
    JobKind(REMIND, remind),
)
SCHEDULE = (
    Recurring(PRUNE, Daily(time(4, 35))),
    Recurring(DIGESTS, Every(timedelta(minutes=15))),  # the clocks of some zones differ by that
    Recurring(REMIND, Every(timedelta(minutes=5))),
)
