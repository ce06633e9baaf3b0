"""How much members took part, as features count it; for what is let through, and for nothing else.

No page shows these numbers, to nobody, and nothing is ordered by them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app

EXTENSION = "tribe_taking_part"


@dataclass(frozen=True, slots=True)
class Part:
    """What one member did: days here, things read and said, members who turned to them."""

    days: int = 0
    read: int = 0
    said: int = 0  # and stands
    turned_to_by: int = 0  # different members who answered or thanked, and are no newcomers

    def __add__(self, other: "Part") -> "Part":
        """Both; days and members may be the same ones, so that the larger number counts."""
        return Part(
            max(self.days, other.days),
            self.read + other.read,
            self.said + other.said,
            max(self.turned_to_by, other.turned_to_by),
        )


Counting = Callable[[Collection[int]], Mapping[int, Part]]  # of some members, by their numbers


def init_app(app: Flask, countings: Iterable[Counting]) -> None:
    """Tell an application what its features count."""
    app.extensions[EXTENSION] = tuple(countings)


def count_parts(member_ids: Collection[int]) -> dict[int, Part]:
    """What some members did, by their numbers, in as many queries as features need for one."""
    found = dict.fromkeys(member_ids, Part())
    countings: tuple[Counting, ...] = current_app.extensions[EXTENSION]
    for counting in countings:
        for member_id, part in counting(member_ids).items():
            found[member_id] += part
    return found
