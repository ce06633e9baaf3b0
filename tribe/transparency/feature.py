"""The public account of moderation."""

from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.transparency import audited, jobs, labels, policy, views
from tribe.transparency.personal import PERSONAL
from tribe.transparency.refusals import REFUSALS
from tribe.web.discovery import fixed
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "transparency",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited=audited.AUDITED,
    personal=PERSONAL,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    labels=labels.FILTERS,
    globals=labels.GLOBALS,
    listed=("transparency.report", "transparency.report_of_year"),
    mapped=[fixed("transparency", "/transparency")],
    navigation=[
        NavigationItem("/transparency", lambda: _("What moderation does"), order=28, menu=Menu.FOOT)
    ],
)
