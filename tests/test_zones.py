"""Local times and zones, where clocks jump and where they repeat."""

from datetime import UTC, datetime

import pytest

from tribe.base.zones import NoSuchTime, canonical, list_zones, moment_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        (" EUROPE/PARIS ", "Europe/Paris"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
        ("etc/gmt+7", "Etc/GMT+7"),
        ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_zone_is_found_in_any_case(typed: str, name: str) -> None:
    assert canonical(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Factory", "localtime", "é"]
)
def test_what_is_no_zone_is_not_found(typed: str) -> None:
    assert canonical(typed) is None


def test_an_ordinary_time() -> None:
    local = datetime(2026, 11, 25, 19, 0)  # noqa: DTZ001 (local on purpose)
    assert moment_of(local, "Europe/Paris") == datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_jump_over_does_not_exist() -> None:
    with pytest.raises(NoSuchTime) as jumped:
        moment_of(datetime(2026, 3, 29, 2, 30), "Europe/Paris")  # noqa: DTZ001
    assert jumped.value.nearest == datetime(2026, 3, 29, 3, 30)  # noqa: DTZ001


def test_a_time_that_comes_twice_is_the_first() -> None:
    local = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001
    assert moment_of(local, "Europe/Paris") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of(local.replace(fold=1), "Europe/Paris").hour == 0


def test_half_hour_zones_and_a_skipped_day() -> None:
    local = datetime(2026, 6, 1, 12, 0)  # noqa: DTZ001
    assert moment_of(local, "Asia/Kathmandu") == datetime(2026, 6, 1, 6, 15, tzinfo=UTC)
    with pytest.raises(NoSuchTime):
        moment_of(datetime(2011, 12, 30, 12, 0), "Pacific/Apia")  # noqa: DTZ001


def test_the_zones_on_offer_are_places_and_utc() -> None:
    assert {"UTC", "Europe/Paris", "America/Montreal"} <= set(list_zones())
    assert all(canonical(name) == name for name in list_zones())
    assert not any(name.startswith("Etc/") for name in list_zones())
