"""Two reports beside each other: whose acts differ, and how many took part in them."""

import itertools
import random
import time
from dataclasses import replace

import numpy as np
import pytest

from tribe.graph import Interactions, MemberFact
from tribe.graph.data.evidence import Evidence
from tribe.reports.build.basis import Basis, Beside, basis_of, beside
from tribe.reports.build.basis_pairs import GROUPS, MONDAY, WEEK, acts_of, pairs_of, persons_needed
from tribe.reports.gather.evidence import Gathered, Presence

Act = tuple[int, int, int]  # who, towards whom, in which week
MANY = range(1, 301)
Z = 77


def busy(weeks: range) -> list[Act]:
    """Many who turn to many, each week."""
    chance = random.Random(3)  # noqa: S311 - nothing secret
    return [(*chance.sample(MANY, 2), week) for week in weeks for _ in range(200)]


def basis(acts: list[Act], until: int) -> Basis:
    """The basis of a report from the beginning to a week."""
    return basis_of(gathered(acts, until))


def gathered(acts: list[Act], until: int) -> Gathered:
    """What such a report is made from."""
    rows = [
        (str(one), str(other), "reply", float(MONDAY + week * WEEK + 60 * number % WEEK), 0)
        for number, (one, other, week) in enumerate(acts)
        if week < until
    ]
    members = [MemberFact(str(number)) for number in MANY]
    evidence = Evidence(Interactions.from_rows(rows, members), until=MONDAY + until * WEEK)
    return Gathered(evidence, [], [], members)


def test_ten_who_turn_to_one_person_are_one_person() -> None:
    before = busy(range(1, 6))
    towards = [(other, Z, 6) for other in range(1, 13)]
    both = [*towards, *((Z, other, 6) for other in range(20, 33))]
    for last in (towards, both):
        assert beside(basis(before + last, 6), basis(before + last, 7)) is Beside.CLOSE
    assert beside(basis(before, 6), basis(before + busy(range(6, 7)), 7)) is Beside.SAFE


def test_what_one_person_takes_away_is_theirs_though_many_had_turned_to_them() -> None:
    acts = busy(range(1, 6))
    acts += [(other, Z, 3) for other in range(1, 30)] + [(Z, other, 4) for other in range(1, 30)]
    without = [act if Z not in act[:2] else (1, 2, 99) for act in acts]  # the others as they were
    assert beside(basis(acts, 6), basis(without, 6)) is Beside.CLOSE
    assert beside(basis(acts, 6), basis(acts, 6)) is Beside.SAME


def test_ten_pairs_with_nobody_in_common_may_be_told_apart() -> None:
    found = {
        beside(basis(busy(range(1, 6)), 6), basis(busy(range(1, 6)) + pairs, 7))
        for pairs in ([(2 * n + 1, 2 * n + 2, 6) for n in range(40)],)
    }
    assert found == {Beside.SAFE}


@pytest.mark.parametrize("seed", range(40))
def test_no_fewer_members_took_part_than_are_counted(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    hubs = chance.sample(MANY, 4)
    acts = [(chance.choice(hubs), chance.choice(MANY), 1) for _ in range(30)]
    acts = [(one, other, week) for one, other, week in acts if one != other]
    rows = [(str(one), str(other), "reply", float(MONDAY + WEEK), 0) for one, other, _ in acts]
    counted = persons_needed(pairs_of(acts_of(Interactions.from_rows(rows))))
    assert 0 < counted <= fewest(acts)


def fewest(acts: list[Act]) -> int:
    """The fewest members of whom one at least took part in each act, by trying all."""
    people = sorted({person for act in acts for person in act[:2]})
    often = sorted(people, key=lambda one: -sum(one in act[:2] for act in acts))[:12]
    for size in itertools.count():
        for chosen in itertools.combinations(often, size):
            if all(act[0] in chosen or act[1] in chosen for act in acts):
                return size
    raise AssertionError


def test_what_a_few_wrote_tells_reports_apart_though_they_did_nothing_else() -> None:
    """A map names categories where ten of a circle wrote: the tenth is somebody."""
    acts = busy(range(1, 6))

    def with_posts(authors: range, week: int, until: int = 6) -> Basis:
        plain = gathered(acts, until)
        at = MONDAY + week * WEEK + 5.0
        posts = [Presence(str(author), "Ovens", at) for author in authors]
        return basis_of(replace(plain, presences=posts))

    ten, nine = with_posts(range(1, 11), 3), with_posts(range(1, 10), 3)
    assert beside(ten, ten) is Beside.SAME
    assert beside(ten, nine) is Beside.CLOSE
    assert beside(ten, with_posts(range(1, 31), 3)) is Beside.SAFE
    assert beside(basis(acts, 6), with_posts(range(1, 4), 6, until=7)) is Beside.CLOSE
    assert beside(basis(acts, 6), with_posts(range(1, 14), 6, until=7)) is Beside.SAFE


def test_a_basis_survives_being_kept() -> None:
    made = basis(busy(range(1, 6)), 6)
    kept = Basis.of_bytes(made.since, made.until, made.to_bytes())
    assert beside(made, kept) is Beside.SAME
    assert (kept.pairs == made.pairs).all()
    assert kept.pairs["one"].max() < GROUPS


def test_a_large_tribe_has_its_basis_in_seconds() -> None:
    draws = np.random.default_rng(1)
    pairs = draws.integers(1, 10_000, (95_000, 2)) + [0, 10_000]
    moments = draws.uniform(1.6e9, 1.7e9, len(pairs))
    acts = Interactions.from_rows(
        [
            (str(a), str(b), "reply", at, 0)
            for (a, b), at in zip(pairs.tolist(), moments.tolist(), strict=True)
        ]
    )
    began = time.process_time()
    basis_of(Gathered(Evidence(acts, until=1.7e9), []))
    assert time.process_time() - began < 5
