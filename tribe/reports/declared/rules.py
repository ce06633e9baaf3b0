"""What may stand in a field of a report, and how far it is rounded: one function a kind.

Each rule takes the value and `n`, the rounded size of the measure it belongs to.
"""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any

from tribe.graph.data.kinds import CODES
from tribe.graph.measures.climate.climate import FAMILIES
from tribe.graph.measures.rituals.emergence import KINDS as PATTERNS
from tribe.graph.measures.rituals.practices import PRACTICES
from tribe.graph.measures.ties.beside import VERDICTS
from tribe.graph.study.privacy import BASE, SMALLEST, rounded
from tribe.graph.study.turning import EFFECTS

DIGITS = 4
TIME_DIGITS = 2  # a median of waits is somebody's own wait: told to the hour, it would name it

Rule = Callable[[Any, int], Any]


class NotPublishable(ValueError):
    """A measurement holds something that no rule allows, or of another kind than its rule's."""


def number(value: Any, n: int = 0) -> float | int | None:
    """A plain finite number with four digits, or None; never one that counts persons."""
    return _digits(value, DIGITS)


def length_of_time(value: Any, n: int = 0) -> float | int | None:
    """Hours or days that members waited, with two digits."""
    return _digits(value, TIME_DIGITS)


def hundredths(value: Any, n: int = 0) -> float | int | None:
    """A ratio of more things than there are persons (passages, triads): to one in a hundred."""
    shown = number(value)
    return None if shown is None else number(round(shown, 2))


def tenths(value: Any, n: int = 0) -> float | int | None:
    """A share of a group whose size no report tells: to one in ten."""
    shown = number(value)
    return None if shown is None else number(round(shown, 1))


def share(value: Any, n: int) -> float | int | None:
    """A share of `n` persons or pairs, made of rounded parts: none of 1 to 9, or of all but those.

    With 275 members the steps are 5/275, so that neither count can be worked out of it.
    """
    shown = number(value)
    if shown is None or n < SMALLEST:
        return None
    if n < 2 * SMALLEST:
        return number(round(2 * min(max(shown, 0.0), 1.0)) / 2)  # none, half, all
    part = n * min(max(shown, 0.0), 1.0)
    low, high = (part, n) if part <= n / 2 else (n - part, n)
    count = rounded(low) if low >= SMALLEST else SMALLEST * (low >= SMALLEST / 2)
    count = min(count, high)
    return number((count if part <= n / 2 else n - count) / n)


def difference(value: Any, n: int) -> float | int | None:
    """A difference of two shares of `n` persons or pairs, in steps of five of them."""
    shown = number(value)
    if shown is None or n < SMALLEST:
        return None
    return number(rounded(shown * n) / n)


def count(value: Any, n: int = 0) -> int | None:
    """A count of persons, or of what persons did: rounded to five, None below ten."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotPublishable("not a count")
    return rounded(value) if value == 0 or value >= SMALLEST else None


def near_count(value: Any, n: int = 0) -> int | None:
    """The end of an interval of a count of persons: rounded as the count itself."""
    shown = number(value)
    return None if shown is None else count(round(shown))


def cell(value: Any, n: int = 0) -> int | None:
    """A cell that the measure has already hidden or rounded, checked again."""
    if value is None:
        return None
    if not isinstance(value, int) or value < 0 or value % BASE:
        raise NotPublishable("a cell is not rounded")
    return value


def withheld(value: Any, n: int = 0) -> None:
    """Something that a sentence or a chart needs and no report may tell."""
    return


def flag(value: Any, n: int = 0) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise NotPublishable("not a yes or no")
    return value


def kind(value: Any, n: int = 0) -> str:
    """The name of a kind of interaction."""
    return _one_of(value, CODES, "a kind of interaction")


def mood(value: Any, n: int = 0) -> str:
    """The name of a family of reactions."""
    return _one_of(value, FAMILIES, "a family of reactions")


def practice(value: Any, n: int = 0) -> str:
    """The name of one of the twelve practices."""
    return _one_of(value, PRACTICES, "a practice")


def pattern(value: Any, n: int = 0) -> str:
    """Where a pattern was seen, and never what it says."""
    return _one_of(value, PATTERNS, "a kind of pattern")


def verdict(value: Any, n: int = 0) -> str:
    """What is said of a finding beside what else goes with whom people turn to."""
    return _one_of(value, VERDICTS, "a verdict")


def effect(value: Any, n: int = 0) -> str:
    """The name of what may go with whom people turn to."""
    return _one_of(value, EFFECTS, "an effect")


def listed(rule: Rule) -> Rule:
    """A list of such values, or None."""

    def check_list(value: Any, n: int = 0) -> list[Any] | None:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise NotPublishable("not a list")
        return [rule(item, n) for item in value]

    return check_list


def record(**fields: Rule) -> Rule:
    """A record of such fields; one that holds another is refused."""

    def check_record(value: Any, n: int = 0) -> dict[str, Any]:
        known(value, fields)
        return {name: rule(value[name], n) for name, rule in fields.items() if name in value}

    return check_record


def known(value: Any, fields: Collection[str]) -> None:
    """Let only records pass of which each field is declared; raises NotPublishable.

    It does not say which is not: a field could be called by somebody's name.
    """
    if not isinstance(value, Mapping):
        raise NotPublishable("not a record")
    undeclared = len(value.keys() - set(fields))
    if undeclared:
        names = ", ".join(fields)
        raise NotPublishable(f"{undeclared} fields that no rule names, beside {names or 'none'}")


BESIDE = record(verdict=verdict, against=listed(effect))


def possible(rule: Rule) -> Rule:
    """Such a value, or None where it is not known."""

    def check_possible(value: Any, n: int = 0) -> Any:
        return None if value is None else rule(value, n)

    return check_possible


def _digits(value: Any, digits: int) -> float | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if not isinstance(value, float) or math.isnan(value):
        raise NotPublishable(f"not a number: {type(value).__name__}")
    shown = float(f"{value:.{digits}g}")
    return shown if math.isfinite(shown) else None


def _one_of(value: Any, known: Any, what: str) -> str:
    if value not in known:
        raise NotPublishable(f"not {what}")
    return str(value)
