"""What a feature declares about itself; the wiring walks these, and knows no feature by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import InstrumentedAttribute

from tribe.access import Permission
from tribe.access.acquaintance import Acquaintance
from tribe.activity import ActivityKind, Follower, Listener
from tribe.activity.holding import HeldKind
from tribe.activity.notices import NoticeGroup, NoticeKind
from tribe.activity.reminders import ReminderKind
from tribe.activity.taking_part import Counting
from tribe.audit.looking import LookKind
from tribe.base.commands import CommandAt
from tribe.jobs import JobKind, Recurring
from tribe.live import MayWatch, ShownAs
from tribe.mail import Gate, MailKind
from tribe.privacy import Erasing, Privacy
from tribe.search import Searchable
from tribe.settings import Setting
from tribe.web.discovery import MapSource
from tribe.web.errors import Words
from tribe.web.moderated import Moderated, ModerationAct
from tribe.web.navigation import NavigationItem
from tribe.web.news import NewsSource
from tribe.web.slots import Filler
from tribe.web.subjects import Subject
from tribe.web.tasks import TaskSource


@dataclass(frozen=True)
class Feature:
    """One part of Tribe: all that the application, its tests and its documents read of it."""

    name: str
    blueprint: Blueprint | None = None
    commands: Sequence[CommandAt] = ()
    navigation: Sequence[NavigationItem] = ()
    labels: Mapping[str, Callable[..., str]] = field(default_factory=dict)  # filters of templates
    globals: Mapping[str, Callable[..., Any]] = field(default_factory=dict)  # of its own templates
    context: Callable[[], dict[str, Any]] | None = None  # what every template is told
    permissions: Sequence[Permission] = ()
    refusals: Mapping[str, Words] = field(default_factory=dict)  # by the code that is raised
    audited: Mapping[str, Words] = field(default_factory=dict)  # words of entries, by their kind
    looks: Sequence[LookKind] = ()  # private things at which staff looks, saying why first
    activities: Sequence[ActivityKind] = ()
    listeners: Sequence[Listener] = ()
    followers: Sequence[Follower] = ()
    notices: Sequence[NoticeKind] = ()  # who is told of what
    reminders: Sequence[ReminderKind] = ()  # which notices come before a moment
    notice_group: NoticeGroup | None = None  # how these stand where members choose among them
    taking_part: Sequence[Counting] = ()  # how much members did, for their trust level
    held: Sequence[HeldKind] = ()  # texts that can wait for a moderator
    watchable: Mapping[str, MayWatch] = field(default_factory=dict)  # by type of thing
    meetings: Mapping[str, ShownAs] = field(default_factory=dict)  # where members see each other
    acquaintances: Sequence[Acquaintance] = ()  # by what members come to know each other
    jobs: Sequence[JobKind] = ()
    schedule: Sequence[Recurring] = ()
    mails: Sequence[MailKind] = ()
    mail_gate: Gate | None = None  # what it says of all mails to members; one feature's
    subjects: Sequence[Subject] = ()  # what other rows refer to by a word and a number
    moderated: Sequence[Moderated] = ()  # what a person wrote here, so that it can be judged
    moderation_acts: Sequence[ModerationAct] = ()  # what can be done about it
    tasks: Sequence[TaskSource] = ()  # what moderators can do for the tribe
    listed: Sequence[str] = ()  # endpoints of pages that search engines may list
    mapped: Sequence[MapSource] = ()  # where the map of the place finds them
    searchable: Sequence[Searchable] = ()  # texts that people find
    news: Sequence[NewsSource] = ()  # what is new to a member since they were here
    apart: Sequence[InstrumentedAttribute[int]] = ()  # whose rows, who blocked them reads none of
    personal: Sequence[Privacy] = ()  # one for each table of its own
    erasing: Sequence[Erasing] = ()  # what it does beside, when a member is erased
    settings: Sequence[Setting[Any]] = ()
    restored: Sequence[Callable[[], str | None]] = ()  # after a backup or an import came; says so
    greetings: Sequence[Callable[[str], str | None]] = ()  # `tribe serve` says, told its address
    slots: Mapping[str, Filler] = field(default_factory=dict)  # by the name of the slot
