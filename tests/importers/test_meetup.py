"""Meetup groups come in with their own local times, and those who met are tied to each other."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.importers.helpers import count_rows, run
from tribe.base.db import session
from tribe.events.models import Attendance, Event, Rsvp
from tribe.events.queries import list_hosts
from tribe.graph.data.kinds import Kind
from tribe.importers.models import ImportedThing
from tribe.importers.stackexchange.site import Site, find_site
from tribe.ledger.models import Interaction
from tribe.members.models import Member

HOUR = 3_600_000
WINTER = int(datetime(2014, 1, 10, 2, tzinfo=UTC).timestamp()) * 1000  # 19:00 the day before
SUMMER = int(datetime(2014, 7, 10, 1, tzinfo=UTC).timestamp()) * 1000  # 19:00 the day before
TABLES = {
    "groups": ["group_id,created_ms,rating,organiser_member_id", f"g1,{WINTER},5,m9"],
    "memberships": [
        "member_id,group_id,joined_ms",
        f"m1,g1,{WINTER + HOUR}",
        f"m2,g1,{WINTER - HOUR}",
        f"m2,g1,{WINTER}",
        f"m6,g1,{WINTER}",
        f"m4,g7,{WINTER}",
    ],
    "events": [
        "event_id,group_id,venue_id,time_ms,utc_offset_ms,status",
        f"e1,g1,v1,{WINTER},{-7 * HOUR},past",
        f"e2,g1,,{SUMMER},{-6 * HOUR},past",
        f"e1,g1,v1,{WINTER},{-7 * HOUR},past",
        f"e3,g1,v1,{SUMMER},{-3 * HOUR},past",
        f"e4,g1,v1,{SUMMER},{11 * HOUR // 2},upcoming",
        f"e5,g1,v1,{SUMMER},{HOUR // 60},past",
        f"e6,g1,v1,soon,{HOUR},past",
        "e7,g1",
    ],
    "rsvps": [
        "rsvp_id,event_id,member_id,guests,response,created_ms,mtime_ms",
        f"r1,e1,m1,2,yes,{WINTER - 5 * HOUR},{WINTER - 4 * HOUR}",
        f"r1,e1,m2,0,yes,{WINTER - 9 * HOUR},{WINTER - 9 * HOUR}",
        f"r1,e1,m6,3,no,{WINTER - 5 * HOUR},{WINTER - 5 * HOUR}",
        f"r2,e2,m1,0,yes,{SUMMER + HOUR},{SUMMER + HOUR}",
        f"r3,e2,m6,0,yes,{SUMMER - HOUR},{SUMMER - HOUR}",
        f"r4,e4,m1,0,yes,{WINTER},{WINTER}",
        f"r5,e4,m2,0,yes,{WINTER},{WINTER}",
        f"r6,e1,m1,0,no,{WINTER},{WINTER}",
        f"r7,e1,m5,0,maybe,{WINTER},{WINTER}",
        f"r8,e99,m5,0,yes,{WINTER},{WINTER}",
        f"r9,e1,m5,-1,yes,{WINTER},{WINTER}",
    ],
}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """One group, its people, and gatherings with each of the troubles of real ones."""
    folder = tmp_path / "knitters"
    folder.mkdir()
    for name, lines in TABLES.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


def events_of(app: Flask) -> dict[str, Event]:
    """What was brought, by its id elsewhere."""
    with app.app_context():
        chosen = select(ImportedThing.external_id, Event).where(ImportedThing.kind == "event")
        chosen = chosen.join(Event, Event.id == ImportedThing.local_id)
        return dict(session.execute(chosen).all())


def answers_of(app: Flask, event: Event) -> dict[str, tuple[Rsvp, int]]:
    with app.app_context():
        chosen = select(Member.name, Attendance.status, Attendance.guests)
        chosen = chosen.join(Attendance, Attendance.member_id == Member.id)
        rows = session.execute(chosen.where(Attendance.event_id == event.id))
        return {name: (status, guests) for name, status, guests in rows}


def test_everyone_and_everything_is_there(app: Flask, export: Path) -> None:
    result = run(app, "meetup", export)
    assert result.exit_code == 0, result.output
    assert "members: 4 kept" in result.output
    assert "events: 4 kept" in result.output
    assert "rsvps: 7 kept" in result.output
    assert "note: 1 answers were written after the start" in result.output
    assert "1 events were still to come" in result.output
    events = events_of(app)
    assert answers_of(app, events["e1"]) == {
        "m1": (Rsvp.GOING, 2),
        "m2": (Rsvp.GOING, 0),
        "m6": (Rsvp.NOT_GOING, 0),
    }
    assert events["e1"].title == "Gathering of group g1 · 2014-01-09"
    assert events["e1"].group_name == "g1"
    with app.app_context():
        assert [host.name for host in list_hosts([events["e1"].id])[events["e1"].id]] == ["m9"]
        joined = dict(session.execute(select(Member.name, Member.joined_at)).all())
    winter = datetime.fromtimestamp(WINTER / 1000, UTC)
    assert joined == {
        "m1": winter + timedelta(hours=1),
        "m2": winter - timedelta(hours=1),
        "m6": winter,
        "m9": winter,
    }


def test_local_times_are_those_of_the_source(app: Flask, export: Path) -> None:
    run(app, "meetup", export)
    shown = {
        there: (event.zone, event.starts_at.astimezone(ZoneInfo(event.zone)).strftime("%d %H:%M"))
        for there, event in events_of(app).items()
    }
    assert shown["e1"] == ("America/Denver", "09 19:00")
    assert shown["e2"] == ("America/Denver", "09 19:00")
    assert shown["e3"] == ("Etc/GMT+3", "09 22:00")
    assert shown["e4"][1] == "10 06:30"


def test_who_met_is_tied_and_who_only_meant_to_is_not(app: Flask, export: Path) -> None:
    run(app, "meetup", export, "--measure")
    with app.app_context():
        names = dict(session.execute(select(Member.id, Member.name)).all())
        ties = {
            (names[one.actor_id], names[one.target_id], one.kind, one.at.month)
            for one in session.query(Interaction)
        }
    assert {(frozenset(tie[:2]), *tie[2:]) for tie in ties} == {
        (frozenset(("m1", "m2")), Kind.CO_ATTENDANCE, 1),
        (frozenset(("m1", "m6")), Kind.CO_ATTENDANCE, 7),
    }
    settled = {there for there, event in events_of(app).items() if event.settled_at}
    assert settled == {"e1", "e2", "e3"}


def test_bad_rows_are_refused_by_line(app: Flask, export: Path) -> None:
    output = run(app, "meetup", export).output
    refused = [line.strip() for line in output.splitlines() if line.startswith("  ")]
    where = sorted(line.split(": ")[0] for line in refused)
    assert where == sorted(
        [
            "memberships.csv:6",
            "events.csv:4",
            "events.csv:7",
            "events.csv:8",
            "events.csv:9",
            "rsvps.csv:9",
            "rsvps.csv:10",
            "rsvps.csv:11",
            "rsvps.csv:12",
        ]
    )
    assert "refused: 9" in output


THEIR_TITLES = {
    "groups": {
        "group_id": "id", "created_ms": "created", "organiser_member_id": "organiserMemberId",
    },
    "memberships": {"member_id": "memberId", "group_id": "groupId", "joined_ms": "joined"},
    "events": {
        "event_id": "id", "group_id": "groupId", "venue_id": "venueId", "time_ms": "time",
        "utc_offset_ms": "utc_offset",
    },
    "rsvps": {
        "rsvp_id": "id", "event_id": "eventId", "member_id": "memberId", "created_ms": "created",
        "mtime_ms": "mtime",
    },
}  # fmt: skip


def test_the_titles_of_meetups_own_exports_are_read(app: Flask, export: Path) -> None:
    ours = run(app, "meetup", export, "--source", "one", "--dry-run").output
    for name, titles in THEIR_TITLES.items():
        table = export / f"{name}.csv"
        header, rest = table.read_text().split("\n", 1)
        renamed = ",".join(titles.get(title, title) for title in header.split(","))
        table.write_text(f"{renamed}\n{rest}")
    assert "organiserMemberId" in (export / "groups.csv").read_text()
    assert run(app, "meetup", export, "--source", "one", "--dry-run").output == ours
    (export / "events.csv").write_text("id,groupId,venueId,time,status\n")
    told = run(app, "meetup", export)
    assert told.exit_code == 1
    assert "events.csv has no column utc_offset_ms or utc_offset or utcOffset" in told.output


def test_who_waits_is_on_the_waitlist_and_meets_nobody(app: Flask, export: Path) -> None:
    with (export / "rsvps.csv").open("a") as file:
        file.write(f"r10,e1,m5,1,waitlist,{WINTER},{WINTER}\n")
    run(app, "meetup", export, "--measure")
    assert answers_of(app, events_of(app)["e1"])["m5"] == (Rsvp.WAITLISTED, 1)
    with app.app_context():
        waiting = session.scalars(select(Member.id).where(Member.name == "m5")).one()
        met = select(Interaction).where(
            (Interaction.actor_id == waiting) | (Interaction.target_id == waiting)
        )
        assert session.scalars(met).all() == []


def test_a_second_run_and_a_dry_run_add_nothing(app: Flask, export: Path) -> None:
    nothing = count_rows(app)
    dry = run(app, "meetup", export, "--dry-run").output
    assert count_rows(app) == nothing
    wet = run(app, "meetup", export).output
    assert dry.splitlines()[:-1] == wet.splitlines()[:-1]
    before = count_rows(app)
    again = run(app, "meetup", export).output
    assert "events: 0 kept, 4 here already" in again
    assert "rsvps: 0 kept, 7 here already" in again
    assert count_rows(app) == before


def test_an_interrupted_run_is_taken_up_again(
    app: Flask, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tribe.importers import meetup, runs

    monkeypatch.setattr(runs, "BATCH", 1)
    record_attendance = meetup.record_attendance

    def break_off(event: Event) -> bool:
        if "2014-07" in event.title:
            raise KeyboardInterrupt
        return record_attendance(event)

    monkeypatch.setattr(meetup, "record_attendance", break_off)
    assert run(app, "meetup", export).exit_code == 1
    assert set(events_of(app)) == {"e1"}
    monkeypatch.setattr(meetup, "record_attendance", record_attendance)
    assert "events: 3 kept, 1 here already" in run(app, "meetup", export).output
    assert {there for there, one in events_of(app).items() if one.settled_at} == {"e1", "e2", "e3"}


def test_nobody_is_measured_unless_the_operator_says_so(app: Flask, export: Path) -> None:
    run(app, "meetup", export)
    assert count_rows(app)["interaction"] == 0
    assert count_rows(app)["attendance"] == 7


def test_a_name_that_would_speak_for_the_house_gives_way(app: Flask, export: Path) -> None:
    table = export / "memberships.csv"
    table.write_text(table.read_text() + f"m3,g1,{WINTER}\nмm,g1,{WINTER}\n")
    run(app, "meetup", export)
    with app.app_context():
        names = set(session.scalars(select(Member.name)))
    assert names == {"m1", "m2", "m6", "m9", "meetup-m3", "imported-2"}  # m3 looks like "me"


def test_a_zone_may_be_said_and_two_sources_do_not_mix(app: Flask, export: Path) -> None:
    assert run(app, "meetup", export, "--zone", "Mars/Olympus").exit_code == 1
    run(app, "meetup", export, "--zone", "america/boise", "--source", "one")
    assert {event.zone for event in events_of(app).values()} >= {"America/Boise"}
    assert "events: 4 kept" in run(app, "meetup", export, "--source", "two").output
    assert count_rows(app)["event"] == 8


@pytest.mark.parametrize("wrong", ["missing", "column", "torn"])
def test_what_is_no_export_is_said_so(app: Flask, export: Path, wrong: str) -> None:
    table = export / "rsvps.csv"
    if wrong == "missing":
        table.unlink()
    elif wrong == "column":
        table.write_text("event_id,member_id\n")
    else:
        table.unlink()
        (export / "rsvps.csv.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    result = run(app, "meetup", export)
    assert result.exit_code == 1
    assert "rsvps.csv" in result.output
    assert count_rows(app)["member"] == 0


def test_the_gatherings_are_on_their_pages(app: Flask, export: Path) -> None:
    run(app, "meetup", export)
    event = events_of(app)["e1"]
    page = app.test_client().get(f"/events/{event.id}")
    assert page.status_code == 200
    assert "Gathering of group g1" in page.text
    assert app.test_client().get("/events?past=1").status_code == 200


def test_the_site_is_found_by_name_or_notes(tmp_path: Path) -> None:
    named = tmp_path / "quantumcomputing.stackexchange.com"
    named.mkdir()
    assert find_site(named, None) == Site("quantumcomputing.stackexchange.com")
    plain = tmp_path / "dump"
    plain.mkdir()
    assert find_site(plain, None) is None
    (plain / "readme.txt").write_text("All of meta.stackoverflow.com, as of today")
    assert find_site(plain, None) == Site("meta.stackoverflow.com")
    assert find_site(plain, "Ask.example.org") == Site("ask.example.org")


def test_real_groups_come_in_whole(app: Flask, shared: Path, database_name: str) -> None:
    if database_name != "sqlite":
        pytest.skip("the real groups are imported on SQLite, made-up ones on both")
    folder = shared / "data" / "meetup-montana-2016"
    output = run(app, "meetup", folder, "--measure").output
    for line in (
        "members: 1759 kept",
        "events: 1391 kept",
        "rsvps: 10416 kept",
        "refused: 5",
        "note: 18 answers were written after the start",
    ):
        assert line in output
    with (folder / "events.csv").open() as file:
        rows = {row["event_id"]: row for row in csv.DictReader(file)}
    brought = events_of(app)
    assert set(brought) == set(rows)
    for there, row in rows.items():
        event = brought[there]
        local = event.starts_at.astimezone(ZoneInfo(event.zone)).replace(tzinfo=None)
        since_epoch = timedelta(milliseconds=int(row["time_ms"]) + int(row["utc_offset_ms"]))
        assert local == datetime(1970, 1, 1) + since_epoch  # noqa: DTZ001 (local on purpose)
        assert (event.settled_at is not None) == (row["status"] == "past")
    going: dict[str, set[str]] = defaultdict(set)
    said: Counter[str] = Counter()
    with (folder / "rsvps.csv").open() as file:
        for row in csv.DictReader(file):
            said[row["response"]] += 1
            if row["response"] == "yes" and rows[row["event_id"]]["status"] == "past":
                going[row["event_id"]].add(row["member_id"])
    pairs = {pair for group in going.values() for pair in combinations(sorted(group), 2)}
    meetings = sum(len(group) * (len(group) - 1) // 2 for group in going.values())
    with app.app_context():
        stored = dict(
            session.execute(
                select(Attendance.status, func.count()).group_by(Attendance.status)
            ).all()
        )
        assert stored == {Rsvp.GOING: said["yes"], Rsvp.NOT_GOING: said["no"]}
        ledger = session.execute(select(Interaction.actor_id, Interaction.target_id)).all()
        assert len(ledger) == meetings
        assert len(set(ledger)) == len(pairs)


def test_what_no_database_holds_is_refused_and_the_rest_kept(app: Flask, export: Path) -> None:
    with (export / "events.csv").open("a") as file:
        file.write(f"e8\0,g1,v1,{SUMMER},{-6 * HOUR},past\n")
        file.write(f"e9,g1,{'v' * 100_000},{SUMMER},{-6 * HOUR},past\n")
    told = run(app, "meetup", export)
    assert told.exit_code == 0, told.output
    assert "events.csv:10: it holds a NUL" in told.output
    assert "e9" in events_of(app)


def test_a_name_of_a_data_set_beyond_its_column_is_wrong_usage(app: Flask, export: Path) -> None:
    told = run(app, "meetup", export, "--source", "s" * 61)
    assert told.exit_code == 2
    assert "from 1 to 60 characters" in told.output


def test_what_an_account_of_the_brand_hosts_is_named_and_the_rest_is_brought(
    app: Flask, export: Path
) -> None:
    assert run(app, "meetup", export).exit_code == 0
    with app.app_context():
        session.scalars(select(Member).where(Member.name == "m9")).one().is_brand = True
        session.commit()
    with (export / "groups.csv").open("a") as file:
        file.write(f"g2,{WINTER},5,m1\n")
    with (export / "events.csv").open("a") as file:
        file.write(f"e90,g1,v1,{SUMMER},{-6 * HOUR},upcoming\n")
        file.write(f"e91,g2,v1,{SUMMER},{-6 * HOUR},upcoming\n")
    result = run(app, "meetup", export)
    assert result.exit_code == 0, result.output
    assert "events.csv:10: an account of the brand hosts it" in result.output
    assert "events: 1 kept, 4 here already" in result.output
    assert "e91" in (found := events_of(app))
    assert "e90" not in found
