"""What somebody tries to say, and all that the layers know of it: facts, gathered before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tribe.access import TrustLevel
from tribe.base.db import now

Often = tuple[int, int]  # how often at most, in an hour and in a day


@dataclass(frozen=True)
class Act:
    """A way to say something, as its feature declares it.

    `counted` are the kinds of activity that are counted against `limits`, by trust. `may_wait`
    says whether its text can be held; of what cannot, that is refused.
    """

    name: str
    counted: tuple[str, ...]
    limits: Mapping[TrustLevel, Often]
    has_text: bool = True
    may_wait: bool = True


@dataclass(frozen=True)
class Signs:
    """What a form tells of how it was filled in; nothing of what came another way."""

    seconds: float | None = None  # from when the page was drawn until it was sent
    is_trapped: bool = False  # whether a field was filled in that people do not see


NONE = Signs()


@dataclass(frozen=True)
class Attempt:
    """One act with its text, and what is known of its author."""

    act: Act
    trust: TrustLevel
    title: str = ""
    body: str = ""
    links: int = 0  # to other places, beyond what stood there before
    signs: Signs = NONE
    again_at: datetime | None = None  # when it may be done again, where it was done too often
    standing: int = 0  # posts of the author that stand
    waiting: int = 0  # texts of the author that wait for a moderator
    alike: int = 0  # texts of these days that are nearly this one, of whomever
    words: Collection[str] = ()  # entries of the list of words that stand in it
    is_listed: bool = False  # whether a service that the place asks knows the author's address
    at: datetime = field(default_factory=now)

    @property
    def seconds_left(self) -> int:
        """Until it may be done again; at least one."""
        left = (self.again_at or self.at) - self.at
        return max(1, -(-left // timedelta(seconds=1)))


@dataclass(frozen=True)
class Limits:
    """What the place has set; a layer that is off is not among `on`."""

    on: Collection[str]
    seconds: int = 3
    links: int = 2
    first_posts: int = 0
    waiting: int = 2
