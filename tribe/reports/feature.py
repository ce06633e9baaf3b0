"""Reports: how the network of the tribe is, and what is measured about each member."""

from tribe.access import may
from tribe.activity import Listener
from tribe.base.commands import CommandAt
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.members.activities import CONSENT_WITHDRAWN
from tribe.reports import policy, views
from tribe.reports.audited import AUDITED
from tribe.reports.figures import values
from tribe.reports.figures.kinds import kind_words
from tribe.reports.personal import PERSONAL
from tribe.reports.refusals import REFUSALS
from tribe.reports.requests import jobs, mails, places, telling
from tribe.reports.show import fidelity, labels, support
from tribe.reports.subjects import SUBJECTS
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "reports",
    activities=telling.ACTIVITIES,
    audited=AUDITED,
    personal=PERSONAL,
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    commands=[CommandAt("report", "tribe.reports.commands:report")],
    navigation=[
        NavigationItem(
            "/reports",
            lambda: _("Reports"),
            order=80,
            is_shown=lambda reader: may(reader, policy.READ),
        ),
        NavigationItem(
            "/me/measured", lambda: _("What is measured about you"), order=40, menu=Menu.ACCOUNT
        ),
    ],
    listeners=[
        Listener(lambda happened: places.forget_place(happened.member_id), (CONSENT_WITHDRAWN,))
    ],
    tasks=support.TASKS,
    jobs=jobs.JOBS,
    mails=mails.MAILS,
    notices=telling.NOTICES,
    notice_group=telling.GROUP,
    subjects=SUBJECTS,
    labels={
        "nearest_five": labels.nearest_five,
        "measured": values.shown,
        "counted": labels.counted,
        "kind_words": kind_words,
        "uncertainty_words": labels.uncertainty_words,
    },
    globals={
        "period": labels.period,
        "act_words": labels.act_words,
        "counts_sentence": labels.counts_sentence,
    },
    slots={"fidelity.page": fidelity.autonomy},
)
