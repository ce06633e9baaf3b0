"""What the queue itself declares: its own pruning."""

from datetime import time

from tribe.jobs import services
from tribe.jobs.kinds import JobKind
from tribe.jobs.schedule import Daily, Recurring

JOBS = (JobKind("jobs.prune", services.prune),)
SCHEDULE = (Recurring("jobs.prune", Daily(time(3, 40))),)
