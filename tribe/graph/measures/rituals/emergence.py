"""Emergent rites: what comes back in titles, tags and hours though nobody declared it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.data.records import Thread
from tribe.graph.study.register import SIGNIFICANT, Finding, Measure, NullModel
from tribe.graph.study.rhythm import (
    FINENESS,
    OCCURRENCES,
    Rhythm,
    Search,
    rayleigh,
    week_profile,
)
from tribe.graph.study.study import Study
from tribe.speech import Counted, Decimal, Listed, Message, Said

THREADS = 30
KINDS = ("title", "tag", "words", "hour")
KEEPING = 0.6  # R that a rite keeps; weekly with a day of scatter gives .67
OFTEN = 0.5  # of the weeks from its first to its last
FIRST_LOOK, SECOND_LOOK = 40, 1_000  # random dates drawn for a pattern

_DAY, _HOUR, _WEEK = 86_400.0, 3_600.0, 168
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_WORD = 4
_AROUND = 1  # hours before and after, for summer time moves a rite by one
_MONDAY = 96  # hours: Unix time began on a Thursday


@dataclass(frozen=True)
class Emergent:
    """A pattern that comes back in a rhythm, for members to name, declare or refuse.

    Attributes
    ----------
    kind : str
        title, tag, words or hour.
    pattern : str
        The title or words without numbers, the tag, or for an hour its ISO weekday
        and hour in UTC, such as ``2T19``.
    places : tuple of int
        Which of the threads, by time.
    authors : int
        How many different members began them.
    period : float
        Days.
    strength : float
        R at that period, 0–1.
    p : float
        How often chance gives any such pattern, all that were looked at considered.
    """

    kind: str
    pattern: str
    places: tuple[int, ...]
    authors: int
    period: float
    strength: float
    p: float


def words_of(title: str) -> tuple[str, ...]:
    """A title's words in lower case, without numbers and signs: what editions share."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", title).casefold()))


def _patterns(threads: Sequence[Thread]) -> dict[str, dict[str, list[int]]]:
    """Kind → pattern → threads that show it, eight or more; identical sets are looked at once."""
    shown: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS[:3]}
    for place, thread in enumerate(threads):
        words = words_of(thread.title)
        if words:
            shown["title"].setdefault(" ".join(words), []).append(place)
        for tag in sorted({tag.casefold() for tag in thread.tags}):
            shown["tag"].setdefault(tag, []).append(place)
        for some in sorted(_parts(words)):
            shown["words"].setdefault(some, []).append(place)
    seen: set[tuple[int, ...]] = set()
    kept: dict[str, dict[str, list[int]]] = {}
    for kind, patterns in shown.items():
        kept[kind] = {}
        # two words say more than one of them
        for pattern in sorted(patterns, key=lambda one: (-one.count(" "), one)):
            places = patterns[pattern]
            if len(places) >= OCCURRENCES and tuple(places) not in seen:
                seen.add(tuple(places))
                kept[kind][pattern] = places
    return kept


def _parts(words: Sequence[str]) -> set[str]:
    """Its longer words, and each two words in a row."""
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return pairs | {word for word in words if len(word) >= _SHORTEST_WORD}


def _tail(best: float, drawn: NDArray[np.float64]) -> float:
    """How often chance gives as much: counted, or where it never did, by a Gumbel tail."""
    reached = int(np.count_nonzero(drawn >= best - 1e-12))
    if reached:
        return (1 + reached) / (len(drawn) + 1)
    scale = float(drawn.std(ddof=1)) * math.sqrt(6) / math.pi
    if scale <= 0:
        return 1 / (len(drawn) + 1)
    middle = float(drawn.mean()) - np.euler_gamma * scale
    tail = -math.expm1(-math.exp(-(best - middle) / scale))
    return min(tail, 1 / (len(drawn) + 1))


