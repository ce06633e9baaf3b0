"""The keeping of mail: the outbox, what is forgotten in it, and who wants none."""

from tribe.access import may
from tribe.base.commands import CommandAt
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.jobs import JobKind
from tribe.mail import deciding, declared
from tribe.mail.answers import TAKE
from tribe.mail.settings import SETTINGS
from tribe.postmaster import answering, erasing, labels, mails, policy, views
from tribe.postmaster.audited import AUDITED
from tribe.postmaster.personal import PERSONAL
from tribe.postmaster.refusals import REFUSALS
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "postmaster",
    audited=AUDITED,
    blueprint=views.blueprint,
    commands=[CommandAt("mail", "tribe.postmaster.commands:mail")],
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    navigation=[
        NavigationItem(
            "/admin/mail",
            lambda: _("Outbox"),
            menu=Menu.SERVER,
            order=10,
            is_shown=lambda reader: may(reader, policy.KEEP),
            about=lambda: _("What this place mails to people, and whether it arrives."),
        )
    ],
    globals=labels.GLOBALS,
    labels=labels.FILTERS,
    jobs=(*declared.JOBS, JobKind(TAKE, answering.take)),
    schedule=declared.SCHEDULE,
    mails=(*declared.MAILS, *mails.MAILS),
    personal=PERSONAL,
    erasing=[erasing.erase],
    restored=[deciding.hold_restored],
    settings=SETTINGS,
)
