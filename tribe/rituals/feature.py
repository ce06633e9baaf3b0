"""Rites: their purpose and steps, their keepers, their enactments and the chronicle of these."""

from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.rituals import (
    activities,
    asked,
    following,
    found,
    judged,
    labels,
    lacking,
    notes,
    policy,
    searched,
    tasks,
    views,
)
from tribe.rituals.acquainted import share_a_rite
from tribe.rituals.audited import AUDITED
from tribe.rituals.mails import MAILS
from tribe.rituals.news import NEWS
from tribe.rituals.notices import NOTICES
from tribe.rituals.personal import PERSONAL
from tribe.rituals.refusals import REFUSALS
from tribe.rituals.services import erasing
from tribe.rituals.subjects import SUBJECTS
from tribe.rituals.told import GROUP
from tribe.web.navigation import NavigationItem
from tribe.web.slots import for_oneself

FEATURE = Feature(
    "rituals",
    audited=AUDITED,
    listed=found.LISTED,
    mapped=found.MAPPED,
    personal=PERSONAL,
    searchable=[searched.SEARCHABLE],
    erasing=[erasing.erase],
    subjects=SUBJECTS,
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    tasks=tasks.TASKS,
    moderated=judged.MODERATED,
    moderation_acts=judged.ACTS,
    refusals=REFUSALS,
    navigation=[NavigationItem("/rituals", lambda: _("Rites"), order=40)],
    acquaintances=[share_a_rite],
    activities=activities.KINDS,
    listeners=[*following.LISTENERS, *searched.LISTENERS],
    news=NEWS,
    notices=NOTICES,
    notice_group=GROUP,
    mails=MAILS,
    labels=labels.FILTERS,
    slots={
        "leaving.lacks": lacking.without,
        "home.asked": asked.asked_at_home,
        "member.page": for_oneself(asked.asked_at_home),
        "topic.head": notes.rite_of_topic,
        "event.head": notes.rite_of_event,
        "event.list": notes.rites_of_events,
    },
)
