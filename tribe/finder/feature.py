"""Finding: the page on which people search, and the commands of its index."""

from tribe.base.commands import CommandAt
from tribe.feature import Feature
from tribe.finder import jobs, views
from tribe.finder.personal import PERSONAL
from tribe.search.rebuilding import rebuild_after_restore

FEATURE = Feature(
    "finder",
    blueprint=views.blueprint,
    commands=[CommandAt("search", "tribe.finder.commands:search")],
    personal=PERSONAL,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    restored=[rebuild_after_restore],
)
