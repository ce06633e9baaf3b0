"""The privacy gate, and what tries to get through it."""

import json
import math
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph import (
    MEASURES,
    Evidence,
    Interactions,
    MemberFact,
    Newcomers,
    measure_all,
    report_json,
)
from tribe.reports import gate
from tribe.reports.gate import NotPublishable, is_too_close, publish, publish_measure
from tribe.reports.making import for_charts

DAY = 86_400.0
START = 1.7e9
CONTRACT = {
    "name", "value", "interval", "null_model", "n", "with_brand", "enough", "reading",
}  # fmt: skip


def evidence(members: int = 60, acts: int = 1500) -> Evidence:
    """Three circles with ids that would be noticed, newcomers, a weekly rite."""
    chance = random.Random(3)  # noqa: S311 - nothing secret
    rows = []
    for number in range(acts):
        actor = chance.randrange(members)
        own = [m for m in range(members) if m % 3 == actor % 3]
        target = chance.choice(own if chance.random() < 0.9 else range(members))
        kind = chance.choice(["reply", "thanks", "reaction", "mention"])
        rows.append((f"secret{actor}", f"secret{target}", kind, START + number * 3600, 0))
    return Evidence(
        Interactions.from_rows(
            rows, [MemberFact(f"secret{m}", brand=m < 2) for m in range(members)]
        ),
        newcomers=Newcomers.of(
            [3600.0 * (1 + n % 30) for n in range(45)], [True] * 40 + [False] * 5
        ),
        rites=[[START + 7 * DAY * week for week in range(9)]],
        events=3,
    )


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """A report as it is measured, before the gate."""
    made = evidence()
    results = measure_all(made, nulls=20, bootstraps=100)
    provenance = {"version": "1", "seed": 0, "seconds": 1.5, "host": "secret.example"}
    report = report_json("The village", made, results, provenance)
    for_charts(report["measures"], made)
    return report