def _rhythm(
    dates: NDArray[np.float64],
    profile: ArrayLike | None,
    level: float,
    rng: np.random.Generator,
) -> tuple[Rhythm, float] | None:
    """The rhythm of dates where chance gives it at no more than `level`, and its p."""
    search = Search.of(dates, profile)
    if search is None:
        return None
    best, n = float(search.spectrum.max()), len(search.moments)
    # weekends only add to what chance gives, so what an even week gives often need not be drawn;
    # near its greatest value Z has less of a tail than the exponential
    often = len(search.frequencies) / FINENESS * math.exp(-best) > level
    if best < KEEPING**2 * n or (often and best < 0.7 * n):
        return None
    drawn = search.chance(FIRST_LOOK, rng)
    if _tail(best, drawn) > 20 * level:
        return None
    drawn = np.concatenate([drawn, search.chance(SECOND_LOOK, rng)])
    rhythm, p = search.found(drawn), _tail(best, drawn)
    return (rhythm, p) if p <= level and rhythm.strength >= KEEPING else None


def emergent_rites(
    threads: Iterable[Thread],
    profile: ArrayLike | None = None,
    *,
    rng: np.random.Generator | None = None,
    tick: Callable[[], None] = lambda: None,
) -> list[Emergent]:
    """Look for patterns in titles, tags and hours that come back and belong to no rite.

    A pattern's dates are searched for a period as a rite's are, against random
    dates drawn from the platform's own hours of the week; where no random dates
    come near, by the tail of a Gumbel distribution fitted to them. An hour of
    the week is found when it is taken in more weeks than the platform's own
    hours, or days and hours of the threads apart, would give. Each of the four
    kinds may err once in eighty tribes, however many patterns it looks at: all
    together once in twenty.

    What is found is to be proposed to members, never published unasked.

    Parameters
    ----------
    threads : iterable of Thread
        Those of declared rites are left out.
    profile : (168,) array, optional
        The platform's activity in each hour of the week, the first at Unix time 0;
        the threads' own by default.
    rng : Generator, optional
        Seed 0 by default.
    tick : callable
        Called before each pattern; what it raises stops the search.

    Returns
    -------
    list of Emergent
        Titles first, then tags, words, hours; a pattern most of whose threads were
        found already is not repeated.

    References
    ----------
    Schuster 1898; Süveges 2014 (tail of the best peak); ours.

    Examples
    --------
    >>> day = 86400.0
    >>> weekly = [Thread(7 * day * week, f"Tuesday tea {week}", "ada") for week in range(12)]
    >>> [(one.kind, one.pattern, round(one.period)) for one in emergent_rites(weekly)]
    [('title', 'tuesday tea', 7)]
    """
    known = undeclared(threads)
    if not known:
        return []
    at = np.array([thread.at for thread in known])
    week = week_profile(at) if profile is None else np.asarray(profile, dtype=np.float64)
    rng = rng or np.random.default_rng(0)
    share = SIGNIFICANT / len(KINDS)
    found: list[Emergent] = []
    for kind, patterns in _patterns(known).items():
        for pattern, places in patterns.items():
            tick()
            if _is_told(places, found):
                continue
            kept = _rhythm(at[places] / _DAY, week, share / len(patterns), rng)
            if kept is not None:
                rhythm, p = kept
                whole = min(1.0, p * len(patterns) * len(KINDS))
                found.append(
                    _emergent(kind, pattern, places, known, rhythm.period, rhythm.strength, whole)
                )
    for hour, taken, p in _hours(at, week, share):
        if not _is_told(taken, found):
            weekday, clock = divmod((hour - _MONDAY) % _WEEK, 24)
            strength, _ = rayleigh(at[taken] / _DAY, 7) or (0.0, 0.0)
            whole = min(1.0, p * _WEEK * len(KINDS))
            name = f"{weekday + 1}T{clock:02}"
            found.append(_emergent("hour", name, taken, known, 7.0, strength, whole))
    return found


def undeclared(threads: Iterable[Thread]) -> list[Thread]:
    """Those that belong to no rite, in the order of time."""
    free = [thread for thread in threads if not thread.is_declared]
    return sorted(free, key=lambda thread: (thread.at, thread.title))


def _emergent(
    kind: str,
    pattern: str,
    places: Sequence[int],
    known: Sequence[Thread],
    period: float,
    strength: float,
    p: float,
) -> Emergent:
    authors = len({known[place].author for place in places})
    return Emergent(kind, pattern, tuple(places), authors, period, strength, p)


def _is_told(places: Sequence[int], found: Sequence[Emergent]) -> bool:
    told = {place for one in found for place in one.places}
    return 2 * len(told.intersection(places)) >= len(places)


