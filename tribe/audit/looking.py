"""Looks of staff at what is private: whoever looks says why first, once for a thing and an hour.

The reason is an entry of the audit about the member whose it is, committed before anything is
shown; its member reads there who looked, by role, and why.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import select

from tribe.access import Actor, Role, standing_role
from tribe.audit.models import AuditEntry
from tribe.audit.services import record
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.text import is_blank

EXTENSION = "tribe_looks"
HOLDS_FOR = timedelta(hours=1)  # a reason: a matter takes less, and the next one has another


@dataclass(frozen=True)
class Private:
    """A private thing that somebody of staff may look at: whose it is, and where it is shown."""

    member_id: int
    address: str


@dataclass(frozen=True)
class LookKind:
    """A kind of private things that staff looks at; its name is that of the entries too."""

    name: str  # "forum.post.looked"
    label: Callable[[], str]  # what is looked at, in the words of a reader
    find: Callable[[Actor, int], Private | None]  # None where there is none, or it is not for them


class WhyFirst(Forbidden):
    """The reader may look at this, once they have said why."""

    def __init__(self, kind: str, number: int) -> None:
        super().__init__("audit.why_first")
        self.kind, self.number = kind, number


def init_app(app: Flask, kinds: Iterable[LookKind]) -> None:
    """Tell an application which private things staff looks at."""
    app.extensions[EXTENSION] = {kind.name: kind for kind in kinds}


def look_kinds() -> Mapping[str, LookKind]:
    """The kinds of private things, by name."""
    kinds: Mapping[str, LookKind] = current_app.extensions[EXTENSION]
    return kinds


def find_private(actor: Actor, name: str, number: int) -> Private:
    """A private thing that an actor may look at; raises NotFound."""
    kind = look_kinds().get(name)
    found = kind.find(actor, number) if kind is not None else None
    if found is None:
        raise NotFound("audit.nothing_private")
    return found


def require_look(actor: Actor, name: str, number: int) -> None:
    """Go on only where the actor said why within the hour; raises WhyFirst. One query."""
    if not has_said_why(actor, name, number):
        raise WhyFirst(name, number)


def has_said_why(actor: Actor, name: str, number: int) -> bool:
    """Whether somebody said within the hour why they look at a thing; one query."""
    own = (AuditEntry.actor_id == actor.id, AuditEntry.at > now() - HOLDS_FOR)
    said = session.scalars(select(AuditEntry.facts).where(*own, AuditEntry.kind == name))
    return any(facts.get("number") == number for facts in said)


def look(actor: Actor, name: str, number: int, why: str) -> Private:
    """Say why one looks at a private thing; raises NotFound, and RuleBroken without a reason."""
    found = find_private(actor, name, number)
    if is_blank(why):
        raise RuleBroken("audit.why_needed")
    role = standing_role(actor) or Role.MEMBER  # a moderator of a category has no role
    facts = {"number": number, "role": role.value}
    record(name, "member", found.member_id, actor_id=actor.id, facts=facts, why=why)
    return found