def keys_of(value: Any) -> set[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        return set(value) | {key for part in value.values() for key in keys_of(part)}
    if isinstance(value, list):
        return {key for part in value for key in keys_of(part)}
    return set()


def numbers_of(value: Any) -> list[float]:
    """Every number at any depth."""
    if isinstance(value, dict):
        return [n for part in value.values() for n in numbers_of(part)]
    if isinstance(value, list):
        return [n for part in value for n in numbers_of(part)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_the_report_is_the_contract_s(measured: dict[str, Any]) -> None:
    published = publish(measured)
    assert list(published) == ["schema", "tribe", "window", "counts", "measures", "provenance"]
    assert published["schema"] == 1
    assert set(published["counts"]) == {"members", "interactions", "ties", "events", "rituals"}
    assert set(published["measures"]) == set(MEASURES)
    assert {"engine", "version", "seed", "seconds"} <= set(published["provenance"])
    for entry in published["measures"].values():
        assert set(entry) >= CONTRACT
        assert set(entry["reading"]) == set(entry["name"]) == {"en", "fr"}
        assert entry["interval"] is None or len(entry["interval"]) == 2
        assert entry["null_model"] is None or set(entry["null_model"]) == {"mean", "sd", "p"}
        assert isinstance(entry["enough"], bool)
        assert isinstance(entry["n"], int)


def test_every_detail_that_is_measured_has_a_rule(measured: dict[str, Any]) -> None:
    """A new detail of a measure must be allowed here by name, or it stays behind unseen."""
    published = publish(measured)
    for id_, entry in measured["measures"].items():
        lost = keys_of(dict(entry["detail"])) - keys_of(published["measures"][id_]["detail"])
        assert not lost, id_


def test_it_is_plain_json_without_nan(measured: dict[str, Any]) -> None:
    text = json.dumps(publish(measured), allow_nan=False)
    assert json.loads(text) == publish(measured)


def test_no_member_is_in_it(measured: dict[str, Any]) -> None:
    assert "secret" not in json.dumps(publish(measured))


def test_counts_of_persons_are_rounded(measured: dict[str, Any]) -> None:
    published = publish(measured)
    for name in ("members", "interactions", "ties"):
        assert published["counts"][name] % 5 == 0
    for id_, entry in published["measures"].items():
        if MEASURES[id_].size in gate.PERSONS:
            assert entry["n"] % 5 == 0, id_
    shells = published["measures"]["C4"]["detail"]["shells"]["members"]
    assert all(cell is None or cell % 5 == 0 for cell in shells)


def test_no_number_tells_an_exact_count(measured: dict[str, Any]) -> None:
    """Four digits: a share of 1 234 ties cannot be turned back into its two counts."""
    for entry in publish(measured)["measures"].values():
        for value in numbers_of(entry):
            assert value == pytest.approx(float(f"{value:.4g}"), rel=1e-12)


def test_what_no_rule_names_stays_behind(measured: dict[str, Any]) -> None:
    entry = dict(measured["measures"]["C4"])
    entry["members"] = ["secret1"]
    entry["detail"] = dict(entry["detail"]) | {"edges": [["secret1", "secret2"]], "names": "secret"}
    published = publish_measure("C4", entry)
    assert published is not None
    assert "secret" not in json.dumps(published)


@pytest.mark.parametrize(
    ("id_", "detail"),
    [
        ("C4", {"shells": {"k": [1, 2], "members": [7, 40]}}),  # an unrounded cell
        ("C4", {"shells": {"k": [1], "members": ["secret1"]}}),
        ("C4", {"core_members": 12}),
        ("C5", {"sizes": [10, 3]}),
        ("C5", {"mixing": [[5, -5]]}),
        ("T1", {"kendall_tau": "secret1"}),
        ("T1", {"kendall_tau": math.nan}),
        ("E1", {"lorenz": [["secret1", 0.2]]}),
        ("E2", {"tasks": [{"kind": "secret1", "value": 2}]}),
        ("U1", {"rites": [{"n": 9, "enough": "secret"}]}),
        ("U1", {"rites": "secret"}),
    ],
)
def test_what_is_not_of_its_kind_is_refused(
    measured: dict[str, Any], id_: str, detail: dict[str, Any]
) -> None:
    with pytest.raises(NotPublishable):
        publish_measure(id_, measured["measures"][id_] | {"detail": detail})


def test_classes_of_one_person_never_leave(
    measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    for private in ("P0", "P1"):
        hidden = replace(MEASURES["C1"], published=private)
        monkeypatch.setattr(gate, "MEASURES", dict(MEASURES) | {"C1": hidden})
        assert "C1" not in publish(measured)["measures"]


def test_few_persons_are_not_counted_out() -> None:
    few = evidence(members=7, acts=40)
    report = report_json("Few", few, measure_all(few, nulls=5, bootstraps=10), {"version": "1"})
    published = publish(report)
    assert published["counts"]["members"] is None
    assert "7" not in published["measures"]["C1"]["reading"]["en"]
    assert "fewer than ten" in published["measures"]["C1"]["reading"]["en"]


@given(st.integers(0, 10**6))
def test_a_count_never_tells_more_than_five(count: int) -> None:
    shown = gate.count(count)
    if 0 < count < 10:
        assert shown is None
    else:
        assert shown is not None
        assert shown % 5 == 0
        assert abs(shown - count) <= 2.5


@given(st.floats(-1e300, 1e300))
def test_a_number_keeps_four_digits(value: float) -> None:
    shown = gate.number(value)
    assert shown is not None
    assert shown == pytest.approx(value, rel=1e-3, abs=1e-300)


MAY = datetime(2026, 5, 1, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shift_since", "shift_until", "close"),
    [
        (0, 0, True),
        (0, 1, True),
        (-1, 1, True),
        (0, 6.9, True),
        (0, 7, False),
        (-4, 4, False),
        (30, 0, False),
    ],
)
def test_periods_that_could_be_subtracted_are_too_close(
    shift_since: float, shift_until: float, close: bool
) -> None:
    other = (MAY + timedelta(days=shift_since), NOVEMBER + timedelta(days=shift_until))
    assert is_too_close((MAY, NOVEMBER), other) is close
    assert is_too_close(other, (MAY, NOVEMBER)) is close


def test_two_short_periods_apart_are_not_close() -> None:
    day = timedelta(days=1)
    assert not is_too_close((MAY, MAY + day), (MAY + 3 * day, MAY + 4 * day))
