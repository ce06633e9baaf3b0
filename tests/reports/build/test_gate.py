"""The privacy gate, and what tries to get through it."""

import copy
import json
import math
import random
from collections import Counter
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
from tribe.graph.study.privacy import rounded
from tribe.reports.build.document import for_charts
from tribe.reports.build.gate import publish, publish_measure
from tribe.reports.declared import DECLARATIONS, NotPublishable, register, rules

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
        assert entry["n"] is None or isinstance(entry["n"], int)


def test_every_detail_that_is_measured_passes(measured: dict[str, Any]) -> None:
    """A new detail of a measure must be declared by name, or the report is refused."""
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
        if DECLARATIONS[id_].counted.of_persons:
            assert entry["n"] is None or entry["n"] % 5 == 0, id_
    shells = published["measures"]["C4"]["detail"]["shells"]["members"]
    assert all(cell is None or cell % 5 == 0 for cell in shells)


def test_no_number_tells_an_exact_count(measured: dict[str, Any]) -> None:
    """Four digits: a share of 1 234 ties cannot be turned back into its two counts."""
    for entry in publish(measured)["measures"].values():
        for value in numbers_of(entry):
            assert value == pytest.approx(float(f"{value:.4g}"), rel=1e-12)


def records_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each record within a value, itself included."""
    if isinstance(value, dict):
        inner = [way for key, part in value.items() for way in records_of(part, (*path, key))]
        return [path, *inner]
    if isinstance(value, list):
        return [way for n, part in enumerate(value) for way in records_of(part, (*path, n))]
    return []


def with_field(value: Any, path: tuple[Any, ...], name: str) -> Any:
    """The same, with one field more in the record at the end of a way."""
    made = copy.deepcopy(value)
    place = made
    for step in path:
        place = place[step]
    place[name] = [["secret1", "secret2"]]
    return made


def test_what_no_rule_names_is_refused(measured: dict[str, Any]) -> None:
    """One undeclared field, in any record of any measure's entry, and nothing of it leaves."""
    tried = 0
    for id_, entry in measured["measures"].items():
        plain = entry | {"detail": json.loads(json.dumps(dict(entry["detail"])))}
        assert publish_measure(id_, plain) is not None
        for path in records_of(plain):
            if path in (("name",), ("reading",)):
                continue  # of these, the languages that the product speaks are read
            with pytest.raises(NotPublishable) as refused:
                publish_measure(id_, with_field(plain, path, "secret3"))
            assert "secret" not in str(refused.value), (id_, path)
            tried += 1
    assert tried > 3 * len(MEASURES)


def test_of_words_and_provenance_the_known_ones_pass(measured: dict[str, Any]) -> None:
    report = copy.deepcopy(measured)
    report["measures"]["C4"]["name"]["de"] = report["counts"]["secret4"] = "secret1"
    assert "secret" not in json.dumps(publish(report))


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
        secret = replace(DECLARATIONS["C1"], measure=hidden)
        monkeypatch.setattr(register, "DECLARATIONS", dict(DECLARATIONS) | {"C1": secret})
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
    shown = rules.count(count)
    if 0 < count < 10:
        assert shown is None
    else:
        assert shown is not None
        assert shown % 5 == 0
        assert abs(shown - count) <= 2.5


@given(st.floats(-1e300, 1e300))
def test_a_number_keeps_four_digits(value: float) -> None:
    shown = rules.number(value)
    assert shown is not None
    assert shown == pytest.approx(value, rel=1e-3, abs=1e-300)


@pytest.mark.parametrize("n", [10, 13, 37, 60, 89, 120, 274, 400, 1000])
def test_a_share_and_its_rounded_number_tell_no_exact_count(n: int) -> None:
    """275 members and .05474 told of 15 of 274: what is shown now fits several counts."""

    size = rounded(n)
    shown = [rules.share(part / n, size) for part in range(n + 1)]
    assert min(Counter(shown).values()) >= (4 if n >= 20 else 3)
    for value in shown:
        assert value in (0, 0.5, 1) or 10 <= round(value * size) <= size - 10


def test_monthly_roles_and_small_shares_stay_behind(measured: dict[str, Any]) -> None:
    entry = publish(measured)["measures"]["R4"]
    assert entry["detail"]["months"] is None


def test_few_who_carry_half_are_not_counted_out(measured: dict[str, Any]) -> None:
    entry = measured["measures"]["E2"] | {"value": 7.0, "interval": [5.0, 12.0]}
    published = publish_measure("E2", entry)
    assert published is not None
    assert published["value"] is None
    assert published["interval"] is None
    assert "7" not in published["reading"]["en"]
    assert "fewer than ten members" in published["reading"]["en"]
    assert "moins de dix membres" in published["reading"]["fr"]


def test_what_is_not_declared_is_refused(measured: dict[str, Any]) -> None:
    """Whether the register knows it or not: nothing of it leaves, nor the report it stands in."""
    for strange in ("Z9", "C", "", "c1"):
        with pytest.raises(NotPublishable):
            publish_measure(strange, measured["measures"]["C1"])
        with pytest.raises(NotPublishable):
            publish(measured | {"measures": {strange: measured["measures"]["C1"]}})


def test_a_registered_measure_that_nobody_declared_is_refused(
    measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = {id_: one for id_, one in DECLARATIONS.items() if id_ != "C1"}
    monkeypatch.setattr(register, "DECLARATIONS", fewer)
    with pytest.raises(NotPublishable):
        publish(measured)
    with pytest.raises(NotPublishable):
        for_charts(measured["measures"], evidence())


def test_the_sentence_says_no_more_than_the_numbers(measured: dict[str, Any]) -> None:
    """It is made from what passed, so that its hundredths are those of the rounded value."""
    exact = measured["measures"]["T4"]
    near = exact | {"value": exact["value"] + 1e-3, "interval": exact["interval"]}
    one, other = publish_measure("T4", exact), publish_measure("T4", near)
    assert one is not None
    assert other is not None
    if one["value"] == other["value"]:
        assert one["reading"] == other["reading"]
