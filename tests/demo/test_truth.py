"""The demo is built once, and its report is asked for what was planted."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, or_, select

from tests.demo.house import ready_app
from tribe.accounts import queries as accounts
from tribe.acts.queries import list_drafts, list_published
from tribe.arrival.queries import find_hosts, list_waiting
from tribe.base.db import db, now, session
from tribe.base.text import is_blank
from tribe.demo import truth
from tribe.demo.grammar import read_words
from tribe.demo.keeping import Keeping
from tribe.demo.people import SIGN_INS, make_people
from tribe.events.models import Attendance, Event, GuestSeat, Rsvp
from tribe.forum import tasks
from tribe.forum.models import Category, Level, Post, Topic, TopicMember
from tribe.forum.queries import visible_category_ids
from tribe.graph import Ties
from tribe.graph.study.circles import adjusted_mutual_information, circles
from tribe.guests.models import GuestQuestion
from tribe.ledger.models import Interaction
from tribe.mail import MailState
from tribe.mail.queries import list_mails
from tribe.members.models import Member
from tribe.members.services import authenticate
from tribe.moderation.models import (
    Appeal,
    CaseState,
    Decision,
    ModerationCase,
    Report,
    Source,
)
from tribe.moderation.queue import list_reasons
from tribe.moderation.services.judges import judges_of
from tribe.notices.queries import list_notices
from tribe.pages.forms import GAP
from tribe.pages.models import PageKey
from tribe.pages.queries import find_unanswered, find_version
from tribe.reports.build.basis import PARTS, Basis, Beside, basis_of, beside
from tribe.reports.gather.evidence import gather
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests.queries import last_snapshot, snapshot_before
from tribe.reports.show import support
from tribe.rituals.models import Enactment, Ritual, RitualKeeper
from tribe.rituals.tasks import list_keeperless
from tribe.settings import current, value_of
from tribe.settings.place import ZONE
from tribe.voice import queries as voice
from tribe.will.queries import find_wording, readiness


@pytest.fixture(scope="module")
def keeping(told_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """A folder with a demo tribe, built as `tribe demo` builds it."""
    folder: Path = tmp_path_factory.mktemp("demo")
    shutil.copytree(told_demo, folder, dirs_exist_ok=True)
    keeping = Keeping(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIBE_DATA_DIR", str(folder))
        patch.setenv("TRIBE_SECRET_KEY", "only for tests")
        patch.setenv("TRIBE_DATABASE_URL", keeping.address_of(keeping.database))
        yield keeping


@pytest.fixture(scope="module")
def demo(keeping: Keeping) -> Iterator[Flask]:
    app = ready_app()
    app.config.update(TESTING=True)
    yield app
    with app.app_context():
        session.remove()
        db.engine.dispose()


@pytest.fixture
def inside(demo: Flask) -> Iterator[None]:
    with demo.app_context():
        yield
        session.remove()


@pytest.fixture
def measures(inside: None) -> dict[str, Any]:
    """What the newest report says."""
    snapshot = last_snapshot()
    assert snapshot is not None
    assert snapshot.document is not None
    measures: dict[str, Any] = snapshot.document["measures"]
    return measures


def until_week(basis: Basis, week: int) -> Basis:
    """What a report reads of the weeks before one, and of no week in particular."""
    return replace(
        basis,
        until=week,
        **{name: part[part["week"] < week] for name in PARTS for part in [getattr(basis, name)]},
    )


def circle_of_each() -> dict[str, str | None]:
    """The planted circle of every member, by name; the seed decides, not the moment."""
    return {person.name: person.circle for person in make_people(7, now())}


def test_the_database_is_whole_and_nothing_is_left_beside_it(keeping: Keeping) -> None:
    assert keeping.is_built
    left = {path.name for path in keeping.folder.iterdir()}
    assert "tribe.sqlite3.building" not in left


@pytest.mark.usefixtures("inside")
def test_the_house_is_furnished_and_lived_in() -> None:
    assert current()["name"] == read_words("place")["place"]["name"]
    assert session.scalar(select(func.count(Member.id))) == truth.MEMBERS + 3
    assert session.scalar(select(func.count(Member.id)).where(Member.is_brand)) == 3
    assert 350 <= (session.scalar(select(func.count(Topic.id))) or 0) <= 450
    assert 3_200 <= (session.scalar(select(func.count(Post.id))) or 0) <= 5_000
    assert 90 <= (session.scalar(select(func.count(Event.id))) or 0) <= 120
    to_come = select(func.count(Event.id)).where(Event.starts_at > now())
    assert (session.scalar(to_come) or 0) >= 5
    waiting = select(func.count()).where(Attendance.status == Rsvp.WAITLISTED)
    assert (session.scalar(waiting) or 0) > 0
    assert len(voice.list_seats(now().date())) == truth.COUNCIL


@pytest.mark.usefixtures("inside")
def test_circles_are_stored_nowhere() -> None:
    members = {column.name for column in Member.__table__.columns}
    assert "circle" not in members
    assert all(event.group_name is None for event in session.scalars(select(Event)))
    talks = {circle.key for circle in truth.CIRCLES}
    slugs = set(session.scalars(select(Category.slug)))
    assert talks < slugs  # rooms are by subject; who is at home in them shows in who talks


@pytest.mark.usefixtures("inside")
def test_both_reports_are_made_and_may_be_read_beside_each_other() -> None:
    states = session.scalars(select(Snapshot.state)).all()
    assert states == [SnapshotState.DONE, SnapshotState.DONE]


@pytest.mark.usefixtures("inside")
def test_what_is_read_of_weeks_gone_by_does_not_depend_on_what_follows() -> None:
    """Two honest reports differ by what happened between them, or neither could be made."""
    newest = last_snapshot()
    assert newest is not None
    whole = basis_of(gather(None, newest.until))
    for weeks in range(1, 50, 7):
        earlier = basis_of(gather(None, newest.until - timedelta(weeks=weeks)))
        assert beside(earlier, until_week(whole, earlier.until)) is Beside.SAME, weeks


def test_the_report_finds_the_five_circles(measures: dict[str, Any]) -> None:
    found = measures["C5"]
    assert found["enough"]
    assert found["detail"]["circles"] == len(truth.CIRCLES)
    assert found["null_model"]["p"] < 0.05
    assert found["detail"]["stability"] > 0.9


@pytest.mark.usefixtures("inside")
def test_members_are_put_where_they_were_planted() -> None:
    gathered = gather(None, now())
    ties = Ties.from_interactions(gathered.evidence.measured, now().timestamp())
    labels = circles(ties, 0).labels
    by_id = {str(number): name for number, name in session.execute(select(Member.id, Member.name))}
    planted = circle_of_each()
    pairs = [
        (planted[by_id[member]], int(label))
        for member, label in zip(ties.members, labels, strict=True)
        if label >= 0
    ]
    keys = [circle.key for circle in truth.CIRCLES]
    agreement = adjusted_mutual_information(
        [keys.index(str(key)) for key, _ in pairs], [label for _, label in pairs]
    )
    assert len(pairs) > 200
    assert agreement >= 0.8


@pytest.mark.usefixtures("inside")
def test_the_desk_sees_which_circles_have_no_bridge() -> None:
    apart = support.pairs_apart(last_snapshot())
    assert apart is not None
    rooms = {room["name"]: room["slug"] for room in read_words("place")["categories"]}
    keys = {circle.key for circle in truth.CIRCLES}

    def key_of(circle: dict[str, Any]) -> str:
        found = [rooms[name] for name in circle["haunts"] if rooms[name] in keys]
        return found[0]

    found = {frozenset((key_of(pair.one), key_of(pair.other))) for pair in apart}
    every = {frozenset((one, other)) for one in keys for other in keys if one != other}
    assert every - found == truth.BRIDGED


def test_the_weekly_rite_keeps_its_week(measures: dict[str, Any]) -> None:
    found = measures["U1"]
    assert found["detail"]["period_days"] == pytest.approx(truth.WEEKLY_DAYS, abs=0.1)
    assert found["null_model"]["p"] < 0.05
    periods = [rite["period_days"] for rite in found["detail"]["rites"] if rite["enough"]]
    assert pytest.approx(truth.FORTNIGHTLY_DAYS, abs=0.1) in periods


@pytest.mark.usefixtures("inside")
def test_the_yearly_rite_came_twice_and_is_not_called_a_rhythm() -> None:
    name = read_words("rites")["yearly"]["name"]
    ritual = session.scalars(select(Ritual).where(Ritual.name == name)).one()
    times = session.scalars(
        select(Enactment.at).where(Enactment.ritual_id == ritual.id).order_by(Enactment.at)
    ).all()
    assert len(times) == truth.YEARLY_TIMES
    assert times[1] - times[0] == pytest.approx(
        timedelta(days=truth.YEARLY_DAYS), abs=timedelta(hours=2)
    )


@pytest.mark.usefixtures("inside")
def test_one_living_rite_has_no_keeper() -> None:
    name = read_words("rites")[truth.KEEPERLESS]["name"]
    assert [rite.name for rite in list_keeperless()] == [name]
    kept = select(func.count()).select_from(RitualKeeper)
    assert (session.scalar(kept) or 0) >= 5


@pytest.mark.usefixtures("inside")
def test_the_desk_holds_the_unanswered_first_posts_and_no_other() -> None:
    ben = session.scalars(select(Member).where(Member.name == "ben")).one()
    waiting = tasks.list_waiting(ben, now())
    planted = {person.name for person in make_people(7, now()) if person.is_unanswered}
    assert {post.author.name for post in waiting} == planted
    assert len(waiting) == truth.UNANSWERED


def test_newcomers_wait_about_as_long_as_planned(measures: dict[str, Any]) -> None:
    found, planned = measures["N1"], truth.MEDIAN_WAIT.total_seconds() / 3600
    assert found["value"] == pytest.approx(planned, rel=0.25)
    low, high = found["interval"]
    assert low <= planned * 1.05
    assert planned * 0.95 <= high


def test_few_do_much_and_the_tribe_stands_without_the_brand(measures: dict[str, Any]) -> None:
    assert 0.5 < measures["E1"]["value"] < 0.8
    assert measures["F4"]["value"] > 0.9


@pytest.mark.usefixtures("inside")
def test_one_promise_is_broken_and_the_others_were_kept() -> None:
    tally, promised = voice.tally(now().date()), read_words("place")["promises"]
    assert tally.kept == sum("outcome" in promise for promise in promised)
    assert tally.broken + tally.late == 1
    assert tally.open == 2
    assert tally.is_enough
    late = [one.title for one in voice.list_awaited().rows if one.due_on < now().date()]
    assert late == [p["title"] for p in promised if p["key"] == truth.BROKEN]


@pytest.mark.usefixtures("inside")
def test_whoever_refused_or_withdrew_is_in_no_interaction() -> None:
    refused = session.scalars(select(Member.id).where(~Member.is_measured)).all()
    assert len(refused) == truth.REFUSED + truth.WITHDREW
    concerned = select(func.count(Interaction.id)).where(
        or_(Interaction.actor_id.in_(refused), Interaction.target_id.in_(refused))
    )
    assert session.scalar(concerned) == 0
    spoke = select(func.count(Post.id)).where(Post.author_id.in_(refused))
    assert (session.scalar(spoke) or 0) > 50


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("name", [sign.name for sign in SIGN_INS])
def test_each_sign_in_finds_something_unread(name: str) -> None:
    behind = (
        select(func.count())
        .select_from(TopicMember)
        .join(Topic, Topic.id == TopicMember.topic_id)
        .join(Member, Member.id == TopicMember.member_id)
        .where(
            Member.name == name,
            TopicMember.level.in_([Level.TRACKING, Level.WATCHING]),
            TopicMember.last_read_post_number < Topic.highest_post_number,
        )
    )
    assert 1 <= (session.scalar(behind) or 0) <= 12


@pytest.mark.usefixtures("inside")
def test_two_reports_are_ready_and_can_be_compared() -> None:
    newest = last_snapshot()
    assert newest is not None
    before = snapshot_before(newest)
    assert before is not None
    assert newest.until - before.until > timedelta(days=60)
    assert session.scalar(select(func.count(Snapshot.id))) == 2


def test_the_printed_password_opens_every_sign_in(demo: Flask, keeping: Keeping) -> None:
    with demo.test_request_context():
        for sign in SIGN_INS:
            assert authenticate(sign.name, keeping.password).role is sign.role
        session.remove()


@pytest.mark.parametrize(
    "path",
    ["/", "/topics", "/events", "/rituals", "/members", "/charter", "/promises", "/fidelity"],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_guest_can_look_round(demo: Flask, path: str, language: str) -> None:
    answer = demo.test_client().get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text


def test_a_mail_waits_in_the_outbox(inside: None) -> None:
    waiting = list_mails(MailState.WAITING).rows
    assert ("mail.test", "ada@lafournee.example") in {(one.kind, one.address) for one in waiting}


@pytest.mark.usefixtures("inside")
def test_each_sign_in_has_something_at_the_bell() -> None:
    for sign in SIGN_INS:
        member = session.scalars(select(Member).where(Member.name == sign.name)).one()
        page, hidden = list_notices(member)
        assert {row.is_unread for row in page.rows} == {True}, sign.name
        assert not hidden


@pytest.mark.usefixtures("inside")
def test_something_waits_for_moderators() -> None:
    found = session.execute(select(ModerationCase.subject_type, ModerationCase.state)).all()
    waiting = sorted(kind for kind, state in found if state is CaseState.OPEN)
    assert waiting == ["held_text", "member", "post", "post"]
    assert [kind for kind, state in found if state is CaseState.DECIDED] == ["member"]
    [appeal] = session.scalars(select(Appeal)).all()
    decision = session.get_one(Decision, appeal.decision_id)
    names = {session.get_one(Member, number).name for number in judges_of(decision)}
    assert ("ada" in names, "ben" in names, appeal.decided_at) == (True, False, None)
    sources = set(session.scalars(select(Report.source)))
    assert sources == {Source.MEMBER, Source.GUEST, Source.AUTOMATIC}
    assert len(list_reasons()) == 5
    assert not any(is_blank(one.english) or is_blank(one.french) for one in list_reasons())
    assert value_of(ZONE) == "Europe/Paris"


@pytest.mark.usefixtures("inside")
def test_the_doors_are_furnished() -> None:
    ben, cleo = (
        session.scalars(select(Member).where(Member.name == name)).one() for name in ("ben", "cleo")
    )
    assert [one.is_open for one in accounts.list_invitations(cleo)] == [True]
    assert [one.rules_number for one in accounts.list_applications().rows] == [1]
    assert session.scalar(select(func.count(Member.id)).where(Member.leaves_at.is_not(None))) == 1
    for key in (PageKey.RULES, PageKey.PRIVACY):
        version = find_version(key)
        assert version is not None
        assert set(version.texts) == {"en", "fr"}
        assert not any(GAP.search(text) for text in version.texts.values())
        assert version.published_at < now() - timedelta(days=400)
    assert find_unanswered(ben.id, PageKey.RULES) is None
    hosts = find_hosts(ben, visible_category_ids(ben), set(), now().date())
    assert len(hosts) == 3
    assert {post.post_id for post in tasks.list_waiting(ben, now())} <= {
        post.post_id for post in list_waiting(ben)
    }
    [question] = session.scalars(select(GuestQuestion)).all()
    [seat] = session.scalars(select(GuestSeat)).all()
    assert (question.email, seat.locale) == ("anselme@lafournee.example", "fr")
    assert session.get_one(Event, seat.event_id).starts_at > now() - timedelta(days=1)
    said, unsaid = list_published().rows, list_drafts()
    assert [one.is_stated for one in (*said, *unsaid)] == [True, True, False]
    assert {one.topic_id is not None for one in said} == {True, False}
    wording, ready = find_wording(), readiness(now().date())
    assert wording is not None
    assert "Die" in wording.heirs
    assert (len(ready.sitting), len(ready.holders), ready.lacking) == (7, 6, 0)
    kinds = {one.kind for one in list_mails(MailState.WAITING).rows}
    assert {"mail.test", "accounts.invitation", "accounts.applied", "guests.seated"} <= kinds
