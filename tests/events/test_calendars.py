"""iCalendar, as other programs read it: icalendar, recurring_ical_events, dateutil."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.tz import tzical
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.conftest import Cast
from tests.events.conftest import Make, draft, get
from tribe.base.db import now, session
from tribe.events.calendars import write_calendar
from tribe.events.models import Event, EventStatus, Mode
from tribe.events.services import cancel_event, edit_event


def event(start: datetime, zone: str = "Europe/Paris", hours: float = 2, **fields: object) -> Event:
    made = Event(
        id=7,
        uid="6c5b",
        sequence=0,
        title="Evening",
        text="Words",
        mode=Mode.PLACE,
        place="The mill",
        online_url="",
        zone=zone,
        starts_at=start.astimezone(UTC),
        ends_at=start.astimezone(UTC) + timedelta(hours=hours),
        status=EventStatus.CONFIRMED,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        updated_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def write(events: Sequence[Event]) -> bytes:
    return write_calendar(events, lambda one: f"https://tribe.example/events/{one.id}", "tribe")


def read_start(text: bytes) -> datetime:
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    start: datetime = entry.decoded("dtstart")
    return start


def paris(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Paris"), fold=fold)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "start",
    [
        paris(2026, 3, 29, 1, 30),  # the last half hour before the jump
        paris(2026, 3, 29, 3, 30),
        paris(2026, 10, 25, 2, 30),  # comes twice: the first
        paris(2026, 10, 25, 2, 30, fold=1),  # and the second
        paris(2026, 10, 25, 3, 30),
        paris(2026, 7, 1, 19, 0),
    ],
)
def test_other_programs_read_the_same_moment(start: datetime) -> None:
    text = write([event(start)])
    assert read_start(text).astimezone(UTC) == start.astimezone(UTC)
    around = (start.astimezone(UTC) - timedelta(days=1), start.astimezone(UTC) + timedelta(days=1))
    (seen,) = recurring_ical_events.of(Calendar.from_ical(text)).between(*around)
    assert seen.start.astimezone(UTC) == start.astimezone(UTC)
    assert (seen.end - seen.start.astimezone(UTC)) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("zone", "year"),
    [
        ("Europe/Paris", 2026),
        ("America/New_York", 2026),
        ("Australia/Lord_Howe", 2026),  # half an hour of summer time
        ("Africa/Casablanca", 2027),  # a season of five weeks, and summer time the other way round
        ("Asia/Kathmandu", 2026),
        ("Etc/GMT+7", 2026),
    ],
)
def test_our_description_of_a_zone_agrees_with_its_clocks_all_year(zone: str, year: int) -> None:
    first = datetime(year, 1, 5, 12, tzinfo=ZoneInfo(zone))
    text = write([event(first, zone), event(first + timedelta(days=350), zone)]).decode()
    described = tzical(StringIO(text)).get(zone)
    moment = first.astimezone(UTC)
    while moment.year == year:
        local = moment.astimezone(ZoneInfo(zone))
        read = local.replace(tzinfo=described, fold=0).utcoffset()
        if not _is_ambiguous(local):
            assert read == local.utcoffset(), local
        moment += timedelta(hours=1)


def _is_ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def test_the_clocks_are_described_for_the_years_concerned_only() -> None:
    text = write([event(paris(2026, 7, 1, 19, 0))]).decode()
    (zone,) = Calendar.from_ical(text).walk("VTIMEZONE")
    starts = [season.decoded("dtstart") for season in zone.subcomponents]
    assert len(starts) == 3
    assert [start.strftime("%Y-%m-%d %H:%M") for start in starts[1:]] == [
        "2026-03-29 02:00",  # by the clock before the jump, as RFC 5545 says
        "2026-10-25 03:00",
    ]


def test_utc_needs_no_description() -> None:
    text = write([event(datetime(2026, 7, 1, 19, tzinfo=UTC), "UTC")])
    assert b"VTIMEZONE" not in text
    assert b"DTSTART:20260701T190000Z" in text


@pytest.mark.parametrize("word", ["a;b,c\\d", "line\none", "🎉" * 60, "é" * 200, "BEGIN:VEVENT"])
def test_text_survives(word: str) -> None:
    text = write([event(paris(2026, 7, 1, 19), title=word, source=word, place=word)])
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    assert (entry["summary"], entry["description"], entry["location"]) == (word, word, word)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_a_gathering_in_a_place_and_online() -> None:
    url = "https://meet.example/r?x=1&y=2"
    both = [event(paris(2026, 7, 1, 19), mode=Mode.BOTH, online_url=url)]
    assert url not in write(both).decode()
    text = write_calendar(
        both, lambda one: f"https://tribe.example/events/{one.id}", shows_way_in=lambda _event: True
    )
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    assert entry["location"] == f"The mill · {url}"
    assert entry["url"] == "https://tribe.example/events/7"


def test_uid_stays_and_sequence_rises_with_time_place_and_status(
    app: Flask, client: FlaskClient, cast: Cast, make: Make
) -> None:
    event_id = make()

    def read() -> dict[str, str]:
        (entry,) = Calendar.from_ical(client.get(f"/events/{event_id}.ics").data).walk("VEVENT")
        return {key: str(entry.decoded(key)) for key in ("uid", "sequence", "last-modified")}

    seen = [read()]
    with app.app_context():
        start = get(event_id).starts_at
    changes = [
        {"starts_at": start, "title": "Another title"},
        {"starts_at": start + timedelta(hours=1)},
        {"starts_at": start + timedelta(hours=1), "place": "Elsewhere"},
    ]
    for minutes, change in enumerate(changes, start=1):
        with app.app_context():
            moment = now() + timedelta(minutes=minutes)
            edit_event(cast.get("cleo"), get(event_id), draft(**change), at=moment)
            session.commit()
        seen.append(read())
    with app.app_context():
        cancel_event(cast.get("cleo"), get(event_id), at=now() + timedelta(hours=1))
        session.commit()
    seen.append(read())
    assert [one["sequence"] for one in seen] == ["0", "0", "1", "2", "3"]
    assert len({one["uid"] for one in seen}) == 1
    assert len({one["last-modified"] for one in seen}) == 5
    assert b"STATUS:CANCELLED" in client.get(f"/events/{event_id}.ics").data


def test_the_feed_has_what_is_to_come_and_the_last_90_days(
    app: Flask, client: FlaskClient, cast: Cast, make: Make
) -> None:
    old, recent, soon, off = (
        make(title=title, starts_at=now() + timedelta(days=days))
        for title, days in (("old", -100), ("recent", -80), ("soon", 400), ("off", 5))
    )
    with app.app_context():
        cancel_event(cast.get("cleo"), get(off))
        session.commit()
    response = client.get("/events.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    calendar = Calendar.from_ical(response.data)
    assert calendar["method"] == "PUBLISH"
    entries = {str(entry["summary"]): entry["status"] for entry in calendar.walk("VEVENT")}
    assert entries == {"recent": "CONFIRMED", "soon": "CONFIRMED", "off": "CANCELLED"}
    assert (old, recent, soon) == (1, 2, 3)


def test_an_empty_feed_is_a_calendar(client: FlaskClient) -> None:
    assert Calendar.from_ical(client.get("/events.ics").data)["version"] == "2.0"


def test_addresses_are_those_of_the_house_and_not_of_whoever_asks(
    app: Flask, client: FlaskClient, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    monkeypatch.setitem(app.config, "BASE_URL", "https://tribe.example/")
    for path in ("/events.ics", "/events/1.ics"):
        calendar = client.get(path, headers={"Host": "evil.example"}).text
        assert "URL:https://tribe.example/events/1\r\n" in calendar
        assert "evil" not in calendar


def test_unchanged_is_304(client: FlaskClient, make: Make) -> None:
    event_id = make()
    for path in ("/events.ics", f"/events/{event_id}.ics"):
        first = client.get(path)
        etag = first.headers["ETag"]
        assert client.get(path).data == first.data
        again = client.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
    make(title="One more")
    assert client.get("/events.ics", headers={"If-None-Match": etag}).status_code == 200


def test_no_calendar_of_what_is_not_there(client: FlaskClient) -> None:
    assert client.get("/events/4711.ics").status_code == 404
    assert client.get("/events/99999999999999.ics").status_code == 404
