"""An attack: whoever may ask for reports asks for many, on several days, and subtracts them.

Each report is made of all that it reads of each member, which is more than any measure says, and
leaves its mark in every form in which it is published: the page, its map, JSON, plain text, the
support desk, the page of the brand's fidelity, and what `tribe report` prints. In the time that two
such reports cover, and in the time that only one covers, nobody or ten members at least may tell
them apart.
"""

import copy
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.reports.conftest import DAYS, END, Village, say
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.forum.models import Post, Topic
from tribe.jobs import run_next
from tribe.members import services as members
from tribe.members.models import Member
from tribe.personal_data import numbers
from tribe.personal_data.models import Words
from tribe.personal_data.services import erase
from tribe.reports.build import document
from tribe.reports.commands import report as command
from tribe.reports.gather.evidence import Gathered, gather
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests import queries, services

Act = tuple[float, str, str]  # when, who, towards whom
Deed = tuple[float, str, str]  # when, who, what; done by one alone
BEGINNING, DAY = 0.0, timedelta(days=1)
PAGES = ("", ".json", ".txt", "/map.json")  # of a report
BESIDE = ("/reports", "/reports/log", "/fidelity", "/support")  # what may tell of the last one
LANGUAGES = ("en", "fr")
FORMATS = ("json", "text", "html")
SMALLEST = 10
MARK = re.compile(r"exact-(\d+)-")


@dataclass(frozen=True)
class Read:
    """What one report was made from."""

    since: float
    until: float
    acts: frozenset[Act]
    deeds: frozenset[Deed]
    agreed: frozenset[tuple[float, str]]  # when they joined, who


@dataclass(frozen=True)
class Shown:
    """A report in one of the forms in which it was seen."""

    form: str
    read: Read


READS: dict[int, Read] = {}  # by the mark that each leaves in all that is drawn from it


def read_of(gathered: Gathered) -> Read:
    """All that a report reads, of each member."""
    evidence = gathered.evidence
    acts = evidence.interactions.within(evidence.since, evidence.until)
    found = zip(acts.at.tolist(), acts.source.tolist(), acts.target.tolist(), strict=True)
    words = [
        (float(at), word.author, name)
        for word in gathered.first_words
        for name in ("began", "measured", "unmeasured", "by_member")
        if (at := getattr(word, name)) is not None
    ]
    words += [(one.at, one.member, f"was at {one.where}") for one in gathered.presences]
    since, until = evidence.since or BEGINNING, evidence.until or BEGINNING
    return Read(
        since,
        until,
        frozenset((at, str(acts.members[one]), str(acts.members[two])) for at, one, two in found),
        frozenset(deed for deed in words if since <= deed[0] < until),
        frozenset((one.joined_at or BEGINNING, one.id) for one in gathered.members),
    )


@cache
def template() -> document.Made:
    """A whole report as it is published; what it says is overwritten."""
    return document.make("Village", gather(None, END), nulls=2, bootstraps=10)


def marked(read: Read) -> document.Made:
    """A report that says in each of its sentences, and on its map, from what it was made."""
    number = len(READS)
    READS[number] = read
    mark, made = f"exact-{number}-", copy.deepcopy(template())
    for entry in made.document["measures"].values():
        entry["reading"] = dict.fromkeys(entry["reading"], mark)
    made.document["tribe"] = mark
    for circle in made.drawing["map"]["circles"]:
        circle["haunts"] = [mark]
    made.drawing["undeclared"] = [{"kind": "title", "pattern": mark, "period_days": 7.0}]
    made.drawing["rites"] = [{"slug": "bread-night", "name": mark} for _ in made.drawing["rites"]]
    return made


