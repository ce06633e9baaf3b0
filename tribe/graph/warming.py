"""Compiles every kernel that a report needs, ahead of the first report.

``python -m tribe.graph.warming`` measures a made-up tribe once; what is compiled is kept on disk
and found there by every process that comes later. It takes about a minute on one processor the
first time, and a second afterwards.
"""

from __future__ import annotations

import numpy as np

from tribe.graph.data.columns import Interactions, MemberFact, Row
from tribe.graph.data.evidence import Evidence, Newcomers
from tribe.graph.data.kinds import Kind
from tribe.graph.data.records import Occasion, Records, Thread, Uptake
from tribe.graph.running import measure_all

DAY = 86_400.0
MEMBERS, ACTS, WEEKS, PRESENT = 60, 900, 30, 12
DRAWS = 19  # fewer could not show circles, and what asks for them would stay silent


def made_up(seed: int = 0) -> Evidence:
    """A tribe of four circles with a weekly rite, large enough for every measure to speak."""
    rng = np.random.default_rng(seed)
    names = [f"m{number:02}" for number in range(MEMBERS)]
    kinds = [Kind.REPLY, Kind.MENTION, Kind.THANKS, Kind.REACTION, Kind.WELCOME]
    rows: list[Row] = []
    for _ in range(ACTS):
        one, other = (int(drawn) for drawn in rng.integers(MEMBERS, size=2))
        if rng.random() < 0.8:
            other = one // 15 * 15 + other % 15
        kind = kinds[int(rng.integers(len(kinds)))]
        at = float(rng.uniform(0, 7 * WEEKS) * DAY)
        rows.append((names[one], names[other], kind.value, at, 0))
    rows += [("brand", names[place], "reply", 90 * DAY, 0) for place in range(0, MEMBERS, 4)]
    occasions, uptakes = list[Occasion](), list[Uptake]()
    for week in range(WEEKS):
        likely = np.where(np.arange(MEMBERS) // 15 == week % 4, 12.0, 1.0)
        drawn = rng.choice(MEMBERS, PRESENT, replace=False, p=likely / likely.sum())
        people = [names[int(place)] for place in drawn]
        at = 7 * DAY * week
        rows += [(a, b, "co_attendance", at, PRESENT) for a in people for b in people if a < b]
        occasions.append(Occasion(at, tuple(people), (people[0],), 0))
        uptakes.append(Uptake(names[2 * week], "rite", at))
    threads = [
        Thread(7 * DAY * week + 3600.0, "Bread of the week", names[week]) for week in range(WEEKS)
    ]
    records = Records(
        occasions=occasions,
        threads=threads,
        uptakes=uptakes,
        departures={name: 7 * DAY * (5 + place) for place, name in enumerate(names[::3])},
    )
    facts = [MemberFact(name, False, DAY * place) for place, name in enumerate(names)]
    waits = [3600.0 * (place + 1) for place in range(20)]
    return Evidence(
        Interactions.from_rows(rows, [*facts, MemberFact("brand", True, 0.0)]),
        newcomers=Newcomers.of(waits, [place % 4 > 0 for place in range(20)]),
        rites=[[occasion.at for occasion in occasions]],
        events=WEEKS,
        records=records,
    )


def warm() -> None:
    """Measure the made-up tribe with the fewest draws."""
    measure_all(made_up(), nulls=DRAWS, bootstraps=4)


if __name__ == "__main__":
    warm()
