"""Gatherings: invitations, answers, seats and calendars."""

from tribe.base.i18n import gettext as _
from tribe.events import (
    activities,
    asked,
    found,
    jobs,
    judged,
    labels,
    lacking,
    live,
    policy,
    searched,
    settings,
    views,
)
from tribe.events.acquainted import were_together
from tribe.events.audited import AUDITED
from tribe.events.mails import MAILS
from tribe.events.news import NEWS
from tribe.events.notices import NOTICES, REMINDERS
from tribe.events.personal import PERSONAL
from tribe.events.refusals import REFUSALS
from tribe.events.services import erasing
from tribe.events.subjects import SUBJECTS
from tribe.events.told import GROUP
from tribe.feature import Feature
from tribe.web.navigation import NavigationItem
from tribe.web.slots import for_oneself

FEATURE = Feature(
    "events",
    audited=AUDITED,
    listed=found.LISTED,
    mapped=found.MAPPED,
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
    navigation=[NavigationItem("/events", lambda: _("Gatherings"), order=30)],
    acquaintances=[were_together],
    activities=activities.KINDS,
    listeners=searched.LISTENERS,
    news=NEWS,
    notices=NOTICES,
    reminders=REMINDERS,
    notice_group=GROUP,
    mails=MAILS,
    jobs=jobs.JOBS,
    slots={
        "leaving.lacks": lacking.without,
        "home.asked": asked.asked_at_home,
        "member.page": for_oneself(asked.asked_at_home),
    },
    watchable={"event": live.may_watch},
    labels=labels.FILTERS,
)
