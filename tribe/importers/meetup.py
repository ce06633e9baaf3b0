"""Meetup groups from tables of their groups, memberships, events and answers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import click
from flask_babel import gettext as _
from sqlalchemy import insert

from tribe import search
from tribe.base.db import session
from tribe.base.zones import canonical
from tribe.events.addresses import event_link
from tribe.events.models import Attendance, Event, EventHost, Mode, Rsvp
from tribe.events.services import record_attendance
from tribe.importers import reading
from tribe.importers.people import Person, Register
from tribe.importers.places import credit
from tribe.importers.reading import Refusal, Refused, Row, read_table
from tribe.importers.runs import Pages, Run, progress
from tribe.markup import cook

MEMBER, EVENT, RSVP = "member", "event", "rsvp"
COUNTED = (MEMBER, EVENT, RSVP)
PAGES: Pages = {EVENT: event_link}
OF_BRAND = "an account of the brand hosts it, which says whom it serves and what it asks"
MAX_KEY_LENGTH = 80
MAX_GUESTS = 1000
USUAL_LENGTH = timedelta(hours=3)  # what Meetup assumes of an event that says nothing
# As our tables call them, and what exports of Meetup itself say.
COLUMNS: dict[str, reading.Titles] = {
    "groups.csv": {
        "group_id": ("id", "groupId"),
        "created_ms": ("created",),
        "organiser_member_id": ("organiserMemberId", "organizerMemberId"),
    },
    "memberships.csv": {
        "member_id": ("memberId", "id"),
        "group_id": ("groupId",),
        "joined_ms": ("joined",),
    },
    "events.csv": {
        "event_id": ("id", "eventId"),
        "group_id": ("groupId",),
        "venue_id": ("venueId",),
        "time_ms": ("time",),
        "utc_offset_ms": ("utc_offset", "utcOffset"),
        "status": (),
    },
    "rsvps.csv": {
        "event_id": ("eventId",),
        "member_id": ("memberId",),
        "guests": (),
        "response": (),
        "created_ms": ("created",),
        "mtime_ms": ("mtime",),
    },
}
ANSWERS = {"yes": Rsvp.GOING, "no": Rsvp.NOT_GOING, "waitlist": Rsvp.WAITLISTED}
# Of these the one that agrees with most of the events' offsets is taken for theirs.
ZONES = (
    *("America/Denver", "America/New_York", "America/Chicago", "America/Los_Angeles"),
    *("America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Halifax"),
    *("America/Sao_Paulo", "Europe/London", "Europe/Paris", "Europe/Athens", "Europe/Moscow"),
    *("Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore"),
    *("Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland", "UTC"),
)


@dataclass(frozen=True)
class Answer:
    """What one member answered to one event."""

    member: str
    status: Rsvp
    guests: int
    written_at: datetime
    at: datetime  # when it was last changed


@dataclass
class Gathering:
    """One event with its answers."""

    line: int  # of the table
    key: str
    group: str
    venue: str
    starts_at: datetime
    offset: timedelta
    is_past: bool
    host: str
    zone: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)  # by member

    @property
    def announced_at(self) -> datetime:
        """When it is first heard of: by its first answer, at the latest by its start."""
        return min([self.starts_at, *(answer.written_at for answer in self.answers.values())])


@dataclass(frozen=True)
class Group:
    """One group: who leads it, since when."""

    organiser: str
    created_at: datetime


@dataclass
class Groups:
    """All that the tables hold for us."""

    people: dict[str, Person] = field(default_factory=dict)
    events: dict[str, Gathering] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)


def need_files(folder: Path) -> dict[str, Path]:
    """The four tables; raises click.ClickException for those that are not there."""
    return reading.need_files(folder, tuple(COLUMNS), "an export of Meetup groups")


def read(files: dict[str, Path], zone: str | None) -> Groups:
    """Read and check the tables; nothing is written. Raises click.ClickException."""
    if zone is not None and canonical(zone) is None:
        raise click.ClickException(f"There is no time zone {zone!r}.")
    groups = Groups()
    readers = {
        "groups.csv": _read_group,
        "memberships.csv": _read_membership,
        "events.csv": _read_event,
        "rsvps.csv": _read_answer,
    }
    for name, read_row in readers.items():
        for row in read_table(files[name], COLUMNS[name], groups.refused):
            try:
                read_row(groups, row)
            except Refused as reason:
                groups.refused.append(Refusal(row.file, row.line, str(reason)))
    _add_organisers(groups)
    _place_in_zones(groups, canonical(zone) if zone else None)
    _note_late_answers(groups)
    return groups


def count(run: Run, groups: Groups) -> tuple[list[Person], list[Gathering]]:
    """What is still to be brought; an event and its answers come together."""
    run.refused += groups.refused
    run.notes += groups.notes
    people = sorted(groups.people.values(), key=lambda person: (person.joined_at, person.key))
    events = sorted(groups.events.values(), key=lambda event: (event.starts_at, event.key))
    new_people = [person for person in people if run.count(MEMBER, person.key)]
    brand, new_events = run.brand_of(MEMBER), []
    for event in events:
        if event.host in brand and (EVENT, event.key) not in run.known:
            run.refused.append(Refusal("events.csv", event.line, OF_BRAND))
            continue
        is_new = run.count(EVENT, event.key)
        (run.kept if is_new else run.already)[RSVP] += len(event.answers)
        if is_new:
            new_events.append(event)
    return new_people, new_events


def write(run: Run, people: list[Person], events: list[Gathering], *, is_measured: bool) -> None:
    """Bring people, then gatherings with their answers, each settled when it is over."""
    credit(run.source, "", "")
    register = Register(is_measured=is_measured)
    for person in progress(people, "members"):
        run.put(MEMBER, person.key, register.open_account(person).id)
        run.checkpoint()
    for gathering in progress(events, "events"):
        _bring(run, gathering)
        run.waiting += len(gathering.answers)
        run.checkpoint()
    run.checkpoint(is_last=True)


def _read_group(groups: Groups, row: Row) -> None:
    key, organiser = _key(row, "group_id"), _key(row, "organiser_member_id")
    if key in groups.groups:
        raise Refused(f"group {key} stands there already")
    groups.groups[key] = Group(organiser, row.epoch("created_ms"))


def _read_membership(groups: Groups, row: Row) -> None:
    """Who belongs to several groups joined when they joined the first of them."""
    member, group = _key(row, "member_id"), _key(row, "group_id")
    if group not in groups.groups:
        raise Refused(f"there is no group {group}")
    joined_at = row.epoch("joined_ms")
    known = groups.people.get(member)
    if known is None or joined_at < known.joined_at:
        groups.people[member] = _person(member, joined_at)


def _read_event(groups: Groups, row: Row) -> None:
    key, group = _key(row, "event_id"), _key(row, "group_id")
    if key in groups.events:
        raise Refused(f"event {key} stands there already")
    if group not in groups.groups:
        raise Refused(f"there is no group {group}")
    offset = timedelta(milliseconds=row.integer("utc_offset_ms"))
    if abs(offset) > timedelta(hours=15):
        raise Refused(f"utc_offset_ms {row.values['utc_offset_ms']} is no offset of a clock")
    groups.events[key] = Gathering(
        line=row.line,
        key=key,
        group=group,
        venue=" ".join(row.values["venue_id"].split())[:MAX_KEY_LENGTH],
        starts_at=row.epoch("time_ms"),
        offset=offset,
        is_past=row.text("status") == "past",
        host=groups.groups[group].organiser,
    )


def _read_answer(groups: Groups, row: Row) -> None:
    """An answer's own id is not asked for: some exports give one id to many of them."""
    event = groups.events.get(_key(row, "event_id"))
    if event is None:
        raise Refused(f"there is no event {row.text('event_id')[:40]}")
    member, response = _key(row, "member_id"), row.text("response")
    if response not in ANSWERS:
        raise Refused(f"response {response[:40]!r} is neither yes, no nor waitlist")
    if member in event.answers:
        raise Refused(f"{member} answered to event {event.key} already")
    guests, written_at = row.integer("guests"), row.epoch("created_ms")
    if not 0 <= guests <= MAX_GUESTS:
        raise Refused(f"{guests} guests are beyond belief")
    status = ANSWERS[response]
    coming = 0 if status is Rsvp.NOT_GOING else guests
    event.answers[member] = Answer(member, status, coming, written_at, row.epoch("mtime_ms"))
    groups.people.setdefault(member, _person(member, written_at))


