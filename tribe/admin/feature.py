"""The keeping of the place: the queue, what failed in it, and what is forgotten in time."""

from datetime import time
from typing import Any

from tribe.access import Actor, may
from tribe.activity import declared as activity
from tribe.admin import erasing, labels, policy, views
from tribe.admin.audited import AUDITED
from tribe.admin.personal import PERSONAL
from tribe.admin.refusals import REFUSALS
from tribe.base.commands import CommandAt
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.jobs import Daily, JobKind, Recurring
from tribe.jobs import declared as queue
from tribe.web import once
from tribe.web.navigation import Menu, NavigationItem


def is_keeper(reader: Actor) -> bool:
    """Whether the reader keeps the place, and is shown the way to its pages."""
    return bool(may(reader, policy.CHANGE_SETTINGS))


def prune_forms(_payload: dict[str, Any]) -> None:
    """Forget the forms that no page can send again."""
    once.prune()


FEATURE = Feature(
    "admin",
    audited=AUDITED,
    personal=PERSONAL,
    erasing=[erasing.erase],
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    commands=[
        CommandAt("jobs", "tribe.jobs.commands:jobs"),
        CommandAt("place", "tribe.admin.commands:place"),
    ],
    navigation=[
        NavigationItem(
            "/admin",
            lambda: _("Keeping the place"),
            order=95,
            menu=Menu.TENDING,
            is_shown=is_keeper,
        )
    ],
    labels=labels.FILTERS,
    globals={"options_of": labels.options_of},
    jobs=(*queue.JOBS, *activity.JOBS, JobKind("forms.prune", prune_forms)),
    schedule=(
        *queue.SCHEDULE,
        *activity.SCHEDULE,
        Recurring("forms.prune", Daily(time(3, 55))),
    ),
)
