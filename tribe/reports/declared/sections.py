"""The questions of a report, in the order in which they are read: the brand first."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, eq=False)
class Section:
    """A question of the report."""

    id: str
    title: LazyString
    lead: LazyString
    has_map: bool = False  # the map of the tribe stands above its measures


FIDELITY = Section(
    "fidelity",
    _l("First, the brand"),
    _l("Read this before any measure of members. It speaks of the brand alone."),
)
TIES = Section(
    "ties", _l("Ties"), _l("Who turns to whom, how strongly, and whether it is returned.")
)
COHESION = Section(
    "cohesion",
    _l("Cohesion"),
    _l("Whether the tribe hangs together: hubs, friends of friends, a core, circles."),
    has_map=True,
)
ROLES = Section(
    "roles",
    _l("Bridges and roles"),
    _l("How many link one circle to another. Who they are, only they see."),
)
INFLUENCE = Section(
    "influence",
    _l("Being heard"),
    _l("Whom a word would reach, and whether practices pass from one to another."),
)
NEWCOMERS = Section(
    "newcomers",
    _l("Newcomers"),
    _l("How long a first word waits for an answer, and who finds a place."),
)
RITUALS = Section("rituals", _l("Rites"), _l("Whether what we do again and again keeps a rhythm."))
LINKING = Section(
    "linking",
    _l("What links"),
    _l("Whether those who meet are tied more than those who could have met."),
)
EQUALITY = Section(
    "equality",
    _l("Sharing the work"),
    _l("How evenly taking part is shared: to widen it, never to rank people."),
)
CLIMATE = Section(
    "climate",
    _l("Climate"),
    _l("How the tribe feels to those who chose to say so. No text is read for it."),
)
HEALTH = Section(
    "health", _l("Health"), _l("The same numbers week by week. There is no score of the whole.")
)

SECTIONS = (
    FIDELITY, TIES, COHESION, ROLES, INFLUENCE, NEWCOMERS, RITUALS, LINKING, EQUALITY, CLIMATE,
    HEALTH,
)  # fmt: skip
