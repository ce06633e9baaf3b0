"""Stepping aside: two who quarrel talk it over elsewhere, with a moderator."""

from tribe.access import may
from tribe.activity import Listener
from tribe.aside import activities, erasing, judged, labels, policy, views
from tribe.aside.audited import AUDITED
from tribe.aside.following import follow_posts
from tribe.aside.personal import PERSONAL
from tribe.aside.refusals import REFUSALS
from tribe.aside.refusing import refuse_edit, refuse_reply
from tribe.aside.subjects import SUBJECTS
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.forum.activities import (
    POST_EDITED,
    POST_REPLIED,
    POSTS_RETURNED,
    TOPIC_MERGED,
    TOPIC_SPLIT,
)
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "aside",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited=AUDITED,
    activities=activities.KINDS,
    listeners=[
        Listener(refuse_reply, (POST_REPLIED,)),
        Listener(refuse_edit, (POST_EDITED,)),
        Listener(follow_posts, (TOPIC_SPLIT, TOPIC_MERGED, POSTS_RETURNED)),
    ],
    moderation_acts=judged.ACTS,
    subjects=SUBJECTS,
    personal=PERSONAL,
    erasing=[erasing.erase],
    labels=labels.FILTERS,
    globals=labels.GLOBALS,
    slots={
        "topic.head": views.above_topic,
        "topic.reply": views.in_place_of_reply,
        "conversation.head": views.above_conversation,
    },
    navigation=[
        NavigationItem(
            "/asides",
            lambda: _("Stepping aside"),
            order=82,
            menu=Menu.MODERATING,
            is_shown=lambda reader: bool(may(reader, policy.ASK)),
        )
    ],
)
