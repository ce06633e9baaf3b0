"""What a report is made from, as numbers that a later report can be compared with.

A basis holds no act and no tie: for each member and week a digest of what the report would read of
them, and for each two of 64 groups and week a digest of the acts between them. Two reports are safe
beside each other when, in the time that both cover and in the time that only one covers, either
nobody's data differs or that of ten members at least; and when no nine members took part in all of
the acts that differ (`basis_pairs`).
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.records import Occasion, Records, Thread
from tribe.graph.study.privacy import SMALLEST
from tribe.reports.build.basis_pairs import (
    PAIR,
    Pairs,
    acts_of,
    pairs_of,
    persons_needed,
    summed,
)
from tribe.reports.build.weeks import week_of
from tribe.reports.gather.evidence import Gathered, Presence

ALWAYS = -(2**31)  # the week of what has no moment
ROSTER = -(2**31) + 1  # of those who agreed and did nothing that is read
FIRST, LAST = -(2**31) + 2, 2**31 - 1
NAMING = ("people", "hosts", "author", "member", "source", "target")

ENTRY = np.dtype([("member", "<i8"), ("week", "<i4"), ("digest", "<u4")])
Entries = NDArray[np.void]
PARTS = {"entries": ENTRY, "joined": ENTRY, "pairs": PAIR, "present": ENTRY}


class Beside(Enum):
    """How two reports stand beside each other."""

    SAME = "same"  # one data
    SAFE = "safe"
    CLOSE = "close"  # fewer than ten members tell them apart


@dataclass(frozen=True)
class Basis:
    """The weeks [since, until) of a report, and what it reads of each member in each of them."""

    since: int
    until: int
    entries: Entries  # sorted, without doubles
    joined: Entries  # who agreed, in the week that they joined
    pairs: Pairs  # sorted, without doubles
    present: Entries  # where each was, in the week of it

    def to_bytes(self) -> dict[str, bytes]:
        """Each part by its name, packed."""
        return {name: zlib.compress(getattr(self, name).tobytes()) for name in PARTS}

    @classmethod
    def of_bytes(cls, since: int, until: int, packed: Mapping[str, bytes]) -> "Basis":
        """The basis that was packed."""
        parts = {
            name: np.frombuffer(zlib.decompress(packed[name]), dtype=kind)
            for name, kind in PARTS.items()
        }
        return cls(since, until, **parts)


def basis_of(gathered: Gathered) -> Basis:
    """The basis of what was gathered for a report."""
    evidence = gathered.evidence
    since = FIRST if evidence.since is None else week_of(evidence.since)
    until = LAST if evidence.until is None else week_of(evidence.until)
    acts = acts_of(evidence.interactions)
    told = [*_records(evidence.records), *_first_words(gathered)]
    joined = [
        (int(one.id), FIRST if one.joined_at is None else week_of(one.joined_at), ROSTER)
        for one in gathered.members
    ]
    given = np.column_stack([acts.source, acts.week, acts.digest])
    entries = _entries(np.concatenate([_rows(told), given]))
    kept = (entries["week"] == ALWAYS) | ((entries["week"] >= since) & (entries["week"] < until))
    pairs = pairs_of(acts)
    inside = (pairs["week"] >= since) & (pairs["week"] < until)
    present = _entries(_rows(_presences(gathered.presences)))
    return Basis(since, until, entries[kept], _entries(_rows(joined)), pairs[inside], present)


def beside(one: Basis, other: Basis) -> Beside:
    """Whether two reports may both be read; ones that share no week always may."""
    low, high = max(one.since, other.since), min(one.until, other.until)
    if low >= high:
        return Beside.SAFE
    counts = [
        len(_differing(_between(one, low, high), _between(other, low, high))),
        len(_differing(_agreed(one, high), _agreed(other, high))),
        len(_differing(_within(one.present, low, high), _within(other.present, low, high))),
        len(_alone(one, low, high)),
        len(_alone(other, low, high)),
    ]
    if not any(counts):
        return Beside.SAME
    counts += [persons_needed(part) for part in _acts_apart(one, other, low, high)]
    return Beside.CLOSE if any(0 < found < SMALLEST for found in counts) else Beside.SAFE


def _acts_apart(one: Basis, other: Basis, low: int, high: int) -> Iterator[Pairs]:
    """The pairs of groups whose acts differ: where both look, and where one alone does."""
    inside, outside = [], []
    for basis in (one, other):
        is_inside = (basis.pairs["week"] >= low) & (basis.pairs["week"] < high)
        inside.append(basis.pairs[is_inside])
        outside.append(basis.pairs[~is_inside])
    yield np.setxor1d(inside[0], inside[1])
    yield from outside


def _between(basis: Basis, low: int, high: int) -> Entries:
    """What is read of the weeks that both cover."""
    return _within(basis.entries, low, high)


def _within(entries: Entries, low: int, high: int) -> Entries:
    """Those of some weeks, and of no week in particular."""
    week = entries["week"]
    found: Entries = entries[(week == ALWAYS) | ((week >= low) & (week < high))]
    return found


def _agreed(basis: Basis, high: int) -> Entries:
    """Who had joined by the end of the weeks that both cover, and agrees to be measured.

    Counted apart: one who leaves takes away what many others did towards them.
    """
    found: Entries = basis.joined[basis.joined["week"] < high]
    return found


def _alone(basis: Basis, low: int, high: int) -> NDArray[np.int64]:
    """The members of whom something is read in weeks that the other does not cover."""
    week = basis.entries["week"]
    outside = (week != ALWAYS) & ((week < low) | (week >= high))
    later = basis.joined["member"][
        (basis.joined["week"] >= high) & (basis.joined["week"] < basis.until)
    ]
    found = np.union1d(basis.entries["member"][outside], later)
    if len(found):
        return found  # who merely wrote is not counted beside those who acted
    week = basis.present["week"]
    return np.unique(basis.present["member"][(week < low) | (week >= high)])


def _differing(one: Entries, other: Entries) -> NDArray[np.int64]:
    """The members of whom not quite the same is read."""
    return np.unique(np.setxor1d(one, other)["member"])


def _rows(told: Sequence[tuple[int, int, int]]) -> NDArray[np.int64]:
    return np.array(told, dtype=np.int64).reshape(-1, 3)


def _entries(rows: NDArray[np.int64]) -> Entries:
    """One entry for each member and week: the sum of the digests of what is read."""
    keys, sums = summed(rows)
    entries = np.zeros(len(keys), dtype=ENTRY)
    entries["member"], entries["week"], entries["digest"] = keys[:, 0], keys[:, 1], sums
    return np.sort(entries)


def digest(*parts: Any) -> int:
    """A number for some values: the same for the same ones."""
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=4).digest(), "little")


Told = Iterator[tuple[int, int, int]]  # member, week, digest


def _records(records: Records) -> Told:
    for member, at in records.departures.items():
        yield int(member), week_of(at), digest("left", at)
    for member, region in records.regions.items():
        yield int(member), ALWAYS, digest("region", region)
    for part in fields(records):
        if part.name in ("departures", "regions"):
            continue
        for item in getattr(records, part.name):
            for member in _named(item):
                moment = getattr(item, "at", None)
                week = ALWAYS if moment is None else week_of(moment)
                yield int(member), week, _digest_of(item)


def _digest_of(item: Any) -> int:
    """What a record says, without what others add to it later."""
    if isinstance(item, Occasion):
        return digest("occasion", item.at, item.rite)
    if isinstance(item, Thread):
        return digest("thread", item.at, item.title)
    return digest(item)


def _named(item: Any) -> set[str]:
    """The members of a record; a conversation goes on, so its speakers are known by their acts."""
    if isinstance(item, Occasion) and not item.is_gathering:
        return set()
    found: set[str] = set()
    for name in NAMING:
        value = getattr(item, name, None)
        found.update((value,) if isinstance(value, str) else value or ())
    return found


def _presences(presences: Sequence[Presence]) -> list[tuple[int, int, int]]:
    return [
        (int(one.member), week_of(one.at), digest("present", one.where, one.at))
        for one in presences
    ]


def _first_words(gathered: Gathered) -> Told:
    for one in gathered.first_words:
        yield one.author, week_of(one.began), digest("first word", one.began)
        for name in ("measured", "unmeasured", "by_member"):
            at = getattr(one, name)
            if at is not None:
                yield one.author, week_of(at), digest(name, at)
