"""Notices: the bell, and what members were told."""

from tribe.activity import Listener
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.mail import Gate
from tribe.notices import jobs, labels, live, policy, seen, services, views, wishes
from tribe.notices.mailing import TOLD
from tribe.notices.mails import DIGEST
from tribe.notices.personal import PERSONAL
from tribe.notices.refusals import REFUSALS
from tribe.notices.settings import SETTINGS
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "notices",
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    listeners=[Listener(services.note_brand)],
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    personal=PERSONAL,
    blueprint=views.blueprint,
    labels=labels.FILTERS,
    watchable={"member": live.may_watch},
    globals=labels.GLOBALS,
    mails=[TOLD, DIGEST],
    settings=SETTINGS,
    mail_gate=Gate(wishes.rests_until, services.is_over, services.admits, services.take_up_again),
    slots={"head.tools": seen.bell},
    navigation=[NavigationItem("/notices", lambda: _("Notices"), order=5, menu=Menu.OWN)],
)
