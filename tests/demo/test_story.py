"""The life that is told is the one that was planned, before any of it is in a database."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from statistics import median

import pytest

from tribe.demo import acts, truth
from tribe.demo.grammar import read_words
from tribe.demo.people import SIGN_INS, make_people
from tribe.demo.story import Life, tell
from tribe.events.models import Rsvp
from tribe.members import names

TODAY = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def life() -> Life:
    return tell(7, TODAY)


def test_the_same_seed_tells_the_same_life(life: Life) -> None:
    again = tell(7, TODAY)
    assert [repr(act.at) + type(act).__name__ + act.by.name for act in again.acts] == [
        repr(act.at) + type(act).__name__ + act.by.name for act in life.acts
    ]
    assert [act.body for act in again.acts if isinstance(act, acts.Say)] == [
        act.body for act in life.acts if isinstance(act, acts.Say)
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("today", [TODAY, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)])
def test_any_seed_and_any_day_can_be_told(seed: int, today: datetime) -> None:
    assert len(tell(seed, today).acts) > 5_000


def test_acts_come_in_the_order_of_time_and_end_today(life: Life) -> None:
    moments = [act.at for act in life.acts]
    assert moments == sorted(moments)
    assert moments[0] == TODAY - truth.LIFE
    assert TODAY - moments[-1] < timedelta(days=1)
    assert moments[-1] < TODAY


def test_everybody_has_a_name_of_their_own_that_the_house_allows(life: Life) -> None:
    found = [person.name for person in life.people]
    assert len({names.outline(name) for name in found}) == len(found) == truth.MEMBERS + 3
    assert not [name for name in found if names.outline(name) in names._RESERVED_OUTLINES]
    assert {sign.name for sign in SIGN_INS} <= set(found)


def test_circles_have_their_sizes_and_bridges_their_homes(life: Life) -> None:
    sizes = Counter(person.circle for person in life.people if not person.is_brand)
    assert sizes == {circle.key: circle.members for circle in truth.CIRCLES}
    abroad = {
        person.name: (person.circle, person.abroad) for person in life.people if person.abroad
    }
    assert abroad == {bridge.name: (bridge.home, bridge.abroad) for bridge in truth.BRIDGES}


def test_there_is_enough_life_and_not_too_much(life: Life) -> None:
    count = Counter(type(act) for act in life.acts)
    assert 350 <= count[acts.Begin] <= 450
    assert 3_200 <= count[acts.Begin] + count[acts.Say] <= 5_000
    assert 90 <= count[acts.Invite] <= 120


def test_no_two_topics_share_a_title(life: Life) -> None:
    titles = [act.title for act in life.acts if isinstance(act, acts.Begin)]
    doubled = {title for title, times in Counter(titles).items() if times > 1}
    assert len(doubled) <= 3, doubled
    assert all(3 <= len(title) <= 200 for title in titles)


def test_no_slot_and_no_name_is_left_unfilled(life: Life) -> None:
    for act in life.acts:
        if isinstance(act, acts.Begin | acts.Say):
            assert "{" not in act.body, act.body
            assert "\x01" not in act.body


def test_nobody_speaks_before_they_have_joined(life: Life) -> None:
    joined = {person.name: person.joined_at for person in life.people}
    for act in life.acts:
        assert act.at >= joined[act.by.name]


def test_newcomers_wait_as_planned_and_seven_wait_still(life: Life) -> None:
    waits, waiting = first_waits(life)
    assert median(waits) == pytest.approx(truth.MEDIAN_WAIT.total_seconds(), rel=0.2)
    assert len(waiting) == truth.UNANSWERED
    assert all(TODAY - at < timedelta(days=21) for at in waiting)


def first_waits(life: Life) -> tuple[list[float], list[datetime]]:
    """How long first posts waited for an answer, in seconds; when those began that wait still."""
    openings: dict[int, int] = {}
    firsts: dict[str, tuple[int, datetime]] = {}
    answered: dict[int, list[tuple[datetime, str]]] = {}
    for act in life.acts:
        if isinstance(act, acts.Begin):
            openings[act.topic] = act.post
        if isinstance(act, acts.Say):
            target = act.answers if act.answers is not None else openings[act.topic]
            answered.setdefault(target, []).append((act.at, act.by.name))
        if isinstance(act, acts.Begin | acts.Say) and not act.by.is_brand:
            firsts.setdefault(act.by.name, (act.post, act.at))
    waits, waiting = [], []
    for name, (post, at) in firsts.items():
        heard = [moment for moment, by in answered.get(post, ()) if by != name]
        if heard:
            waits.append((min(heard) - at).total_seconds())
        else:
            waiting.append(at)
    return waits, waiting


@pytest.mark.parametrize("days", [0, 1.6, 33.4, 191.2])
def test_two_persons_are_at_home_in_two_circles_whatever_the_day(days: float) -> None:
    told = tell(7, TODAY + timedelta(days=days))
    circle = {person.name: person.circle for person in told.people}
    found = set()
    for name, others in ties(told).items():
        homes = Counter(circle[other] for other in others)
        for key, count in homes.items():
            if key != circle[name] and count >= 3 and count >= 0.2 * len(others):
                found.add((name, frozenset((key, circle[name]))))
    assert {name for name, _ in found} == {bridge.name for bridge in truth.BRIDGES}
    assert {pair for _, pair in found} == truth.BRIDGED


def ties(life: Life) -> dict[str, set[str]]:
    """Whom each measured member turned to, or was turned to by, or met."""
    measured = {p.name for p in life.people if p.agrees and not p.withdraws_at and not p.is_brand}
    writers: dict[int, str] = {}
    openings: dict[int, int] = {}
    coming: dict[int, set[str]] = {}
    found: dict[str, set[str]] = {}

    def tie(one: str, other: str) -> None:
        if one != other and {one, other} <= measured:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)

    for act in life.acts:
        match act:
            case acts.Begin():
                writers[act.post], openings[act.topic] = act.by.name, act.post
            case acts.Say():
                writers[act.post] = act.by.name
                target = openings[act.topic] if act.answers is None else act.answers
                tie(act.by.name, writers[target])
            case acts.Give():
                tie(act.by.name, writers[act.post])
            case acts.Reply(status=Rsvp.GOING):
                coming.setdefault(act.event, set()).add(act.by.name)
            case acts.Reply():
                coming.setdefault(act.event, set()).discard(act.by.name)
            case acts.Settle():
                for one, other in combinations(coming.get(act.event, ()), 2):
                    tie(one, other)
    return found


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_no_name_looks_like_a_numbered_twin(seed: int) -> None:
    found = [person.name for person in make_people(seed, TODAY)]
    first = set(read_words("names")["fr"]) | set(read_words("names")["en"])
    twins = [name for name in found if name.rpartition("-")[0] in first]
    assert [name for name in twins if re.search(r"-([A-Z]|[0-9]+)$", name)] == []
    assert not [name for name in first if re.search(r"-([A-Z]|[0-9]+)$", name)]
