"""Reading all texts anew, a batch at a time, and counting their words by night."""

from datetime import time

from tribe.jobs import Daily, JobKind, Lane, Recurring
from tribe.search.frequency import COUNT, count
from tribe.search.rebuilding import REBUILD, rebuild

JOBS = (JobKind(REBUILD, rebuild, Lane.SLOW), JobKind(COUNT, count, Lane.SLOW))
SCHEDULE = (Recurring(COUNT, Daily(time(3, 20))),)
