"""Who talks with whom: mostly with those of one's circle, and abroad only across a bridge."""

from bisect import bisect
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from tribe.demo import truth
from tribe.demo.people import Person

ABROAD = 0.5  # how much of themself a bridge gives to their second circle
BUSY = 2.6  # how much a stray does at home, where the median is 1
TRIES = 20
SETTLED = timedelta(days=120)
Allowed = Callable[[Person], bool]


class Company:
    """The members of each circle, to draw from by how much each does."""

    def __init__(self, people: Sequence[Person], rng: Random) -> None:
        self.rng = rng
        self.people = people
        self.brand = [person for person in people if person.is_brand]
        self.by_circle = {
            circle.key: [p for p in people if p.is_at_home_in(circle.key)]
            for circle in truth.CIRCLES
        }
        self._sums = {
            key: list(accumulate(_presence(person, key) for person in members))
            for key, members in self.by_circle.items()
        }

    def draw(self, circle: str, allowed: Allowed) -> Person | None:
        """Somebody of a circle, the busy ones more often; None when nobody is allowed."""
        members, sums = self.by_circle[circle], self._sums[circle]
        for _ in range(TRIES):
            person = members[bisect(sums, self.rng.random() * sums[-1])]
            if allowed(person):
                return person
        left = [person for person in members if allowed(person)]
        return self.rng.choice(left) if left else None

    def at_home(self, circle: str, at: datetime) -> Person | None:
        """Somebody of a circle who has spoken before."""
        return self.draw(circle, lambda p: p.speaks_by(at))

    def talker(self, circle: str, at: datetime, *others: Person) -> Person | None:
        """Somebody who has spoken before and is not one of the others; rarely, a stray.

        Strays are busy and long at home, so that a visit does not make them a bridge.
        """
        if self.rng.random() < truth.STRAY:
            long_ago = at - SETTLED

            def is_settled(person: Person) -> bool:
                return person.activity > BUSY and person.speaks_by(long_ago)

            return self.draw(
                self.any_circle(), lambda p: is_settled(p) and not p.abroad and p not in others
            )
        return self.draw(circle, lambda p: p.speaks_by(at) and p not in others)

    def any_circle(self) -> str:
        """One of the circles, all alike."""
        return self.rng.choice(truth.CIRCLES).key

    def crowd(self, circle: str, count: int, at: datetime) -> list[Person]:
        """Different members of a circle who had joined by then; fewer when they are fewer."""
        found: dict[Person, None] = {}
        for _ in range(count * 3):
            person = self.draw(circle, lambda p: p.joined_at < at and p not in found)
            if person is not None:
                found[person] = None
            if len(found) >= count:
                break
        return list(found)

    def greeter(self, circle: str, at: datetime, *others: Person) -> Person | None:
        """A member who answers a newcomer: one who is measured, so that the answer counts."""
        return self.draw(
            circle,
            lambda p: (
                p.speaks_by(at)
                and p.agrees
                and p.withdraws_at is None
                and p.circle == circle
                and p not in others
            ),
        )


def _presence(person: Person, circle: str) -> float:
    return person.activity if person.circle == circle else person.activity * ABROAD