def _add_organisers(groups: Groups) -> None:
    """Organisers who are in no table of members have been there since their group began."""
    for group in groups.groups.values():
        person = _person(group.organiser, group.created_at)
        groups.people.setdefault(group.organiser, person)


def _key(row: Row, name: str) -> str:
    value = row.text(name)
    if len(value) > MAX_KEY_LENGTH:
        raise Refused(f"{name} has more than {MAX_KEY_LENGTH} characters")
    return value


def _person(key: str, joined_at: datetime) -> Person:
    return Person(key, key, f"meetup-{key}", joined_at)


def _place_in_zones(groups: Groups, zone: str | None) -> None:
    """Give each event a zone in which its clock showed what the event's offset says."""
    events = groups.events
    agreeing = Counter(name for event in events.values() for name in ZONES if _shows(name, event))
    usual = zone or max(ZONES, key=lambda name: agreeing[name])
    for key, event in list(events.items()):
        found = usual if _shows(usual, event) else _other_zone(event)
        if found is None:
            groups.refused.append(
                Refusal("events.csv", event.line, f"no time zone is {event.offset} from UTC then")
            )
            del events[key]
            continue
        event.zone = found
    others = sum(event.zone != usual for event in events.values())
    groups.notes.append(f"time zone {usual}")
    if others:
        groups.notes.append(f"{others} events have another offset, and so another zone")


