"""Moderation: what is reported, decided with reasons, and appealed."""

from tribe.access import may
from tribe.base.commands import CommandAt
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.moderation import (
    act,
    activities,
    council,
    erasing,
    jobs,
    judged,
    labels,
    live,
    mails,
    places,
    policy,
    settings,
    views,
)
from tribe.moderation.audited import AUDITED
from tribe.moderation.confirming import sign_for
from tribe.moderation.notices import GROUP, NOTICES
from tribe.moderation.personal import PERSONAL
from tribe.moderation.refusals import REFUSALS
from tribe.moderation.subjects import SUBJECTS
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "moderation",
    blueprint=views.blueprint,
    moderated=judged.MODERATED,
    commands=[CommandAt("member", "tribe.moderation.commands:member")],  # with those of accounts
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited=AUDITED,
    activities=activities.KINDS,
    notices=NOTICES,
    notice_group=GROUP,
    mails=mails.MAILS,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    settings=settings.SETTINGS,
    subjects=SUBJECTS,
    personal=PERSONAL,
    erasing=[erasing.erase],
    labels=labels.FILTERS,
    globals={**labels.GLOBALS, "sign_for": sign_for, "moderation_places": places.places},
    slots={
        "thing.acts": act.report_on,
        "listed.acts": act.report_on,
        "member.acts": act.report_member,
        "head.tools": live.queue_mark,
        "council.page": council.told_on_council,
    },
    watchable={
        "moderation_queue": live.may_watch_queue,
        "moderation_all": live.may_watch_all,
        "moderation_case": live.may_watch_case,
    },
    navigation=[
        NavigationItem(
            "/moderation",
            lambda: _("Cases"),
            order=3,
            menu=Menu.MODERATING,
            is_shown=lambda reader: bool(may(reader, policy.SEE_QUEUE)),
        ),
        NavigationItem(
            "/moderation/reasons",
            lambda: _("Saved reasons"),
            order=12,
            menu=Menu.KEEPING,
            is_shown=lambda reader: bool(may(reader, policy.KEEP_REASONS)),
            about=lambda: _("Reasons that moderators reuse, in both languages."),
        ),
        NavigationItem("/me/reported", lambda: _("What you reported"), order=60, menu=Menu.ACCOUNT),
        NavigationItem("/report", lambda: _("Report something"), order=25, menu=Menu.FOOT),
        NavigationItem(
            "/moderation/decisions", lambda: _("Decisions about you"), order=70, menu=Menu.ACCOUNT
        ),
        NavigationItem(
            "/moderation/appeals",
            lambda: _("Appeals"),
            order=61,
            menu=Menu.MODERATING,
            is_shown=lambda reader: may(reader, policy.SEE_APPEALS),
        ),
    ],
)
