"""A small tribe whose truth is known, for the tests of the numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx
import numpy as np
import pytest

from tribe.graph import Evidence, Interactions, MemberFact, Newcomers
from tribe.graph.data.columns import Row
from tribe.graph.data.records import (
    Closeness,
    Coding,
    Gesture,
    HelpRequest,
    Intervention,
    Mood,
    Occasion,
    PromiseMade,
    Proposal,
    Pulse,
    Records,
    RoleTaken,
    SenseOfCommunity,
    Thread,
    Uptake,
    Verdict,
)
from tribe.graph.measures.rituals.practices import PRACTICES

DAY = 86_400.0
HOUR = 3_600.0
START = 1_700_000_000.0


def rows_of(graph: nx.Graph, kind: str = "reply", at: float = START) -> list[Row]:
    """One interaction for each edge."""
    return [(str(a), str(b), kind, at, 0) for a, b in graph.edges()]


def tribe_rows(seed: int = 1) -> list[Row]:
    """Sixty members in five circles of twelve who talk inside them, and a brand account."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    kinds = ["reply", "reply", "mention", "reaction", "thanks"]
    for _ in range(900):
        one = int(rng.integers(60))
        other = int(rng.integers(60))
        if rng.random() < 0.9:
            other = one // 12 * 12 + other % 12
        kind = str(rng.choice(kinds))
        at = START + float(rng.integers(200 * 86_400))
        rows.append((f"m{one:02}", f"m{other:02}", kind, at, 0))
    for number in range(20):
        at = START + float(rng.integers(200 * 86_400))
        rows.append(("brand", f"m{number * 3:02}", "reply", at, 0))
    for week in range(10):
        there = rng.choice(60, 4, replace=False)
        for a in there:
            for b in there:
                if a < b:
                    at = START + week * 7 * DAY
                    rows.append((f"m{a:02}", f"m{b:02}", "co_attendance", at, 4))
    return rows


def tribe_members() -> list[MemberFact]:
    """The sixty, five readers who never act, and the brand."""
    names = [f"m{number:02}" for number in range(60)] + [f"r{number}" for number in range(5)]
    return [MemberFact(name, False, START) for name in names] + [MemberFact("brand", True, START)]


def tribe_voices() -> dict[str, Any]:
    """What members say of the tribe and of the brand, and what the brand does."""
    day = [START + number * DAY for number in range(200)]
    names = [f"m{number:02}" for number in range(60)]
    return {
        "proposals": [
            Proposal(
                at=day[n],
                answered_at=day[n] + (1 + n % 9) * DAY if n % 4 else None,
                accepted=n % 3 == 0 if n % 4 else None,
                group=(None, "sight", None, "hearing")[n % 4],
                author=names[n],
            )
            for n in range(48)
        ],
        "promises": [
            PromiseMade(day[n], day[n] + 30 * DAY, day[n] + 25 * DAY if n % 4 else None, n % 4 > 0)
            for n in range(16)
        ],
        "gestures": [Gesture(day[n], gives=n % 5 < 3) for n in range(20)],
        "interventions": [Intervention(day[n], accepted=n % 6 > 0) for n in range(18)],
        "verdicts": [
            Verdict(f"d{decision}", names[n], (n + decision) % 4 > 0, day[n])
            for decision in range(3)
            for n in range(14)
        ],
        "pulses": [Pulse(names[n], day[n], (n % 7 - 2) / 4) for n in range(30)],
        "moods": [
            Mood(f"t{thread}", names[n], "tense" if n % 5 == thread else "warm", day[n])
            for thread in range(4)
            for n in range(12 + thread)
        ],
        "scales": [
            SenseOfCommunity(name, tuple(1 + (n + item % 2) % 5 for item in range(8)))
            for n, name in enumerate(names[:24])
        ],
    }


def tribe_meetings(seed: int = 2) -> dict[str, Any]:
    """Gatherings, what members began, and who left."""
    rng = np.random.default_rng(seed)
    names = [f"m{number:02}" for number in range(60)]

    def some(many: int) -> tuple[str, ...]:
        return tuple(names[place] for place in rng.choice(60, many, replace=False))

    return {
        "occasions": [
            Occasion(START + week * 7 * DAY, some(10), rite=week % 2, is_gathering=week % 5 > 0)
            for week in range(24)
        ],
        "uptakes": [
            Uptake(name, f"item{item}", START + float(rng.integers(20, 200)) * DAY)
            for item in range(6)
            for name in some(25)
        ],
        "departures": {
            name: START + float(day) * DAY
            for name, day in zip(some(20), rng.integers(60, 199, 20), strict=True)
        },
    }


def tribe_rites() -> dict[str, Any]:
    """What two coders found in what members do, what threads are called, requests for help."""
    found = [(f"a{act}", list(PRACTICES)[act % 7]) for act in range(60)]
    return {
        "codings": [
            Coding(coder, act, "grooming" if coder == "two" and act.endswith("9") else practice)
            for coder in ("one", "two")
            for act, practice in found
        ],
        "threads": [
            *(
                Thread(START + number * 37.7 * HOUR, f"Question {chr(97 + number % 23)}", "m01")
                for number in range(60)
            ),
            *(
                Thread(START + (7 * number + 0.3) * DAY, f"Tuesday tea #{number}", "m02", ("tea",))
                for number in range(12)
            ),
        ],
        "requests": [HelpRequest(START + n * DAY, answered=n % 5 > 0) for n in range(40)],
    }


def tribe_selves(seed: int = 3) -> dict[str, Any]:
    """What some members say of themselves: their part, their region, whom they feel close to."""
    rng = np.random.default_rng(seed)
    acts = Counter(frozenset(row[:2]) for row in tribe_rows() if row[2] != "co_attendance")
    names = [f"m{number:02}" for number in range(60)]
    pairs = [
        (one, other)
        for place, one in enumerate(names[:24])
        for other in names[place // 12 * 12 : place // 12 * 12 + 6]
        if one != other
    ]
    return {
        "roles": [
            RoleTaken(name, ("participant", "institution")[n % 2], START + n * DAY)
            for n, name in enumerate(names[:16])
        ],
        "regions": {name: ("north", "south")[n % 2] for n, name in enumerate(names)},
        "closeness": [
            Closeness(
                *pair, min(1.0, 0.1 + 0.15 * acts[frozenset(pair)] + 0.2 * float(rng.random()))
            )
            for pair in pairs
        ],
    }


def tribe_records() -> Records:
    """All that a tribe tells beside its interactions."""
    return Records(**tribe_voices(), **tribe_meetings(), **tribe_rites(), **tribe_selves())


def tribe_evidence(
    rows: list[Row] | None = None, records: Records | None = None, **window: float
) -> Evidence:
    """All that a report needs."""
    waits = [HOUR * hours for hours in (1, 2, 3, 4, 5, 6, 8, 10, 20, 50, 60, 70) * 3]
    answered = ([True] * 9 + [False] * 3) * 3
    return Evidence(
        Interactions.from_rows(tribe_rows() if rows is None else rows, tribe_members()),
        newcomers=Newcomers.of(waits, answered),
        rites=[
            [START + 7 * DAY * week for week in range(12)],
            [START + day * DAY for day in (0, 3, 31, 40, 44, 71, 90, 93, 120, 121)],
            [START, START + DAY],
        ],
        events=10,
        records=tribe_records() if records is None else records,
        **window,
    )


@pytest.fixture
def karate() -> nx.Graph:
    """Zachary's club, 34 members and 78 friendships."""
    return nx.karate_club_graph()


@pytest.fixture
def evidence() -> Evidence:
    """The small tribe."""
    return tribe_evidence()