@pytest.fixture(autouse=True)
def exact(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of measures, all that a report reads of each member: the worst that could leak."""
    request.getfixturevalue("village")
    READS.clear()
    with request.getfixturevalue("app").app_context():
        template()

    def make(_name: str, gathered: Gathered, **_more: object) -> document.Made:
        return marked(read_of(gathered))

    monkeypatch.setattr(document, "make", make)


def any_day(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be one of a hundred and twenty days."""
    today = END + timedelta(days=chance.randrange(-60, 60), hours=chance.randrange(24))
    for asked in (services, queries, command_module()):
        monkeypatch.setattr(asked, "now", lambda: today)


def command_module() -> Any:
    """The module of the command, whose name in its package is the command's."""
    import importlib

    return importlib.import_module("tribe.reports.commands.report")


def any_period(chance: random.Random) -> tuple[datetime | None, datetime | None]:
    """Some window, open at either side or not."""
    first = END - timedelta(days=DAYS)
    since = chance.choice([None, first - timedelta(days=chance.randrange(60)),
                           first + timedelta(days=chance.randrange(DAYS - 8))])  # fmt: skip
    until = END - timedelta(days=chance.randrange(1 + int((END - (since or first)).days)))
    return since, chance.choice([None, until, until])


def ask_for_many(
    cast: Cast, chance: random.Random, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ask for reports of all sorts of periods on all sorts of days, as the page does."""
    for _ in range(number):
        any_day(chance, monkeypatch)
        since, until = any_period(chance)
        try:
            services.request_report(cast.get("ines"), "To subtract", since, until)
        except RuleBroken:
            continue
        session.commit()
        while run_next():
            pass
        session.commit()


def print_many(
    app: Flask, chance: random.Random, number: int, monkeypatch: pytest.MonkeyPatch
) -> list[Shown]:
    """Have reports printed at the terminal: each period in each format, with any seed."""
    shown = []
    for _ in range(number):
        any_day(chance, monkeypatch)
        since, until = any_period(chance)
        for kind, language in itertools.product(FORMATS, LANGUAGES):
            words = ["--format", kind, "--language", language, "--seed", str(chance.randrange(9))]
            words += ["--since", since.isoformat()] if since else []
            words += ["--until", until.isoformat()] if until else []
            answer = CliRunner().invoke(command, words, obj=lambda: app)
            assert answer.exit_code in (0, 1, 2), answer.output  # 2: such a period is none
            marks = marks_in(answer.output)
            assert len(marks) == (1 if answer.exit_code == 0 else 0), answer.output
            shown += [Shown(f"printed {kind}", READS[mark]) for mark in marks]
    return shown


def marks_in(text: str) -> set[int]:
    """The reports of which a text tells."""
    return {int(number) for number in MARK.findall(text)}


def look(app: Flask, cast: Cast, above: int = 0) -> list[Shown]:
    """What an analyst and a moderator are shown of what was asked for since, made or not."""
    client, shown = sign_in(app, cast, "ada"), []
    snapshots = session.scalars(select(Snapshot).where(Snapshot.id > above)).all()
    made = {one.id: one.state is SnapshotState.DONE for one in snapshots}
    places = [f"/reports/{number}{form}" for number in made for form in PAGES]
    for place, language in itertools.product([*places, *BESIDE], LANGUAGES):
        answer = client.get(place, headers={"Accept-Language": language})
        marks = marks_in(answer.text)
        number = int(re.findall(r"\d+", place)[0]) if place in places else None
        if number is not None:
            assert len(marks) == (1 if made[number] else 0), (place, marks)
        shown += [Shown(re.sub(r"/reports/\d+", "", place) or "page", READS[m]) for m in marks]
    return shown


def told_apart(one: Read, other: Read) -> Iterator[tuple[set[Act], set[str]]]:
    """By which acts and by which members two reports differ: where both look, and one alone."""
    low, high = max(one.since, other.since), min(one.until, other.until)

    def inside(found: frozenset[Any]) -> set[Any]:
        return {row for row in found if low <= row[0] < high}

    acts = inside(one.acts) ^ inside(other.acts)
    yield acts, {row[1] for row in inside(one.deeds) ^ inside(other.deeds)}
    yield set(), {who for at, who in one.agreed ^ other.agreed if at < high}
    for read in (one, other):
        alone = set(read.acts) - inside(read.acts)
        yield alone, {row[1] for row in read.deeds - inside(read.deeds)}


def persons_behind(acts: set[Act]) -> int:
    """As many members as could explain all of these acts; the fewest, or not many more."""
    left, chosen = set(acts), 0
    while left and chosen < SMALLEST:
        often = Counter(person for act in left for person in set(act[1:]))
        most = often.most_common(1)[0][0]
        left = {act for act in left if most not in act[1:]}
        chosen += 1
    return chosen


def isolates(one: Read, other: Read) -> bool:
    """Whether two reports differ by the data of one to nine members."""
    if max(one.since, other.since) >= min(one.until, other.until):
        return False  # they share no day: nothing of one can be taken from the other
    for acts, persons in told_apart(one, other):
        everyone = persons | {person for act in acts for person in act[1:]}
        if 0 < len(everyone) < SMALLEST or 0 < persons_behind(acts) < SMALLEST:
            return True
    return False


@pytest.mark.slow
def test_no_pair_of_reports_isolates_fewer_than_ten_in_any_form(
    context: Flask, cast: Cast, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """110 periods asked for and 28 printed: of those that may be read, 80,000 pairs of forms."""
    chance = random.Random(11)  # noqa: S311 - nothing secret
    ask_for_many(cast, chance, 60, monkeypatch)
    shown = print_many(context, chance, 12, monkeypatch)
    shown += look(context, cast)
    assert len({one.read for one in shown}) >= 20  # an attack on nothing proves nothing
    for leaver in village.members[5:7]:  # one person leaves, then another
        members.decide_consent(session.get_one(Member, leaver), False)
        session.commit()
        last = session.scalar(select(func.max(Snapshot.id))) or 0
        ask_for_many(cast, chance, 25, monkeypatch)
        shown += print_many(context, chance, 8, monkeypatch)
        shown += look(context, cast, last)
    forms = {one.form for one in shown}
    assert forms >= {"page", ".json", ".txt", "/map.json", "/fidelity", "/support"}, forms
    assert forms >= {f"printed {kind}" for kind in FORMATS}
    reads = list({one.read: None for one in shown})
    copies = Counter(one.read for one in shown)
    pairs = sum(copies[one] * copies[other] for one, other in itertools.combinations(reads, 2))
    assert pairs >= 50_000, pairs
    found = [pair for pair in itertools.combinations(reads, 2) if isolates(*pair)]
    assert found == []


def readable() -> list[Snapshot]:
    """The reports that can be read."""
    done = select(Snapshot).where(Snapshot.state == SnapshotState.DONE)
    return list(session.scalars(done))


def test_a_beginning_before_the_first_act_gives_no_second_report(
    context: Flask, cast: Cast, village: Village
) -> None:
    for days in (0, 9, 60, 400):
        since = END - timedelta(days=DAYS + 7 + days)
        services.request_report(cast.get("ines"), "To subtract", since, END)
        session.commit()
        while run_next():
            pass
    assert len(readable()) == 1


@pytest.mark.parametrize("way", ["withdraws", "leaves, words stay", "leaves, words go"])
def test_one_withdrawal_cannot_be_read(
    context: Flask, cast: Cast, village: Village, way: str
) -> None:
    def ask(since: datetime | None, until: datetime) -> Snapshot:
        snapshot = services.request_report(cast.get("ines"), "To subtract", since, until)
        session.commit()
        while run_next():
            pass
        session.expire_all()
        return snapshot

    first = ask(None, END)
    if way == "withdraws":
        members.decide_consent(session.get_one(Member, village.members[3]), False)
    else:
        erase(village.members[3], Words.GO if way.endswith("go") else Words.STAY)
        first = session.get_one(Snapshot, first.id)
        numbers.list_path().unlink()
    session.commit()
    wider, narrower = ask(END - timedelta(days=400), END), ask(END - timedelta(days=200), END)
    assert first.state is SnapshotState.DONE
    for later in (wider, narrower):
        assert later.state is SnapshotState.FAILED
        assert later.instead_id == first.id
        assert later.document is None


def test_one_post_that_goes_cannot_be_read_from_the_map(
    app: Flask, cast: Cast, village: Village
) -> None:
    """It answered nobody and nobody answered it: the map alone was made from it."""
    with app.app_context():
        topic = session.scalars(select(Topic).order_by(Topic.id)).all()[40]
        topic.highest_post_number += 1
        number = say(topic, village.members[2], END - timedelta(days=50)).id
        session.commit()
    words = ["--until", END.isoformat(), "--format", "html"]
    assert CliRunner().invoke(command, words, obj=lambda: app).exit_code == 0
    assert CliRunner().invoke(command, words, obj=lambda: app).exit_code == 0
    with app.app_context():
        session.get_one(Post, number).deleted_at = END
        session.commit()
    assert CliRunner().invoke(command, words, obj=lambda: app).exit_code == 1


def test_the_terminal_prints_no_second_report_that_could_be_subtracted(
    app: Flask, cast: Cast, village: Village
) -> None:
    def run() -> tuple[int, str]:
        words = ["--until", END.isoformat(), "--format", "json"]
        answer = CliRunner().invoke(command, words, obj=lambda: app)
        return answer.exit_code, answer.stderr

    assert run()[0] == 0
    assert run()[0] == 0  # the same data: the same report
    with app.app_context():
        members.decide_consent(session.get_one(Member, village.members[3]), False)
        session.commit()
    code, said = run()
    assert code == 1
    assert "fewer than ten members" in said
