"""Who is told of what happens: kinds of notices, as features declare them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, literal, select

from tribe.activity import listening
from tribe.activity.kinds import ActivityKind
from tribe.activity.listening import Follower
from tribe.base.i18n import gettext, ngettext

BY_BRAND = "by_brand"  # the fact of an act that an account of the brand did, and is told of
TELL, TAKE_BACK = "notices.tell", "notices.take_back"  # the jobs that follow an act
BRING_BACK = "notices.bring_back"


class Rank(IntEnum):
    """Whoever could be told of an act in several ways is told once, by the first of these."""

    CONCERNED = 1  # asked, named, given a seat
    MENTION = 2
    REPLY = 3
    QUOTE = 4
    THANKS = 5
    WATCHING = 6
    BRAND = 7  # what the brand says to all


class OfBrand(StrEnum):
    """Whether being told of a kind counts among the messages of the brand that a member takes."""

    ALWAYS = "always"
    BY_ITS_ACCOUNTS = "by_its_accounts"  # where an account of the brand did the act
    UNLESS_OWED = "unless_owed"  # whoever did it, where `is_owed` does not say that it is
    NEVER = "never"  # its reader is owed it, whoever did it


class Channel(StrEnum):
    """By which a member is told."""

    WEB = "web"
    MAIL = "mail"
    PUSH = "push"  # to the devices that a member connected


@dataclass(frozen=True, slots=True)
class Cause:
    """An act that somebody is told of: its row, which has nobody's words."""

    activity_id: int
    kind: str
    subject_type: str
    subject_id: int
    actor_id: int | None
    member_id: int | None
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence is made of.

    `people` are those who did it, as a phrase in the reader's language, `number` is how many they
    are; `title` is that of the thing, and `facts` are those of the latest act. `note` is what the
    subject says of how it stands, and `where` of its place, if anything.
    """

    people: str
    number: int
    title: str
    facts: Mapping[str, Any]
    note: str = ""
    where: str = ""


@dataclass(frozen=True)
class Sentence:
    """A text of the catalogues with what was done: its `%(people)s` and `%(title)s`."""

    text: str

    def __call__(self, told: Told) -> str:
        """The sentence in the reader's language."""
        return gettext(self.text, people=told.people, title=told.title)


@dataclass(frozen=True)
class CountedSentence:
    """The same, where the number of those who did it decides the form."""

    one: str
    many: str

    def __call__(self, told: Told) -> str:
        """The sentence in the reader's language."""
        return ngettext(self.one, self.many, told.number, people=told.people, title=told.title)


def concerned(cause: Cause) -> Select[int] | None:
    """The member whom an act concerns, where another did it."""
    if cause.member_id is None or cause.member_id == cause.actor_id:
        return None
    return select(literal(cause.member_id))


@dataclass(frozen=True)
class Mailing:
    """How members are told by mail at once: by mails of which kind, and what writes them.

    `write` is given members who want it. Its mails carry the number of the act as the fact
    `activity`, so that one is not sent of which its recipient has read meanwhile.
    """

    kind: str
    write: Callable[[Cause, Collection[int]], None]


@dataclass(frozen=True)
class NoticeGroup:
    """How a feature's kinds stand on the page where members choose: a heading, and their words."""

    heading: Callable[[], str]
    labels: Mapping[str, Callable[[], str]]  # by the name of the kind


