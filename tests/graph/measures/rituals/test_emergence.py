"""Rites that nobody declared are found; random threads have none."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.graph.conftest import DAY, HOUR, START
from tribe.graph import Evidence, Interactions
from tribe.graph.data.records import Records, Thread
from tribe.graph.measures.rituals.emergence import U8, emergent_rites, words_of
from tribe.graph.study.study import Study

MONDAY = datetime(2025, 1, 6, tzinfo=UTC).timestamp()


def week() -> NDArray[np.float64]:
    """A platform that wakes on evenings and weekends."""
    hours = np.arange(168)
    evening = 1 + 3.0 * ((hours % 24 > 17) & (hours % 24 < 23))
    busy: NDArray[np.float64] = evening * np.where((hours // 24 == 2) | (hours // 24 == 3), 2.0, 1)
    return busy


def poisson(rng: np.random.Generator, threads: int = 300, weeks: int = 43) -> list[Thread]:
    """Threads at random in such a week, with titles and tags at random."""
    hours = rng.choice(168, threads, p=week() / week().sum())
    at = rng.integers(0, weeks, threads) * 168 + hours + rng.random(threads)
    letters = rng.integers(97, 123, (60, 6))
    words = ["".join(map(chr, row)) for row in letters]
    often = 1 / np.arange(1, 61)
    return [
        Thread(
            float(MONDAY // (7 * DAY) * 7 * DAY + hour * HOUR),
            " ".join(words[place] for place in rng.choice(60, 4, p=often / often.sum())),
            f"m{int(rng.integers(30)):02}",
            tuple(f"tag{tag}" for tag in rng.choice(8, int(rng.integers(0, 3)), replace=False)),
        )
        for hour in at
    ]


def weekly(titles: list[str], tags: tuple[str, ...] = (), scatter: float = 0.2) -> list[Thread]:
    """One a week, on Tuesdays about seven in the evening."""
    rng = np.random.default_rng(7)
    return [
        Thread(
            MONDAY + (7 * number + 1 + 19 / 24 + rng.normal(scale=scatter)) * DAY,
            title,
            f"m{number % 3:02}",
            tags,
        )
        for number, title in enumerate(titles)
    ]


def test_words_are_what_editions_share() -> None:
    assert words_of("Thé du Mardi n° 12 (2025-03-04)!") == ("thé", "du", "mardi", "n")
    assert words_of("ＴＥＡ #7") == ("tea",)
    assert words_of("12 / 13") == ()


def test_a_planted_weekly_thread_is_found_among_random_ones() -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        planted = weekly([f"Tuesday tea #{number}" for number in range(14)])
        found = emergent_rites([*poisson(rng), *planted], week(), rng=rng)
        assert [one.kind for one in found] == ["title"]
        (tea,) = found
        assert tea.pattern == "tuesday tea"
        assert tea.period == pytest.approx(7, abs=0.05)
        assert (len(tea.places), tea.authors) == (14, 3)
        assert tea.strength > 0.9
        assert tea.p < 0.01


def test_places_are_threads_by_time() -> None:
    threads = weekly([f"Tea {number}" for number in range(12)])
    threads.insert(3, Thread(START, "Elsewhere", "m00"))
    (tea,) = emergent_rites(threads)
    ordered = sorted(threads, key=lambda thread: thread.at)
    assert all(ordered[place].title.startswith("Tea") for place in tea.places)


@pytest.mark.parametrize(
    ("kind", "titles", "tags"),
    [
        ("tag", ["Ants", "Bees", "Cats", "Dogs", "Eels", "Foxes", "Gulls"] * 2, ("show",)),
        ("words", [f"Sunday ride: {chr(97 + n) * 5}" for n in range(14)], ()),
        ("hour", [chr(97 + n) * 3 for n in range(14)], ()),
    ],
)
def test_tags_words_and_hours_are_found_too(
    kind: str, titles: list[str], tags: tuple[str, ...]
) -> None:
    rng = np.random.default_rng(4)
    calm = [one for one in poisson(rng, threads=150) if one.at < MONDAY + 15 * 7 * DAY]
    planted = weekly(titles, tags, scatter=0.01)
    found = emergent_rites([*calm, *planted], week(), rng=rng)
    assert kind in {one.kind for one in found}
    one = next(one for one in found if one.kind == kind)
    assert one.period == pytest.approx(7, abs=0.1)
    expected = {"tag": "show", "words": "sunday ride", "hour": "2T19"}
    if kind != "hour":
        assert one.pattern == expected[kind]
    else:
        weekday, clock = one.pattern.split("T")
        assert weekday == "2"
        assert abs(int(clock) - 19) <= 1  # an hour either side, for summer time


def test_random_threads_are_a_rite_in_one_tribe_of_twenty_at_most() -> None:
    false = 0
    for seed in range(60):
        rng = np.random.default_rng([seed, 11])
        profile = np.bincount(rng.choice(168, 3000, p=week() / week().sum()), minlength=168) + 1.0
        false += bool(emergent_rites(poisson(rng), profile, rng=rng))
    assert false <= 3


def test_what_belongs_to_a_rite_is_not_told_again() -> None:
    planted = weekly([f"Tuesday tea #{number}" for number in range(14)])
    declared = [
        Thread(one.at, one.title, one.author, one.tags, is_declared=True) for one in planted
    ]
    assert emergent_rites(declared) == []
    assert emergent_rites([]) == []
    assert len(emergent_rites(planted)) == 1
    assert emergent_rites(planted[:7]) == []


def test_a_burst_is_no_rite() -> None:
    rng = np.random.default_rng(3)
    burst = [
        Thread(MONDAY + float(day) * DAY, "Storm damage", "m00") for day in rng.uniform(0, 9, 20)
    ]
    assert emergent_rites([*poisson(rng, threads=100), *burst], week(), rng=rng) == []


def study_of(threads: list[Thread], **window: float) -> Study:
    evidence = Evidence(Interactions.from_rows([]), records=Records(threads=threads), **window)
    return Study(evidence)


def test_the_measure_counts_and_never_quotes() -> None:
    rng = np.random.default_rng(1)
    planted = weekly([f"Tuesday tea #{number}" for number in range(14)])
    study = study_of([*poisson(rng), *planted])
    found = U8.compute(study)
    assert found.value == 1
    assert found.is_significant
    assert "tea" not in repr(found.detail)
    assert found.detail["found"][0]["n"] == 14
    assert "One thing comes back" in U8.read(found).said_in("en")
    assert "Une chose revient" in U8.read(found).said_in("fr")
    assert repr(U8.compute(study_of([*planted, *poisson(np.random.default_rng(1))]))) == repr(found)


def test_nothing_is_an_answer_and_no_threads_are_none() -> None:
    study = study_of(poisson(np.random.default_rng(1), threads=40))
    assert U8.sample(study) == {"threads": 40}
    found = U8.compute(study)
    assert found.value == 0
    assert not found.is_significant
    assert U8.read(found).said_in("en").startswith("Nothing comes back")
    empty = study_of([])
    assert U8.lacking(U8.sample(empty)) == "threads"
    assert U8.compute(empty).value is None
    planted = weekly([f"Tea {number}" for number in range(40)])
    assert U8.sample(study_of(planted, until=MONDAY + 70 * DAY)) == {"threads": 10}
