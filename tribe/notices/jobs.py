"""What is done after an act: telling of it, taking back; and forgetting, each night."""

from datetime import time

from tribe.activity.notices import TAKE_BACK, TELL
from tribe.jobs import Daily, JobKind, Recurring
from tribe.notices import services

PRUNE = "notices.prune"
JOBS = (
    JobKind(TELL, services.tell),
    JobKind(TAKE_BACK, services.take_back),
    JobKind(PRUNE, services.prune),
)
SCHEDULE = (Recurring(PRUNE, Daily(time(4, 35))),)