def _hours(
    at: NDArray[np.float64], profile: ArrayLike | None, level: float
) -> Iterator[tuple[int, list[int], float]]:
    """Hours of the week taken in more weeks than chance would give, clearest first."""
    hour = np.floor(at / _HOUR).astype(np.int64)
    expected = _expected(hour % _WEEK, profile)
    clear = []
    for slot in range(_WEEK):
        places = np.flatnonzero((hour - slot + _AROUND) % _WEEK <= 2 * _AROUND)
        # weeks that begin half a week away, so that the slot is never cut in two
        weeks = np.unique((hour[places] - slot + _WEEK // 2) // _WEEK)
        if len(weeks) < OCCURRENCES or len(weeks) < OFTEN * (np.ptp(weeks) + 1):
            continue
        each = np.unique((hour - slot + _WEEK // 2) // _WEEK, return_counts=True)[1]
        chances = -np.expm1(each * np.log1p(-min(float(expected[slot]), 1 - 1e-12)))
        p = float(scipy.stats.poisson_binom.sf(len(weeks) - 1, chances))
        if p * _WEEK <= level:
            clear.append((p, slot, places.tolist()))
    for p, slot, taken in sorted(clear):
        yield slot, taken, max(p, 0.0)


def _expected(hours: NDArray[np.int64], profile: ArrayLike | None) -> NDArray[np.float64]:
    """(168,) share of threads that chance puts around each hour, the likelier of two accounts.

    The platform's own profile; and the threads' own days and hours of the day,
    as if they had nothing to do with each other.
    """
    clock = np.bincount(hours % 24, minlength=24) + 0.5
    day = np.bincount(hours // 24, minlength=7) + 0.5
    apart = np.outer(day / day.sum(), clock / clock.sum()).ravel()
    own = np.ones(_WEEK) if profile is None else np.asarray(profile, dtype=np.float64)
    either = [apart, own / own.sum()]
    around = [sum(np.roll(one, step) for step in range(-_AROUND, _AROUND + 1)) for one in either]
    return np.asarray(np.maximum(*around), dtype=np.float64)


def _threads(study: Study) -> list[Thread]:
    end = study.evidence.window[1]
    threads = study.evidence.records.threads
    return undeclared(one for one in threads if end is None or one.at <= end)


def _emergence(study: Study) -> Finding:
    threads = _threads(study)
    if not threads:
        return Finding(None)
    profile = week_profile(study.evidence.measured.at)
    found = emergent_rites(
        threads, profile, rng=study.rng("U8"), tick=lambda: study.steps.advance("U8", 0)
    )
    return Finding(
        float(len(found)),
        # chance gives one such pattern in a twentieth of tribes at most
        null=NullModel(0.0, 0.0, min((one.p for one in found), default=1.0)),
        detail={
            "found": [
                {
                    "kind": one.kind,
                    "period_days": one.period,
                    "value": one.strength,
                    "n": len(one.places),
                }
                for one in found
            ],
        },
    )


def _read_emergence(finding: Finding) -> Said:
    found: Sequence[Mapping[str, float]] = finding.detail["found"]
    if not found:
        return Message(
            "Nothing comes back in titles, tags or hours beside the rites that are declared.",
        )
    periods = sorted({one["period_days"] for one in found})[:3]
    days = Listed([Decimal(days, 0 if abs(days - round(days)) < 0.05 else 1) for days in periods])
    if len(found) == 1:
        return Message(
            "One thing comes back in a rhythm though nobody declared it a rite (days "
            "between: %(days)s): to be proposed to those who keep it.",
            days=days,
        )
    return Counted(
        "%(num)s thing comes back in a rhythm though nobody declared it a rite (days "
        "between: %(days)s): to be proposed to those who keep it.",
        "%(num)s things come back in a rhythm though nobody declared it a rite (days "
        "between: %(days)s): to be proposed to those who keep it.",
        len(found),
        days=days,
    )


U8 = Measure(
    id="U8",
    family="rituals",
    name=Message("Emergent rites"),
    question=Message("What do we do again and again unnamed?"),
    formula=Message(
        "title, tag, word and hour patterns whose best Z chance gives in ≤ 5 %% of tribes"
    ),
    reference=Message("ours, on U1"),
    unit="patterns",
    privacy="P2",
    published="P2",
    uncertainty="time null",
    minimum={"threads": THREADS},
    size="threads",
    sample=lambda study: {"threads": len(_threads(study))},
    compute=_emergence,
    read=_read_emergence,
)
