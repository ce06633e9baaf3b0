"""Threads labelled by hand, and pulses that members gave."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import Mood, Pulse, Records
from tribe.graph.measures.climate.climate import climate_of_threads, pulse_of_members

# what a reader of each thread said of it, and how many persons gave each family
LABELLED = {
    "the oven of the village": ("warm", {"warm": 9, "thanks": 4, "amused": 1}),
    "who broke the mill": ("tense", {"tense": 8, "sad": 3, "agree": 2}),
    "the upside-down loaf": ("amused", {"amused": 11, "warm": 5}),
    "farewell to the baker": ("sad", {"sad": 10, "warm": 6, "thanks": 3}),
    "flour at last": ("thanks", {"thanks": 12, "agree": 2}),
}


def moods(thread: str, families: dict[str, int], at: float = START) -> list[Mood]:
    people = iter(range(1000))
    return [
        Mood(thread, f"m{next(people)}", family, at)
        for family, persons in families.items()
        for _ in range(persons)
    ]


def labelled() -> list[Mood]:
    return [mood for thread, (_, given) in LABELLED.items() for mood in moods(thread, given)]


def measured(records: Records, **window: float) -> Result:
    evidence = Evidence(Interactions.from_rows([]), records=records, **window)
    return measure_all(evidence, nulls=9, bootstraps=500)["M1"]


def test_threads_labelled_by_hand() -> None:
    found = climate_of_threads(labelled())
    assert {thread: climate.leading for thread, climate in found.items()} == {
        thread: label for thread, (label, _) in LABELLED.items()
    }
    assert found["who broke the mill"].share("tense") == pytest.approx(8 / 13)
    assert sum(found["flour at last"].share(family) for family in ("thanks", "agree")) == 1


def test_nobody_makes_the_weather_alone() -> None:
    loud = moods("t", {"warm": 9}) + [Mood("t", "loud", "tense", START)] * 50
    assert climate_of_threads(loud)["t"].leading == "warm"


def test_few_persons_give_no_climate() -> None:
    assert climate_of_threads(moods("t", {"warm": 9})) == {}
    assert list(climate_of_threads(moods("t", {"warm": 9}), least=9)) == ["t"]
    assert climate_of_threads([]) == {}


def test_a_tie_leads_nowhere_and_an_unknown_family_is_other() -> None:
    assert climate_of_threads(moods("t", {"warm": 6, "tense": 6}))["t"].leading is None
    assert climate_of_threads(moods("t", {"puzzled": 12}))["t"].leading == "other"


def test_each_member_has_one_pulse() -> None:
    pulses = [Pulse("a", START, 1.0), Pulse("a", START, 0.0), Pulse("b", START, -0.5)]
    assert pulse_of_members([*pulses, Pulse("c", START, 3.0)]) == {"a": 0.5, "b": -0.5}


def test_pulses_and_threads_together() -> None:
    pulses = [Pulse(f"m{n}", START, 0.5 if n % 2 else 0.1) for n in range(20)]
    found = measured(Records(pulses=pulses, moods=labelled()))
    assert found.value == pytest.approx(0.3)
    assert found.interval is not None
    assert 0.1 <= found.interval[0] < 0.3 < found.interval[1] <= 0.5
    assert found.detail["threads"] == 5
    assert "put it at 0.30" in found.reading.said_in("en")


def test_threads_alone_say_something_but_give_no_number() -> None:
    found = measured(Records(moods=labelled() + moods("more", {"warm": 11})))
    assert found.enough
    assert found.value is None
    assert found.interval is None
    assert found.reading.said_in("en") == (
        "In 2 of the 6 threads where ten members or more reacted, the reaction most often given "
        "is warmth."
    )
    by_family = {one["family"]: one for one in found.detail["families"]}
    assert by_family["warm"] == {"family": "warm", "reactions": 30, "leads": 2}  # 31, rounded
    assert by_family["agree"]["reactions"] is None  # four persons gave it
    assert by_family["agree"]["leads"] is None


def test_nine_voices_are_not_enough() -> None:
    few = Records(
        pulses=[Pulse(f"m{n}", START, 1.0) for n in range(9)], moods=moods("t", {"warm": 9})
    )
    found = measured(few)
    assert not found.enough
    assert "fewer than ten members who said or showed" in found.reading.said_in("en")


def test_the_window_is_what_is_measured() -> None:
    pulses = [Pulse(f"m{n}", START + n * DAY, 1.0 if n < 10 else -1.0) for n in range(20)]
    assert measured(Records(pulses=pulses), until=START + 9.5 * DAY).value == 1
    assert measured(Records(pulses=pulses), since=START + 9.5 * DAY).value == -1
