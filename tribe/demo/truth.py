"""What is planted in the demo tribe, as data: the simulation reads it, and tests look for it."""

from dataclasses import dataclass
from datetime import timedelta

LIFE = timedelta(days=548)  # eighteen months, ending when the demo is built


@dataclass(frozen=True)
class Circle:
    """Members who meet one another more than the rest; stored nowhere, only lived."""

    key: str  # also the category in which they talk, and the file of their words
    members: int
    french: float  # share of those who write French
    zones: tuple[str, ...]  # where they live


@dataclass(frozen=True)
class Bridge:
    """One person at home in two circles, and the only one between those two."""

    name: str
    home: str
    abroad: str


CIRCLES = (
    Circle("levain", 72, 0.55, ("Europe/Paris", "Europe/Brussels", "Europe/London")),
    Circle("brique", 64, 0.35, ("Europe/London", "Europe/Berlin", "Europe/Copenhagen")),
    Circle("grain", 56, 0.5, ("Europe/Paris", "Europe/Rome", "Europe/Warsaw", "Europe/Zurich")),
    Circle("village", 62, 0.8, ("Europe/Paris", "Europe/Zurich", "Europe/Brussels")),
    Circle("route", 46, 0.3, ("Europe/London", "Europe/Dublin", "Europe/Lisbon")),
)
BRIDGES = (Bridge("Maëlle", "levain", "grain"), Bridge("Tomas", "brique", "village"))
BRIDGED = frozenset(frozenset((bridge.home, bridge.abroad)) for bridge in BRIDGES)

MEMBERS = sum(circle.members for circle in CIRCLES)
REFUSED = 24  # members who did not agree to be measured: eight in a hundred
WITHDREW = 2  # members who agreed, and took it back later

WEEKLY_DAYS = 7
FORTNIGHTLY_DAYS = 14
YEARLY_DAYS = 364
YEARLY_TIMES = 2
KEEPERLESS = "keeperless"  # the rite, by its key in rites.toml, that nobody keeps any more

UNANSWERED = 7  # newcomers' first posts of the last weeks that nobody has answered
MEDIAN_WAIT = timedelta(hours=5)  # of the first posts that were answered

COUNCIL = 7
BROKEN = "repair"  # the promise, by its key in place.toml, that is overdue without a word
BRAND_SHARE = 0.02  # of the replies in ordinary topics come from the brand's accounts
STRAY = 0.004  # of the replies come from a circle where their writer is not at home
