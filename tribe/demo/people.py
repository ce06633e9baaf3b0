"""Who lives in the demo tribe: names, circles, languages, when they came and how much they do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tribe.access import Role
from tribe.demo import truth
from tribe.demo.grammar import Speech, read_words
from tribe.demo.truth import Circle
from tribe.members.models import TraitKind

FOUNDING = 45  # members who came in the first weeks, so that there is somebody to talk to
FOUNDERS_DAYS = 20
KNOWN = 3.0  # how much the sign-ins do, where the median is 1
MORE_NAMES = 25  # of those who found their first name taken, in each language
QUIET = 0.17  # share of members who only read and come to gatherings
SETTLED = timedelta(days=6)  # a first post younger than this might still await its planned answer


@dataclass(frozen=True)
class Sign:
    """One of the sign-ins that are printed; they are members like the others."""

    name: str
    role: Role
    circle: str
    language: str


SIGN_INS = (
    Sign("ada", Role.ADMIN, "village", "en"),
    Sign("ben", Role.MODERATOR, "brique", "en"),
    Sign("ines", Role.ANALYST, "grain", "fr"),
    Sign("cleo", Role.MEMBER, "levain", "fr"),
)


@dataclass(eq=False)
class Person:
    """A member as the simulation knows them."""

    name: str
    language: str
    town: str
    zone: str
    joined_at: datetime
    circle: str | None  # None for the brand's accounts
    abroad: str | None = None  # the second circle of a bridge
    activity: float = 1.0
    speaks_at: datetime | None = None  # their first post; None for those who never write
    agrees: bool = True
    withdraws_at: datetime | None = None
    role: Role = Role.MEMBER
    is_brand: bool = False
    is_unanswered: bool = False
    bio: str = ""
    traits: dict[TraitKind, list[str]] = field(default_factory=dict)

    def speaks_by(self, at: datetime) -> bool:
        """Whether they have posted before a moment."""
        return self.speaks_at is not None and self.speaks_at < at

    def is_at_home_in(self, circle: str) -> bool:
        """Whether they belong to a circle, or bridge to it."""
        return circle in (self.circle, self.abroad)


def make_people(seed: int, until: datetime) -> list[Person]:
    """Everybody, the brand's accounts last; the same for the same seed and moment."""
    rng = Random(f"{seed}:people")
    names = _names(rng)
    towns = read_words("place")["towns"]
    people = [_person(rng, circle, until, names, towns) for circle in _seats(rng)]
    _cast(people)
    _arrive(rng, people, until)
    _consent(rng, people, until)
    _describe(rng, people)
    return people + _brand(until)


