"""What can happen in the demo tribe, as plain data; topics, posts and gatherings go by key."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tribe.demo.people import Person
from tribe.events.models import Mode, Rsvp
from tribe.forum.models import ReactionKind
from tribe.intent.models import UNSTATED, Intent
from tribe.voice.models import Outcome


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that one person does at one moment."""

    at: datetime
    by: Person


@dataclass(frozen=True, kw_only=True)
class Join(Act):
    """Come in, with a yes or a no to being measured."""


@dataclass(frozen=True, kw_only=True)
class Withdraw(Act):
    """Take back the consent to be measured."""


@dataclass(frozen=True, kw_only=True)
class Begin(Act):
    """Begin a topic; its first post has the key `post`."""

    topic: int
    post: int
    category: str
    title: str
    body: str
    intent: Intent = UNSTATED


@dataclass(frozen=True, kw_only=True)
class Say(Act):
    """Reply in a topic: to the topic, or to one post of it."""

    topic: int
    post: int
    body: str
    answers: int | None = None
    quotes: int | None = None
    quoted_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Amend(Act):
    """Add an afterthought to one's own post."""

    post: int
    more: str


@dataclass(frozen=True, kw_only=True)
class Give(Act):
    """Give a sign to a post."""

    post: int
    kind: ReactionKind


@dataclass(frozen=True, kw_only=True)
class Close(Act):
    """Close a topic."""

    topic: int


@dataclass(frozen=True, kw_only=True)
class Invite(Act):
    """Invite to a gathering."""

    event: int
    title: str
    description: str
    mode: Mode
    zone: str
    starts_at: datetime
    length: timedelta
    place: str = ""
    online_url: str = ""
    capacity: int | None = None
    welcomes_guests: bool = False
    co_hosts: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reply(Act):
    """Answer an invitation."""

    event: int
    status: Rsvp
    guests: int = 0


@dataclass(frozen=True, kw_only=True)
class CallOff(Act):
    """Cancel a gathering."""

    event: int


@dataclass(frozen=True, kw_only=True)
class Settle(Act):
    """Let the ledger know who was at a gathering that is over."""

    event: int


@dataclass(frozen=True, kw_only=True)
class Declare(Act):
    """Declare a rite and become its first keeper."""

    rite: str


@dataclass(frozen=True, kw_only=True)
class Keep(Act):
    """Become a keeper of a rite."""

    rite: str


@dataclass(frozen=True, kw_only=True)
class LayDown(Act):
    """Stop keeping a rite."""

    rite: str


@dataclass(frozen=True, kw_only=True)
class Enact(Act):
    """Mark a topic or a gathering as an enactment of a rite."""

    rite: str
    topic: int | None = None
    event: int | None = None


@dataclass(frozen=True, kw_only=True)
class Recount(Act):
    """Tell how an enactment was."""

    words: str
    topic: int | None = None
    event: int | None = None


@dataclass(frozen=True, kw_only=True)
class TakeSeat(Act):
    """Sit down at the council's table."""


@dataclass(frozen=True, kw_only=True)
class Promise(Act):
    """Promise something by a day."""

    promise: str
    title: str
    body: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Judge(Act):
    """Say what became of a promise."""

    promise: str
    outcome: Outcome
    account: str


@dataclass(frozen=True, kw_only=True)
class Arrange(Act):
    """Furnish the house: its name, rooms and charter."""