def _shows(zone: str, event: Gathering) -> bool:
    return event.starts_at.astimezone(ZoneInfo(zone)).utcoffset() == event.offset


def _other_zone(event: Gathering) -> str | None:
    hours, rest = divmod(event.offset, timedelta(hours=1))
    fixed = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    if not rest and fixed in available_timezones():
        return fixed  # the sign of these names is that of POSIX: west is plus
    names = sorted(name for name in available_timezones() if "/" in name)
    return next((name for name in names if canonical(name) and _shows(name, event)), None)


def _note_late_answers(groups: Groups) -> None:
    late = sum(
        answer.written_at > event.starts_at
        for event in groups.events.values()
        for answer in event.answers.values()
    )
    if late:
        groups.notes.append(f"{late} answers were written after the start; they are kept")
    upcoming = [event for event in groups.events.values() if not event.is_past]
    if upcoming:
        answers = sum(len(event.answers) for event in upcoming)
        groups.notes.append(
            f"{len(upcoming)} events were still to come when this was collected: "
            f"their {answers} answers are kept, but nobody is known to have been there"
        )


def _bring(run: Run, gathering: Gathering) -> None:
    """One event, its host, its answers, and who was there together."""
    event = _event(run.source, gathering, run.known[MEMBER, gathering.host])
    event.hosts = [EventHost(member_id=event.created_by_id, position=0)]
    session.add(event)
    session.flush()
    if gathering.answers:
        session.execute(
            insert(Attendance),
            [
                {
                    "event_id": event.id,
                    "member_id": run.known[MEMBER, answer.member],
                    "status": answer.status,
                    "guests": answer.guests,
                    "answered_at": answer.at,
                }
                for answer in gathering.answers.values()
            ],
        )
    search.changed("event", [event.id])
    if gathering.is_past:
        record_attendance(event)
    run.put(EVENT, gathering.key, event.id)


def _event(source_name: str, gathering: Gathering, host_id: int) -> Event:
    local_day = gathering.starts_at.astimezone(ZoneInfo(gathering.zone)).date()
    words = [_("Brought from Meetup, without its name and its description.")]
    if gathering.venue:
        words.append(_("Place: venue %(venue)s.", venue=gathering.venue))
    source = " ".join(words)
    cooked = cook(source)
    return Event(
        uid=f"{gathering.key}@{source_name}.meetup",
        title=_("Gathering of group %(group)s · %(day)s", group=gathering.group, day=local_day),
        source=source,
        html=cooked.html,
        text=cooked.text,
        mode=Mode.PLACE,
        zone=gathering.zone,
        starts_at=gathering.starts_at,
        ends_at=gathering.starts_at + USUAL_LENGTH,
        created_by_id=host_id,
        created_at=gathering.announced_at,
        updated_at=gathering.announced_at,
        group_name=gathering.group[:120],
    )