def _seats(rng: Random) -> list[Circle]:
    """A circle for each member in the order of their coming; every circle has as many founders."""
    founders = list(truth.CIRCLES) * (FOUNDING // len(truth.CIRCLES))
    others = [
        circle for circle in truth.CIRCLES for _ in range(circle.members - founders.count(circle))
    ]
    rng.shuffle(founders)
    rng.shuffle(others)
    return founders + others


def _names(rng: Random) -> dict[str, Iterator[str]]:
    words = read_words("names")
    taken = {bridge.name for bridge in truth.BRIDGES}
    nicks = rng.sample(words["nick"], len(words["nick"]))
    middle = len(nicks) // 2
    more = [f"{name}-{end}" for name in words["fr"] for end in words["ends"]]
    spare = rng.sample(more, len(more))
    made = {}
    for language, share in (("fr", nicks[:middle]), ("en", nicks[middle:])):
        own = [name for name in [*words[language], *share] if name not in taken]
        own += [spare.pop() for _ in range(MORE_NAMES)]
        made[language] = iter(rng.sample(own, len(own)))
    return made


def _person(
    rng: Random,
    circle: Circle,
    until: datetime,
    names: dict[str, Iterator[str]],
    towns: dict[str, list[str]],
) -> Person:
    language = "fr" if rng.random() < circle.french else "en"
    zone = rng.choice(circle.zones)
    return Person(
        name=next(names[language]),
        language=language,
        town=rng.choice(towns[zone]),
        zone=zone,
        joined_at=until,  # until everybody is known; they arrive in order
        circle=circle.key,
        activity=rng.lognormvariate(0.0, 1.0),
    )


def _cast(people: list[Person]) -> None:
    """Give the sign-ins and the bridges their places, among the busiest of their circles."""
    for sign in reversed(SIGN_INS):
        person = next(p for p in people if p.circle == sign.circle)
        people.remove(person)
        people.insert(0, person)
        person.name, person.role, person.language = sign.name, sign.role, sign.language
        person.activity = KNOWN
    known = {sign.name for sign in SIGN_INS}
    for bridge in truth.BRIDGES:
        person = next(p for p in people if p.circle == bridge.home and p.name not in known)
        person.name, person.abroad, person.activity = bridge.name, bridge.abroad, 5.0
        person.language = "fr" if bridge.name == "Maëlle" else "en"
        people.remove(person)
        people.insert(len(SIGN_INS), person)


def _arrive(rng: Random, people: list[Person], until: datetime) -> None:
    """Some found the tribe, the others come one by one; the last few are not answered yet."""
    start = until - truth.LIFE
    newest = people[-truth.UNANSWERED :]
    for place, person in enumerate(people):
        first_wait = timedelta(days=min(rng.lognormvariate(0.2, 1.0), 25.0))
        if person in newest:
            person.speaks_at = until - timedelta(days=rng.uniform(2.5, 19.0))
            person.joined_at = person.speaks_at - timedelta(hours=rng.uniform(1, 30))
            person.is_unanswered = True
            continue
        if place < FOUNDING:
            person.joined_at = start + timedelta(days=FOUNDERS_DAYS * place / FOUNDING)
            first_wait /= 4
        else:
            share = (place - FOUNDING) / (len(people) - FOUNDING - len(newest))
            days = FOUNDERS_DAYS + share * (truth.LIFE.days - FOUNDERS_DAYS - 3)
            person.joined_at = start + timedelta(days=days, hours=rng.uniform(6, 21))
        first = person.joined_at + first_wait
        is_quiet = place >= FOUNDING and rng.random() < QUIET
        if not is_quiet and first < until - SETTLED:
            person.speaks_at = first


def _consent(rng: Random, people: list[Person], until: datetime) -> None:
    known = {sign.name for sign in SIGN_INS} | {bridge.name for bridge in truth.BRIDGES}
    free = [p for p in people if p.name not in known and not p.is_unanswered]
    chosen = rng.sample(free, truth.REFUSED)
    for person in chosen:
        person.agrees = False
    regulars = [p for p in free if p.agrees and p.speaks_by(until - truth.LIFE / 2)]
    for person in rng.sample(regulars, truth.WITHDREW):
        person.withdraws_at = until - timedelta(days=rng.uniform(10, 60))


def _describe(rng: Random, people: list[Person]) -> None:
    speech, names = Speech(rng), read_words("names")
    for person in people:
        words = names["traits"][person.language]
        interests = names["interests"][person.circle][person.language]
        if rng.random() < 0.72 or person.activity >= KNOWN:
            phrase = speech.draw(read_words("common")[person.language]["bio"])
            slots = {"town": [person.town], "interest": interests}
            person.bio = speech.say(phrase, slots, person.language)
        for kind, of, most in (
            (TraitKind.VALUE, "values", 3),
            (TraitKind.SIGN, "signs", 2),
            (TraitKind.SKILL, "skills", 3),
        ):
            person.traits[kind] = rng.sample(words[of], rng.randint(0, most))


def _brand(until: datetime) -> list[Person]:
    joined = until - truth.LIFE
    return [
        Person(
            name=account["name"],
            language=account["locale"],
            town="Die",
            zone="Europe/Paris",
            joined_at=joined,
            circle=None,
            speaks_at=joined,
            is_brand=True,
            bio=account["bio"],
        )
        for account in read_words("place")["brand"]
    ]
