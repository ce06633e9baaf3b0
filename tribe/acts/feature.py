"""Acts of the brand: announcements that say whom they serve and what they ask."""

from tribe.acts import activities, audited, judged, labels, mails, notes, policy, views
from tribe.acts.notices import NOTICES
from tribe.acts.personal import PERSONAL
from tribe.acts.refusals import REFUSALS
from tribe.acts.subjects import SUBJECTS
from tribe.acts.told import GROUP
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.web.discovery import fixed
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "acts",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited=audited.AUDITED,
    activities=activities.KINDS,
    moderated=judged.MODERATED,
    moderation_acts=judged.ACTS,
    notices=NOTICES,
    notice_group=GROUP,
    mails=mails.MAILS,
    personal=PERSONAL,
    subjects=SUBJECTS,
    labels=labels.FILTERS,
    listed=("acts.acts", "acts.act"),
    mapped=[fixed("acts", "/acts")],
    slots={"topic.head": notes.act_of_topic},
    navigation=[
        NavigationItem("/acts", lambda: _("What the brand says"), order=25, menu=Menu.FOOT)
    ],
)
