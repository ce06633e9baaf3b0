"""The pages in which a place says what holds in it."""

from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.pages import activities, asked, found, labels, policy, views
from tribe.pages.audited import AUDITED
from tribe.pages.personal import PERSONAL
from tribe.pages.refusals import REFUSALS
from tribe.pages.subjects import SUBJECTS
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "pages",
    audited=AUDITED,
    listed=found.LISTED,
    mapped=found.MAPPED,
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    activities=activities.KINDS,
    subjects=SUBJECTS,
    personal=PERSONAL,
    labels=labels.FILTERS,
    slots={"accounts.join": asked.at_joining, "home.asked": asked.at_home},
    navigation=[
        NavigationItem("/pages", lambda: _("Rules and privacy"), order=30, menu=Menu.FOOT),
        NavigationItem(
            "/pages",
            lambda: _("Rules and privacy"),
            order=30,
            menu=Menu.KEEPING,
            about=lambda: _(
                "Rules, privacy notice, terms and imprint, with what each said before."
            ),
        ),
    ],
)
