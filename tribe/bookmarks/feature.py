"""Bookmarks: what members put aside for themselves."""

from tribe.base.i18n import gettext as _
from tribe.bookmarks import act, activities, labels, policy, views
from tribe.bookmarks.mails import MAILS
from tribe.bookmarks.notices import GROUP, NOTICES, REMINDERS
from tribe.bookmarks.personal import PERSONAL
from tribe.bookmarks.refusals import REFUSALS
from tribe.bookmarks.subjects import SUBJECTS
from tribe.feature import Feature
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "bookmarks",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    activities=activities.KINDS,
    notices=NOTICES,
    notice_group=GROUP,
    reminders=REMINDERS,
    mails=MAILS,
    subjects=SUBJECTS,
    personal=PERSONAL,
    labels=labels.FILTERS,
    globals=labels.GLOBALS,
    slots={"thing.acts": act.act_on},
    navigation=[NavigationItem("/me/bookmarks", lambda: _("Bookmarks"), order=6, menu=Menu.OWN)],
)
