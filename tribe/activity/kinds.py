"""Kinds of activity as features declare them."""

from dataclasses import dataclass, field
from enum import StrEnum

from tribe.speech import Said

NOBODY = "nobody"


class Audience(StrEnum):
    """Who may ever learn of an act from its row; what a subject hides stays hidden besides."""

    READERS = "readers"  # whoever may see the subject
    OWN = "own"  # the actor, and whom it concerns


@dataclass(frozen=True)
class ActivityKind:
    """One kind of act.

    `subject` is the type of the thing that it was done to. `words` are what the export of a member
    calls it; a test refuses a kind without. `facts` names what its rows keep
    besides: numbers of things and words of our own, never a member's number or words. `told` says
    for the guide who hears of it. With `watched`, the name of a watchable, the open pages of that
    thing are told once it is committed; the thing's number is the fact of that name. With `closes`
    who may watch what is asked anew: of everybody for each thing of that type, or, where it is
    `member`, of the member to whom it was done.
    """

    name: str
    subject: str
    facts: tuple[str, ...] = ()
    audience: Audience = Audience.READERS
    told: str = NOBODY
    words: Said | None = field(default=None, compare=False)
    watched: str | None = None
    closes: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where nothing says which thing is watched."""
        if self.watched is not None and self.watched not in (*self.facts, self.subject):
            raise ValueError(f"{self.name} does not say which {self.watched} is watched")
