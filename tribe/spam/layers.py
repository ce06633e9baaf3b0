"""The layers, each a pure answer about one attempt, in the order in which they are asked.

To add one, write a function of an attempt and the limits of the place, and put it into `LAYERS`.
What it needs to know is a fact of the attempt, which `services.judging` gathers.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tribe.access import TrustLevel
from tribe.spam.attempts import Attempt, Limits

NEWCOMERS = frozenset({TrustLevel.NEW})
UNTRIED = frozenset({TrustLevel.NEW, TrustLevel.KNOWN})
EVERYBODY = frozenset(TrustLevel)


class Outcome(StrEnum):
    """What a layer does with what it finds."""

    HOLD = "hold"  # a moderator looks at it first
    REFUSE = "refuse"  # its author is told why, and has what was typed


@dataclass(frozen=True)
class Layer:
    """One question: what is done with what it finds, and whom it is asked of."""

    code: str
    outcome: Outcome
    finds: Callable[[Attempt, Limits], bool]
    asked_of: Collection[TrustLevel] = NEWCOMERS


@dataclass(frozen=True)
class Verdict:
    """What the first layer that found something says, and all that found something too."""

    layer: Layer
    codes: tuple[str, ...]


def is_too_often(attempt: Attempt, _limits: Limits) -> bool:
    """Whether the author did it as often as their trust allows, in an hour or a day."""
    return attempt.again_at is not None


def is_trapped(attempt: Attempt, _limits: Limits) -> bool:
    """Whether a field was filled in that people do not see."""
    return attempt.signs.is_trapped


def is_hasty(attempt: Attempt, limits: Limits) -> bool:
    """Whether the form came back sooner than anybody types."""
    return attempt.signs.seconds is not None and attempt.signs.seconds < limits.seconds


def is_listed(attempt: Attempt, _limits: Limits) -> bool:
    """Whether a service that the place asks knows the author's address from elsewhere."""
    return attempt.is_listed


def has_words(attempt: Attempt, _limits: Limits) -> bool:
    """Whether words stand in it that the place holds."""
    return bool(attempt.words)


def has_links(attempt: Attempt, limits: Limits) -> bool:
    """Whether a newcomer leads to more places than is usual on a first day."""
    return attempt.links > limits.links


def is_repeated(attempt: Attempt, _limits: Limits) -> bool:
    """Whether nearly the same was said these days, by whomever."""
    return attempt.alike > 0


def has_others_waiting(attempt: Attempt, limits: Limits) -> bool:
    """Whether so many texts of a newcomer wait that the next ones wait with them."""
    return attempt.waiting >= limits.waiting


def is_among_first(attempt: Attempt, limits: Limits) -> bool:
    """Whether it is among the first posts, which the place wants to see before."""
    return attempt.standing < limits.first_posts


PACE = Layer("pace", Outcome.REFUSE, is_too_often, EVERYBODY)
LAYERS: tuple[Layer, ...] = (
    PACE,
    Layer("trap", Outcome.REFUSE, is_trapped),
    Layer("haste", Outcome.REFUSE, is_hasty),
    Layer("listed", Outcome.HOLD, is_listed),
    Layer("words", Outcome.HOLD, has_words, UNTRIED),
    Layer("links", Outcome.HOLD, has_links),
    Layer("repeat", Outcome.HOLD, is_repeated, UNTRIED),
    Layer("waiting", Outcome.HOLD, has_others_waiting),
    Layer("first", Outcome.HOLD, is_among_first, UNTRIED),
)


def judge(attempt: Attempt, limits: Limits) -> Verdict | None:
    """What the layers say of an attempt; None where it is let through."""
    found = list(_finding(attempt, limits))
    return Verdict(found[0], tuple(layer.code for layer in found)) if found else None


def _finding(attempt: Attempt, limits: Limits) -> Iterator[Layer]:
    for layer in LAYERS:
        is_asked = layer.code in limits.on and attempt.trust in layer.asked_of
        if is_asked and layer.finds(attempt, limits):
            yield layer
