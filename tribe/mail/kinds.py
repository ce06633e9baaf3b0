"""Kinds of mails as features declare them, and whom a mail is for."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from flask import Flask, current_app

from tribe.mail.letters import Letter

Facts = Mapping[str, Any]
Render = Callable[[Facts], Letter | None]
EXTENSION = "tribe_mail_kinds"


class Reader(Protocol):
    """A member, as far as mail knows them."""

    @property
    def id(self) -> int:
        """The number."""

    @property
    def name(self) -> str:
        """The name they chose."""

    @property
    def email(self) -> str | None:
        """The address, if they gave one."""

    @property
    def locale(self) -> str | None:
        """The language, if they chose one."""

    @property
    def zone(self) -> str | None:
        """The time zone, if they chose one."""


@dataclass(frozen=True)
class Recipient:
    """Whom a mail is for: an address, and what is known of who reads there."""

    address: str
    name: str = ""
    locale: str | None = None  # None is the language of the place
    zone: str | None = None  # None is the zone of the place
    member_id: int | None = None

    @classmethod
    def of(cls, member: Reader) -> "Recipient":
        """A member at their address; raises ValueError where they have none."""
        if member.email is None:
            raise ValueError("this member has no address")
        return cls(member.email, member.name, member.locale, member.zone, member.id)


@dataclass(frozen=True)
class Attachment:
    """A file as somebody gave it, by mail or in a form; nothing of it is trusted."""

    name: str
    content: bytes


@dataclass(frozen=True)
class LeftOut:
    """A file that was not taken, and the refusal that says why."""

    name: str
    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What a member wrote in answer to a mail: about which thing, in Markdown what, and files."""

    member_id: int
    thing_id: int
    text: str
    files: Sequence[Any] = ()  # as the thing has prepared them


@dataclass(frozen=True)
class Repliable:
    """A type of things that mails are about, and that are answered by answering the mail.

    `take` does what the member could do on the page of the thing, and raises what that page would
    refuse; the caller commits. `url` is where the thing is. `label` says to whoever reads the mail
    what becomes of an answer. `titles` names things by their numbers, to a member of a number and
    only those that this one may see; one query. `prepare` makes of what hung on it the files that
    `take` is given, and says which are left out; it is asked outside of any transaction, and
    without it all are.
    """

    name: str  # short, for it stands in addresses: lower-case letters
    take: Callable[[Reply], None]
    url: Callable[[int], str]
    label: Callable[[], str]
    titles: Callable[[int, Collection[int]], Mapping[int, str]]
    prepare: Callable[[Sequence[Attachment]], tuple[Sequence[Any], Sequence[LeftOut]]] | None = None


@dataclass(frozen=True)
class MailKind:
    """A kind of mail.

    `render` is asked when a mail is sent, in the recipient's language and outside of any request;
    None says that there is nothing to say any more. `label` names the kind to who keeps the place,
    and to whoever unsubscribes: "a digest". What is transactional follows from what the recipient
    did, and cannot be unsubscribed from. `reaches_paused` is for mails that ask whether an address
    works. `is_offered_to` says which members choose on their page whether they get it; nobody does
    where it says nothing. With `replies_to` a member's answer to it is taken; the number of the
    thing is the fact of that name. `waits` is how long it rests first, so that what is read on a
    page meanwhile is not mailed. With `of_brand` it is the brand that speaks: such a mail tells
    a member of an act, the fact `activity`, and is written only where the gate admits it.
    """

    name: str
    render: Render
    label: Callable[[], str]
    is_transactional: bool = False
    reaches_paused: bool = False
    is_offered_to: Callable[[Any], bool] | None = None
    replies_to: Repliable | None = None
    waits: timedelta = timedelta(0)
    of_brand: bool = False


def init_app(app: Flask, kinds: Iterable[MailKind]) -> None:
    """Tell an application its kinds of mails.

    Raises ValueError where two have one name, and where a choice is offered that would not count.
    """
    known: dict[str, MailKind] = {}
    for kind in kinds:
        if kind.name in known:
            raise ValueError(f"two kinds of mails are called {kind.name}")
        if kind.is_transactional and kind.is_offered_to is not None:
            raise ValueError(f"nobody can do without mails of kind {kind.name}")
        if kind.is_transactional and kind.of_brand:
            raise ValueError(f"the brand speaks in {kind.name}, which nobody asked for")
        known[kind.name] = kind
    app.extensions[EXTENSION] = known


def find_repliable(name: str) -> Repliable | None:
    """The type of things of that name, if mails of this application are about such."""
    known: dict[str, MailKind] = current_app.extensions[EXTENSION]
    found = (kind.replies_to for kind in known.values())
    return next((one for one in found if one is not None and one.name == name), None)


def list_offered(member: Reader) -> list[MailKind]:
    """The kinds of which a member chooses whether they come, in the order of the features."""
    known: dict[str, MailKind] = current_app.extensions[EXTENSION]
    asked = ((kind, kind.is_offered_to) for kind in known.values())
    return [kind for kind, is_offered in asked if is_offered is not None and is_offered(member)]


def find_kind(name: str) -> MailKind | None:
    """The kind of that name, if a feature of this application declares it."""
    known: dict[str, MailKind] = current_app.extensions[EXTENSION]
    return known.get(name)
