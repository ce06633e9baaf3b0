"""The desk of moderators."""

from tribe.access import may
from tribe.base.i18n import gettext as _
from tribe.desk import jobs, policy, views
from tribe.desk.personal import PERSONAL
from tribe.desk.refusals import REFUSALS
from tribe.feature import Feature
from tribe.web.navigation import NavigationItem

FEATURE = Feature(
    "desk",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    personal=PERSONAL,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    navigation=[
        NavigationItem(
            "/support",
            lambda: _("Support"),
            order=70,
            is_shown=lambda reader: bool(may(reader, policy.READ)),
        )
    ],
)
