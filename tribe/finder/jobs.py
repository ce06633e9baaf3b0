"""Reading all texts anew, a batch at a time."""

from tribe.jobs import JobKind, Lane
from tribe.search.rebuilding import REBUILD, rebuild

JOBS = (JobKind(REBUILD, rebuild, Lane.SLOW),)
