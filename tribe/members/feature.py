"""Members: accounts, sign-in, profiles and consent."""

from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.members import (
    activities,
    agents,
    asked,
    erasing,
    jobs,
    judged,
    lacking,
    looked,
    policy,
    searched,
    settings,
    views,
)
from tribe.members.audited import AUDITED
from tribe.members.models import Member
from tribe.members.personal import PERSONAL
from tribe.members.pictured import picture_of_judged
from tribe.members.refusals import REFUSALS
from tribe.members.subjects import SUBJECTS
from tribe.web.navigation import NavigationItem

FEATURE = Feature(
    "members",
    apart=[Member.id],
    looks=[looked.PROFILE],
    audited=AUDITED,
    personal=PERSONAL,
    searchable=[searched.SEARCHABLE],
    erasing=[erasing.erase],
    settings=settings.SETTINGS,
    subjects=SUBJECTS,
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    moderated=judged.MODERATED,
    moderation_acts=judged.ACTS,
    refusals=REFUSALS,
    navigation=[
        NavigationItem("/members", lambda: _("Members"), order=50),
    ],
    activities=activities.KINDS,
    listeners=searched.LISTENERS,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    labels={"agent_words": agents.agent_words},
    slots={
        "home.asked": asked.asked_at_home,
        "judged.picture": picture_of_judged,
        "leaving.lacks": lacking.without,
    },
)