@dataclass(frozen=True)
class NoticeKind:
    """A way to be told of acts.

    `whom` says for the guides to whom `causes` are told. `recipients` selects the numbers of these
    members for one act, None where it tells nobody so; `seen_by` is what must be true of a member
    who may see the thing. Of acts in `at_once` the feature tells itself (`notices.tell_at_once`).
    `words` is the sentence, said when it is read. `thing` is the type of thing by which notices are
    collapsed, its number the fact of that name; without, it is what the act was done to, whose
    title and address are told, or with `is_of_thing` those of the thing. Acts in
    `undone_by` take notices of the same subject back; with `own_alone` only those of the same
    actor, with `undone_fact` those in which the fact of that name is the same, and with
    `is_rechecked` from those alone whom `recipients` would not name any more. Acts in
    `restored_by` bring back what was taken so: `standing` selects, of what either kind of act was
    done to, the numbers of subjects that stand now. `placed` is an act as it would be told now,
    where its subject may have moved to another thing meanwhile. `mail` is how
    members are told by mail at once, also who chose nothing; without, those alone who chose it, and
    the mail says what the page says. With `begins_in_digest` so it is with a mail of its own too.
    `of_brand` says what is counted against a member's budget for messages of the brand; `is_owed`
    which acts are not, as answers of its accounts to what was said to them. Without `in_digest` it
    is of no use later, and no digest says it. What `is_told_all` comes to who blocked or ignores
    whoever did it too, without their name: what concerns one's plans, and duties of moderators.
    `tells_intent` says that the thing is told of first by it, with whom it serves and what it asks.
    What `is_question` is asked by others at will: of one person few a day come at once.
    `is_offered_to` says to which members it can come at all, so that others need not choose; to all
    where nothing is said.
    """

    name: str
    rank: Rank
    whom: str
    causes: tuple[ActivityKind, ...]
    recipients: Callable[[Cause], Select[int] | None]
    words: Callable[[Told], str]
    thing: str | None = None
    is_of_thing: bool = False
    seen_by: Callable[[Cause], ColumnElement[bool]] | None = None
    at_once: tuple[ActivityKind, ...] = ()
    undone_by: tuple[ActivityKind, ...] = ()
    own_alone: bool = False
    undone_fact: str | None = None
    is_rechecked: bool = False
    restored_by: tuple[ActivityKind, ...] = ()
    standing: Callable[[Cause], Select[int]] | None = None
    placed: Callable[[Cause], Cause] | None = None
    mail: Mailing | None = None
    begins_in_digest: bool = False
    of_brand: OfBrand = OfBrand.BY_ITS_ACCOUNTS
    is_owed: Callable[[Cause], bool] | None = None
    in_digest: bool = True
    is_told_all: bool = False
    tells_intent: bool = False
    is_question: bool = False
    is_offered_to: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where nothing says which thing it is collapsed by, or what stands."""
        if self.restored_by and self.standing is None:
            raise ValueError(f"{self.name} does not say what stands again")
        for cause in (*self.causes, *self.at_once):
            if self.thing is not None and self.thing not in (*cause.facts, cause.subject):
                raise ValueError(f"{cause.name} does not say of which {self.thing} it is")

    def thing_of(self, cause: Cause) -> tuple[str, int]:
        """The type and the number of the thing that it is a notice of."""
        if self.thing is None:
            return cause.subject_type, cause.subject_id
        return self.thing, int(cause.facts.get(self.thing, cause.subject_id))

    @property
    def channels(self) -> frozenset[Channel]:
        """By which members are told who chose nothing."""
        is_mailed = self.mail is not None and not self.begins_in_digest
        return frozenset({Channel.WEB, Channel.MAIL} if is_mailed else {Channel.WEB})

    @property
    def followers(self) -> list[Follower]:
        """The jobs that its acts ask for."""
        told = [Follower(TELL, (cause,)) for cause in self.causes]
        taken = [Follower(TAKE_BACK, (undoing,)) for undoing in self.undone_by]
        return told + taken + [Follower(BRING_BACK, (act,)) for act in self.restored_by]


_kinds: dict[str, NoticeKind] = {}


def register(kinds: Iterable[NoticeKind]) -> None:
    """Make kinds of notices known to this process; the same ones again change nothing.

    Raises ValueError where two features give one name to different kinds.
    """
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"two kinds of notices are called {kind.name}")
        listening.register(followers=kind.followers)
    told_of.cache_clear()
    undone_by.cache_clear()
    restored_by.cache_clear()


EXTENSION = "tribe_notice_groups"


def init_app(app: Flask, groups: Iterable[NoticeGroup]) -> None:
    """Tell an application how its kinds stand on the page where members choose."""
    app.extensions[EXTENSION] = list(groups)


def list_groups() -> list[NoticeGroup]:
    """The kinds that members choose among, in the order of the features."""
    groups: list[NoticeGroup] = current_app.extensions[EXTENSION]
    return groups


def list_groups_for(member: Any) -> list[NoticeGroup]:
    """The same, with the kinds alone that can come to a member."""
    found = []
    for group in list_groups():
        labels = {name: one for name, one in group.labels.items() if _may_come(name, member)}
        found += [replace(group, labels=labels)] if labels else []
    return found


def _may_come(name: str, member: Any) -> bool:
    kind = find_kind(name)
    return kind is None or kind.is_offered_to is None or kind.is_offered_to(member)


def list_kinds() -> list[NoticeKind]:
    """All kinds that features of this process declare."""
    return list(_kinds.values())


def unregister(kinds: Iterable[NoticeKind]) -> None:
    """Forget kinds, as after a test of them; jobs that others ask for too are asked for still."""
    for kind in kinds:
        _kinds.pop(kind.name, None)
    told_of.cache_clear()
    undone_by.cache_clear()
    restored_by.cache_clear()


def find_kind(name: str) -> NoticeKind | None:
    """The kind of that name, if a feature of this process declares it."""
    return _kinds.get(name)


@cache
def told_of(activity: str) -> tuple[NoticeKind, ...]:
    """The kinds of notices that an act of a kind causes, the first in rank first."""
    causing = [kind for kind in _kinds.values() if activity in {one.name for one in kind.causes}]
    return tuple(sorted(causing, key=lambda kind: kind.rank))


@cache
def undone_by(activity: str) -> tuple[NoticeKind, ...]:
    """The kinds of notices that an act of a kind takes back."""
    return tuple(kind for kind in _kinds.values() if activity in {u.name for u in kind.undone_by})


@cache
def restored_by(activity: str) -> tuple[NoticeKind, ...]:
    """The kinds of notices that an act of a kind brings back."""
    return tuple(kind for kind in _kinds.values() if activity in {r.name for r in kind.restored_by})


def as_placed(cause: Cause, kinds: Iterable[NoticeKind]) -> Cause:
    """An act as some kinds would tell it now, wherever its subject stands; one query at most."""
    for placed in {kind.placed for kind in kinds}:
        cause = placed(cause) if placed is not None else cause
    return cause
