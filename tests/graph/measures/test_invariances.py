"""What holds of every measure in the register: names, their order and the calendar say nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.graph.conftest import START, tribe_evidence, tribe_members, tribe_records, tribe_rows
from tribe.graph import MEASURES, Evidence, Interactions, measure_all
from tribe.graph.data.kinds import GROUP_KINDS

WEEK = 7 * 86_400.0
#: Found or drawn by lot in the order of the members: another order is another draw.
DRAWN = frozenset({"C5", "I2", "I3", "L1", "L2", "R2", "T2", "T6", "U4"})
#: Of how often, not of whom: twice the acts leave who is tied to whom and in which part as it was.
OF_SHAPE = ("T3", "T4", "C1", "C2", "C4", "R1", "R3", "E1", "E2")


def told(
    thing: Any,
    name: Callable[[str], str] = str,
    shift: float = 0.0,
    known: frozenset[str] = frozenset(),
) -> Any:
    """The same with members called otherwise and every time moved."""
    if isinstance(thing, str):
        return name(thing) if thing in known else thing
    if isinstance(thing, float) and thing > START / 2:
        return thing + shift
    if isinstance(thing, Mapping):
        return {
            told(key, name, shift, known): told(value, name, shift, known)
            for key, value in thing.items()
        }
    if isinstance(thing, list | tuple):
        return type(thing)(told(part, name, shift, known) for part in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {
            part.name: told(getattr(thing, part.name), name, shift, known) for part in fields(thing)
        }
        return replace(thing, **parts)
    return thing


def altered(name: Callable[[str], str] = str, shift: float = 0.0) -> Evidence:
    """The small tribe, with all that it tells, under other names and at another time."""
    members = tribe_members()
    known = frozenset(member.id for member in members)

    def new(thing: Any) -> Any:
        return told(thing, name, shift, known)

    plain = tribe_evidence()
    return Evidence(
        Interactions.from_rows(new(tribe_rows()), new(members)),
        newcomers=plain.newcomers,
        rites=[[at + shift for at in dates] for dates in plain.rites],
        events=plain.events,
        records=new(tribe_records()),
    )


def results(evidence: Evidence, *, only: Any = None) -> dict[str, Any]:
    found = measure_all(evidence, nulls=9, bootstraps=9, only=only)
    return {id_: json.loads(json.dumps(result.to_json())) for id_, result in found.items()}


@cache
def usual() -> dict[str, Any]:
    return results(tribe_evidence())


def agree(one: Any, other: Any) -> None:
    """Alike to 1e-9, wherever the numbers stand."""
    if isinstance(one, Mapping):
        assert one.keys() == other.keys()
        for key in one:
            agree(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for pair in zip(one, other, strict=True):
            agree(*pair)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)
    else:
        assert one == other


@pytest.fixture(scope="module")
def renamed() -> dict[str, Any]:
    return results(altered(lambda name: f"x-{name}"))


@pytest.fixture(scope="module")
def reordered() -> dict[str, Any]:
    return results(altered(lambda name: name[::-1]))


@pytest.fixture(scope="module")
def moved() -> dict[str, Any]:
    return results(altered(shift=52 * WEEK))


@pytest.mark.parametrize("id_", MEASURES)
def test_names_say_nothing(id_: str, renamed: dict[str, Any]) -> None:
    agree(usual()[id_], renamed[id_])


@pytest.mark.parametrize("id_", [id_ for id_ in MEASURES if id_ not in DRAWN])
def test_the_order_of_names_says_nothing(id_: str, reordered: dict[str, Any]) -> None:
    agree(usual()[id_]["value"], reordered[id_]["value"])


@pytest.mark.parametrize("id_", MEASURES)
def test_a_year_of_weeks_later_is_the_same(id_: str, moved: dict[str, Any]) -> None:
    agree(usual()[id_]["value"], moved[id_]["value"])


def test_twice_the_acts_leave_the_shape_as_it_was() -> None:
    rows = [row for row in tribe_rows() if row[2] not in GROUP_KINDS]
    once = results(tribe_evidence(rows), only=OF_SHAPE)
    twice = results(tribe_evidence(rows + rows), only=OF_SHAPE)
    for id_ in OF_SHAPE:
        assert once[id_]["value"] is not None
        agree(once[id_]["value"], twice[id_]["value"])


def test_the_small_tribe_lets_nearly_every_measure_speak() -> None:
    silent = {id_ for id_, found in usual().items() if found["value"] is None}
    assert len(silent) <= 3, silent
    assert np.isfinite([found["value"] for found in usual().values() if found["value"]]).all()
