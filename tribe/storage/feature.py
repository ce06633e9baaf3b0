"""Storage: its own pruning, and what it says when it is away."""

from datetime import time

from tribe.feature import Feature
from tribe.jobs import Daily, JobKind, Lane, Recurring
from tribe.storage import refusals, services

FEATURE = Feature(
    "storage",
    refusals=refusals.REFUSALS,
    jobs=[
        JobKind("storage.prune", services.prune, Lane.SLOW),
        JobKind(services.TAKE_UNUSED, services.take_named, Lane.SLOW),
        JobKind("storage.sweep", services.sweep, Lane.SLOW),
    ],
    schedule=[Recurring("storage.prune", Daily(time(3, 50)))],
)
