"""How much a report weighs, by whether earlier ones of its reporter proved true: pure numbers.

A report is a hint to a moderator, who reads it whatever it weighs. Weight decides one thing:
whether a thing is taken from view until somebody has looked. No number of reporters who are
new, or whose reports proved false, can do that: their weights add up to a hint and no further.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tribe.access import TrustLevel

PROVEN_AFTER = 3  # reports that proved true
PROVEN_SHARE = 2 / 3  # of those that were decided
UNPROVEN_AT_MOST = 1.0  # what all who have proved nothing weigh together
TO_HIDE = 2  # what those who are proven must weigh together, where the place says nothing else
LEAST_PROVEN = 3  # and how many of them it takes, each counted once


@dataclass(frozen=True, slots=True)
class Reporter:
    """What is known of whoever reports: their reports that were upheld and dismissed, and trust."""

    id: int | None  # None for guests, each of whom is nobody in particular
    upheld: int = 0
    dismissed: int = 0
    trust: TrustLevel = TrustLevel.NEW

    @property
    def is_proven(self) -> bool:
        """Whether their word has proved true often enough to count by itself."""
        decided = self.upheld + self.dismissed
        return (
            self.id is not None
            and self.trust is not TrustLevel.NEW
            and self.upheld >= PROVEN_AFTER
            and self.upheld >= PROVEN_SHARE * decided
        )


@dataclass(frozen=True, slots=True)
class Weight:
    """What the reports of one thing weigh together."""

    proven: float
    unproven: float
    count_proven: int

    @property
    def total(self) -> float:
        """By which a queue may be ordered: the things, and no person."""
        return self.proven + self.unproven

    def may_hide(self, at_least: float = TO_HIDE) -> bool:
        """Whether the thing may be taken from view until a moderator has looked."""
        return self.count_proven >= LEAST_PROVEN and self.proven >= at_least


def weight_of(reporter: Reporter) -> float:
    """What one report weighs, from 0 to 1: the share that proved true, with one of each before.

    So a first report weighs a half, and twenty that were dismissed leave a twentieth.
    """
    return (reporter.upheld + 1) / (reporter.upheld + reporter.dismissed + 2)


def weigh_reports(reporters: Iterable[Reporter]) -> Weight:
    """What the reports of one thing weigh; a member who reports twice counts once."""
    given = list(reporters)
    members = {one.id: one for one in given if one.id is not None}
    guests = [one for one in given if one.id is None]
    proven = [one for one in members.values() if one.is_proven]
    others = [one for one in members.values() if not one.is_proven] + guests
    return Weight(
        proven=sum(map(weight_of, proven)),
        unproven=min(UNPROVEN_AT_MOST, sum(map(weight_of, others))),
        count_proven=len(proven),
    )
