"""What the record of activity itself declares: its own pruning."""

from datetime import time

from tribe.activity import services
from tribe.jobs import Daily, JobKind, Recurring

JOBS = (JobKind("activity.prune", services.prune),)
SCHEDULE = (Recurring("activity.prune", Daily(time(3, 50))),)
