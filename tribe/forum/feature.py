"""The forum: categories, topics, posts, and what was read of them."""

from tribe.access import may
from tribe.activity import Listener
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.forum import (
    activities,
    beside,
    followed,
    found,
    jobs,
    judged,
    labels,
    live,
    looked,
    mails,
    matters,
    moderated,
    placing,
    policy,
    searched,
    settings,
    swept,
    tasks,
    views,
)
from tribe.forum.acquainted import answered_each_other
from tribe.forum.addresses import file_link, post_link, topic_entry
from tribe.forum.audited import AUDITED
from tribe.forum.held import HELD
from tribe.forum.models import Post, Topic
from tribe.forum.news import NEWS
from tribe.forum.notices import NOTICES
from tribe.forum.personal import PERSONAL
from tribe.forum.refusals import REFUSALS
from tribe.forum.services import erasing
from tribe.forum.subjects import SUBJECTS
from tribe.forum.taking_part import count_taking_part
from tribe.forum.telling import tell_added
from tribe.forum.told import GROUP
from tribe.forum.views import menus
from tribe.settings import value_of
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "forum",
    apart=[Topic.author_id, Post.author_id],
    audited=AUDITED,
    looks=[looked.POST],
    listed=found.LISTED,
    mapped=found.MAPPED,
    held=HELD,
    taking_part=[count_taking_part],
    personal=PERSONAL,
    searchable=[searched.SEARCHABLE],
    erasing=[erasing.erase],
    settings=settings.SETTINGS,
    subjects=SUBJECTS,
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    tasks=tasks.TASKS,
    moderated=matters.MODERATED,
    moderation_acts=(*judged.ACTS, *placing.ACTS, *swept.ACTS),
    refusals=REFUSALS,
    navigation=[
        NavigationItem("/topics", lambda: _("Topics"), order=20),
        NavigationItem(
            "/categories",
            lambda: _("Categories"),
            order=10,
            menu=Menu.KEEPING,
            is_shown=lambda reader: bool(may(reader, policy.ARRANGE)),
            about=lambda: _("Where topics lie, who may open them, and what each is for."),
        ),
        NavigationItem(
            "/admin/tags",
            lambda: _("Tags"),
            order=11,
            menu=Menu.KEEPING,
            is_shown=lambda reader: bool(may(reader, policy.ARRANGE_TAGS)),
            about=lambda: _("What was renamed, merged or removed of them, and the way back."),
        ),
        NavigationItem("/feed.atom", lambda: _("Feed"), order=30, menu=Menu.FOOT),
    ],
    activities=activities.KINDS,
    listeners=[*searched.LISTENERS, Listener(tell_added, (activities.POST_EDITED,)), live.LISTENER],
    news=NEWS,
    notices=NOTICES,
    notice_group=GROUP,
    mails=mails.MAILS,
    acquaintances=[answered_each_other],
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    watchable={"topic": live.may_watch, live.LISTS: live.may_watch_lists},
    meetings={"topic": live.shown_as},
    slots={
        "account.lines": followed.tags_of_account,
        "admin.account": moderated.categories_of,
        "held.files": beside.files_of_held,
        "judged.files": beside.files_of_judged,
        "judged.around": beside.around_judged,
    },
    labels=labels.FILTERS,
    globals={
        "topic_acts": menus.offered_acts,
        "file_link": file_link,
        "most_files": lambda: value_of(settings.MAX_FILES),
        "post_link": post_link,
        "topic_entry": topic_entry,
    },
)
