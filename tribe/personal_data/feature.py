"""One's own data: what is held, an export of it, leaving and erasure."""

from tribe.activity import Listener
from tribe.base.commands import CommandAt
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.members import searched
from tribe.personal_data import activities, jobs, labels, mails, policy, services, views
from tribe.personal_data.audited import AUDITED
from tribe.personal_data.notices import GROUP, NOTICES
from tribe.personal_data.personal import PERSONAL
from tribe.personal_data.refusals import REFUSALS
from tribe.personal_data.subjects import SUBJECTS
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "personal_data",
    audited=AUDITED,
    blueprint=views.blueprint,
    commands=[CommandAt("privacy", "tribe.personal_data.commands:privacy")],
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    navigation=[
        NavigationItem("/me/data", lambda: _("Your data"), order=30, menu=Menu.ACCOUNT),
        NavigationItem(
            "/partings",
            lambda: _("Why people left"),
            order=60,
            menu=Menu.KEEPING,
            about=lambda: _("What those who left wished to be read, without their names."),
        ),
        NavigationItem(
            "/admin/claims",
            lambda: _("Requests for imported accounts"),
            order=65,
            menu=Menu.KEEPING,
            about=lambda: _("Who says that an account of an import is theirs; you decide."),
        ),
    ],
    slots={"member.page": views.claims.claim_on_page},
    activities=activities.KINDS,
    listeners=[Listener(searched.hear, (activities.LEAVING, activities.STAYED))],
    mails=mails.MAILS,
    notices=NOTICES,
    notice_group=GROUP,
    subjects=SUBJECTS,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    personal=PERSONAL,
    labels=labels.FILTERS,
    restored=[services.forget_after_restore],
)
