"""What a tribe may tell beside its interactions: facts without names that some measures need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Occasion:
    """A gathering or a topic at which members met; times in Unix seconds.

    `rite` is the place of its rite in ``Evidence.rites``; None when it enacts none.
    """

    at: float
    people: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    rite: int | None = None
    is_gathering: bool = True


@dataclass(frozen=True)
class Thread:
    """A topic or a gathering as its heading shows it."""

    at: float
    title: str
    author: str
    tags: tuple[str, ...] = ()
    is_declared: bool = False  # already belongs to a rite


@dataclass(frozen=True)
class Closeness:
    """How close a member says, by their own choice, that they feel to another: 0 to 1."""

    source: str
    target: str
    value: float


@dataclass(frozen=True)
class RoleTaken:
    """One of Cova's roles, as a member declares it of themself."""

    member: str
    role: str  # sympathiser, participant, practitioner, institution
    at: float


@dataclass(frozen=True)
class Uptake:
    """A member begins a practice, a rite or an object."""

    member: str
    item: str
    at: float


@dataclass(frozen=True)
class Coding:
    """One coder finds one of the twelve practices of value creation in an act."""

    coder: str
    act: str
    practice: str


@dataclass(frozen=True)
class HelpRequest:
    """A request for help, and whether a member who is not the brand's answered it."""

    at: float
    answered: bool


@dataclass(frozen=True)
class Proposal:
    """What members proposed to the brand; `group` is a volunteered access group.

    `author` lets a group's persons be counted; None where nobody keeps who it was.
    """

    at: float
    answered_at: float | None = None
    accepted: bool | None = None
    group: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class PromiseMade:
    """What the brand promised; kept when it says so and members confirm."""

    at: float
    due_at: float
    kept_at: float | None = None
    is_confirmed: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Gesture:
    """Something the brand gave (credit, loan, venue, fix, adopted idea) or took
    (survey, reuse of content, sales post, beta test).
    """

    at: float
    gives: bool


@dataclass(frozen=True)
class Intervention:
    """The brand steps into a rite; hosts accept or refuse."""

    at: float
    accepted: bool


@dataclass(frozen=True)
class Verdict:
    """A member's vote on whether a decision of the brand fits the charter."""

    decision: str
    member: str
    coherent: bool
    at: float = 0.0


@dataclass(frozen=True)
class Pulse:
    """How a member says that the tribe feels to them: -1 to 1, by their own choice."""

    member: str
    at: float
    value: float


@dataclass(frozen=True)
class Mood:
    """A reaction of one family (warm, amused, sad, tense …) within a thread."""

    thread: str
    author: str
    family: str
    at: float


@dataclass(frozen=True)
class SenseOfCommunity:
    """One member's answers to the eight items, 1 to 5, in the order of the scale."""

    member: str
    items: tuple[int, ...]


@dataclass(frozen=True)
class Records:
    """All of these; what a tribe does not keep stays empty, and its measures say so."""

    occasions: Sequence[Occasion] = ()
    threads: Sequence[Thread] = ()
    closeness: Sequence[Closeness] = ()
    regions: Mapping[str, str] = field(default_factory=dict)
    roles: Sequence[RoleTaken] = ()
    uptakes: Sequence[Uptake] = ()
    departures: Mapping[str, float] = field(default_factory=dict)
    codings: Sequence[Coding] = ()
    requests: Sequence[HelpRequest] = ()
    proposals: Sequence[Proposal] = ()
    promises: Sequence[PromiseMade] = ()
    gestures: Sequence[Gesture] = ()
    interventions: Sequence[Intervention] = ()
    verdicts: Sequence[Verdict] = ()
    pulses: Sequence[Pulse] = ()
    moods: Sequence[Mood] = ()
    scales: Sequence[SenseOfCommunity] = ()
