"""A Stack Exchange dump comes in whole, once, and with its own numbers."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from tests.conftest import Cast, empty, sign_in
from tests.importers.helpers import SITE, count_rows, post, row, run, user, write_dump
from tests.serving import TRIBE, begin
from tribe.base.db import db, session
from tribe.forum.models import Category, Mention, Post, PostOrigin, Topic
from tribe.graph.data.kinds import Kind
from tribe.importers.models import ImportedThing
from tribe.importers.reading import Refusal, read_dump
from tribe.ledger.models import Interaction
from tribe.members.models import ConsentDecision, Member, State
from tribe.settings import current
from tribe.settings import services as settings

AT = "2020-02-{:02}T10:00:00.000"
POSTS = (
    post(1, 1, AT.format(1), "<p>How do I turn a heel?</p>", OwnerUserId=1, Title="Heels",
         Score=2, AnswerCount=2, CommentCount=1, ClosedDate=AT.format(20)),
    post(5, 2, AT.format(4), "<p>My own answer: $a_1 + b_1$</p>", OwnerUserId=1, ParentId=1,
         Score=0, CommentCount=0),
    post(2, 2, AT.format(2), "<p>Short rows, <em>always</em>.</p>", OwnerUserId=2, ParentId=1,
         Score=-1, CommentCount=1),
    post(3, 5, AT.format(2), "<p>About the tag</p>", OwnerUserId=-1),
    post(4, 1, AT.format(3), "<p>Is wool warm?</p>", OwnerDisplayName="deleted-user-a487bd",
         Title="Wool", Score=0, AnswerCount=0, CommentCount=1),
)  # fmt: skip
COMMENTS = (
    row(Id=7, PostId=1, Text="Which yarn?", UserId=3, CreationDate=AT.format(5), Score=4),
    row(Id=8, PostId=2, Text="@user2 thanks, *really*", UserId=1, CreationDate=AT.format(6)),
    row(Id=9, PostId=4, Text="Yes.", UserId=-1, CreationDate=AT.format(7)),
)
VOTES = tuple(
    row(Id=number, PostId=target, VoteTypeId=kind)
    for number, (target, kind) in enumerate([(1, 2), (1, 2), (2, 3), (4, 2), (4, 3), (4, 5)], 1)
)
USERS = (user(-1), user(1), user(2), user(3), user(4))


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Two questions of few people, with all that makes dumps hard."""
    return write_dump(tmp_path / "dump", Posts=POSTS, Comments=COMMENTS, Votes=VOTES, Users=USERS)


def brought(app: Flask) -> dict[str, Any]:
    """All that an import leaves, by the ids of elsewhere and without those of here."""
    with app.app_context():
        here = {(one.kind, one.local_id): one.external_id for one in session.query(ImportedThing)}
        names = dict(session.execute(select(Member.id, Member.name)).all())
        theirs = {
            local: f"{kind} {there}"
            for (kind, local), there in here.items()
            if kind in ("question", "answer", "comment")
        }
        posts = {
            theirs[one.id]: (
                theirs.get(one.reply_to_id or 0),
                one.number,
                one.topic.title,
                names[one.author_id],
                one.created_at,
                one.html,
                (one.origin.url, one.origin.score, one.origin.licence),
            )
            for one in session.scalars(
                select(Post).options(joinedload(Post.topic), joinedload(Post.origin))
            )
        }
        topics = {
            one.title: (one.posts_count, one.highest_post_number, one.last_posted_at,
                        names[one.last_poster_id], one.closed_at)
            for one in session.query(Topic)
        }  # fmt: skip
        members = {
            one.name: (one.joined_at, one.state, one.is_measured) for one in session.query(Member)
        }
        ledger = Counter(
            (one.kind, names[one.actor_id], names[one.target_id], one.at, theirs[one.cause_id])
            for one in session.query(Interaction)
        )
        return {"posts": posts, "topics": topics, "members": members, "ledger": ledger}


def test_everything_stands_where_it_stood(app: Flask, dump: Path) -> None:
    result = run(app, "stackexchange", dump)
    assert result.exit_code == 0, result.output
    assert "questions: 2 kept" in result.output
    assert "answers: 2 kept" in result.output
    assert "comments: 3 kept" in result.output
    assert "members: 5 kept" in result.output
    assert "refused: 0" in result.output
    state = brought(app)
    day = {number: datetime(2020, 2, number, 10, tzinfo=UTC) for number in range(1, 21)}
    assert state["topics"] == {
        "Heels": (5, 5, day[6], "user1", day[20]),
        "Wool": (2, 2, day[7], "user-1", None),
    }
    posts = state["posts"]
    assert {key: one[0] for key, one in posts.items()} == {
        "question 1": None,
        "question 4": None,
        "answer 2": "question 1",
        "answer 5": "question 1",
        "comment 7": "question 1",
        "comment 8": "answer 2",
        "comment 9": "question 4",
    }
    assert [posts[key][1] for key in ("answer 2", "answer 5", "comment 7")] == [2, 3, 4]
    assert posts["answer 5"][3:5] == ("user1", day[4])
    assert '<span class="math">$a_1 + b_1$</span>' in posts["answer 5"][5]
    assert "<em>really</em>" in posts["comment 8"][5]
    assert posts["question 1"][6] == (f"https://{SITE}/q/1", 2, "CC BY-SA 3.0")
    assert posts["answer 2"][6] == (f"https://{SITE}/a/2", -1, "CC BY-SA 3.0")
    assert posts["comment 8"][6][:2] == (f"https://{SITE}/a/2#comment8_2", 0)


def test_people_are_those_who_wrote(app: Flask, dump: Path) -> None:
    run(app, "stackexchange", dump, "--measure")
    with app.app_context():
        members = {member.name: member for member in session.query(Member)}
        assert set(members) == {"user1", "user2", "user3", "user-1", "deleted-user-a487bd"}
        assert members["user1"].joined_at == datetime(2020, 1, 1, 8, tzinfo=UTC)
        assert members["deleted-user-a487bd"].state is State.LEFT
        assert {name for name, one in members.items() if one.is_measured} == {
            "user1",
            "user2",
            "user3",
        }
        assert not [one for one in members.values() if one.email or one.password_hash]
        decisions = session.scalars(select(ConsentDecision)).all()
        assert len(decisions) == 3
        assert {(one.is_granted, one.wording) for one in decisions} == {(True, "import")}
        origin = session.scalars(
            select(PostOrigin).join(Post).join(Topic).where(Topic.title == "Wool", Post.number == 1)
        ).one()
        assert origin.author_url is None
    assert (
        "members: 1 kept, 5 here already"
        in run(app, "stackexchange", dump, "--with-readers").output
    )


def test_the_ledger_knows_who_turned_to_whom_and_when(app: Flask, dump: Path) -> None:
    run(app, "stackexchange", dump, "--measure")
    ledger = brought(app)["ledger"]
    assert {key[:3] + key[4:] for key in ledger} == {
        (Kind.WELCOME, "user2", "user1", "answer 2"),
        (Kind.REPLY, "user3", "user1", "comment 7"),
        (Kind.WELCOME, "user1", "user2", "comment 8"),
        (Kind.MENTION, "user1", "user2", "comment 8"),
    }
    assert {key[3].year for key in ledger} == {2020}


def test_who_is_not_to_be_measured_leaves_nothing_in_the_ledger(app: Flask, dump: Path) -> None:
    run(app, "stackexchange", dump, "--no-measure")
    assert not brought(app)["ledger"]
    with app.app_context():
        assert set(session.scalars(select(ConsentDecision.is_granted))) == {False}
        assert session.scalar(select(func.count()).select_from(Mention)) == 1


def test_a_second_run_adds_nothing(app: Flask, dump: Path) -> None:
    run(app, "stackexchange", dump)
    before, state = count_rows(app), brought(app)
    result = run(app, "stackexchange", dump)
    assert "questions: 0 kept, 2 here already" in result.output
    assert "members: 0 kept, 5 here already" in result.output
    assert count_rows(app) == before
    assert brought(app) == state


def test_what_was_added_there_since_is_added_here(app: Flask, dump: Path) -> None:
    run(app, "stackexchange", dump)
    late = post(6, 2, AT.format(15), "<p>Later</p>", OwnerUserId=4, ParentId=4, Score=0)
    write_dump(dump, Posts=(*POSTS, late))
    assert "answers: 1 kept, 2 here already" in run(app, "stackexchange", dump).output
    assert brought(app)["topics"]["Wool"][:2] == (3, 3)


def test_a_dry_run_counts_the_same_and_writes_nothing(app: Flask, dump: Path) -> None:
    before = count_rows(app)
    maps = app.config["SETTINGS"].data_dir / f"import-{SITE}.csv"
    maps.unlink(missing_ok=True)
    dry = run(app, "stackexchange", dump, "--dry-run").output
    assert count_rows(app) == before
    assert not maps.exists()
    wet = run(app, "stackexchange", dump).output
    assert dry.splitlines()[:-1] == wet.splitlines()[:-1]
    assert "nothing was written" in dry


def test_the_map_says_where_each_thing_is_now(app: Flask, dump: Path) -> None:
    output = run(app, "stackexchange", dump).output
    path = Path(output.split("map: ")[1].strip())
    lines = path.read_text().splitlines()
    assert lines[0] == "kind,there,here,page"
    answer = next(line for line in lines if line.startswith("answer,2,"))
    page = app.test_client().get(answer.split(",")[3], follow_redirects=True)
    assert "Short rows" in page.text


def test_the_source_is_credited_on_each_page_and_post(app: Flask, dump: Path, cast: Cast) -> None:
    run(app, "stackexchange", dump)
    run(app, "stackexchange", dump)
    with app.app_context():
        place = current()
        assert place["name"] == "knitting"
        assert place["attribution"] == f"Content from {SITE}, by its users, CC BY-SA"
        topic = session.scalars(select(Topic).where(Topic.title == "Heels")).one()
    for browser in (app.test_client(), sign_in(app, cast, "cleo")):
        for page in ("/", "/topics", f"/t/{topic.id}/{topic.slug}", "/members"):
            answer = browser.get(page)
            assert answer.status_code == 200
            assert answer.text.count(f"Content from {SITE}") == 1, page


def test_a_named_place_keeps_its_name(app: Flask, dump: Path) -> None:
    with app.app_context():
        settings.change({"name": "Atelier", "attribution": "Thanks to all"}, None)
        session.commit()
    run(app, "stackexchange", dump)
    with app.app_context():
        place = current()
        assert place["name"] == "Atelier"
        assert place["attribution"].startswith("Thanks to all · Content from")


def test_a_name_that_is_taken_gives_way(app: Flask, dump: Path) -> None:
    with app.app_context():
        session.add(Member(name="User2", name_key="user2"))
        session.add(Category(slug="knitting", name="Knitting"))
        session.commit()
    run(app, "stackexchange", dump)
    assert brought(app)["posts"]["answer 2"][3] == "user2-2"
    with app.app_context():
        assert session.scalars(select(Category.slug).order_by(Category.id)).all() == [
            "knitting",
            "knitting-stackexchange-com",
        ]


def test_bad_rows_are_refused_by_line_and_the_rest_is_kept(app: Flask, dump: Path) -> None:
    bad = (
        '  <row Id="20" PostTypeId="1" Title="open ended',
        '  <row Id="21" PostTypeId="1" Title="&bomb;" />',
        post(22, 1, "yesterday", "<p>When?</p>", OwnerUserId=1, Title="No time"),
        post(23, 1, AT.format(9), "", OwnerUserId=1, Title="No words"),
        post(24, 1, AT.format(9), "<p><b></b></p>", OwnerUserId=1, Title="Still no words"),
        post(25, 2, AT.format(9), "<p>Lost</p>", OwnerUserId=1, ParentId=999),
        post(26, 1, AT.format(9), "<p>No title</p>", OwnerUserId=1),
        post(1, 1, AT.format(9), "<p>Again</p>", OwnerUserId=1, Title="Twice"),
        post(27, 1, AT.format(9), "<b>" * 4000 + "deep", OwnerUserId=1, Title="Deep"),
        post(28, 1, AT.format(9), "<p>" + "long " * 20000, OwnerUserId=1, Title="Long"),
        "something else entirely",
        row(PostTypeId=1, Title="No number"),
    )
    write_dump(dump, Posts=(*POSTS, *bad))
    result = run(app, "stackexchange", dump)
    assert result.exit_code == 0
    first = 3 + len(POSTS)  # after the declaration and the opening tag
    refused = {
        int(line.split(":")[1]): line.split(": ", 1)[1]
        for line in result.output.splitlines()
        if line.startswith("  Posts.xml:")
    }
    assert sorted(refused) == list(range(first, first + len(bad)))
    assert f"refused: {len(bad)}" in result.output
    assert "not XML" in refused[first]
    assert "entity" in refused[first + 1]
    assert "is not a time" in refused[first + 2]
    assert "999" in refused[first + 5]
    assert "stands there already" in refused[first + 7]
    assert "nested" in refused[first + 8]
    assert "characters" in refused[first + 9]
    assert "questions: 2 kept" in result.output


def test_no_entity_is_ever_defined(app: Flask, dump: Path) -> None:
    bomb = (
        '<!DOCTYPE rows [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>',
        post(30, 1, AT.format(9), "&b;", OwnerUserId=1, Title="t").replace("&amp;", "&"),
        post(31, 1, AT.format(9), "&f;", OwnerUserId=1, Title="t").replace("&amp;", "&"),
    )
    write_dump(dump, Posts=(*bomb, *POSTS))
    output = run(app, "stackexchange", dump).output
    assert "refused: 2" in output
    assert output.count("entity") == 2
    assert "questions: 2 kept" in output


def test_what_is_not_a_dump_is_said_so(app: Flask, dump: Path, tmp_path: Path) -> None:
    (dump / "Users.xml").unlink()
    (dump / "Posts.xml").rename(dump / "Answers.xml")
    result = run(app, "stackexchange", dump)
    assert result.exit_code == 1
    assert "Posts.xml" in result.output
    (dump / "Answers.xml").rename(dump / "Posts.xml")
    assert run(app, "stackexchange", tmp_path / "nowhere").exit_code == 2
    assert run(app, "stackexchange").exit_code == 2
    (dump / "Users.xml.gz").write_bytes(b"\x1f\x8b not really")
    assert run(app, "stackexchange", dump).exit_code == 1
    assert not brought(app)["members"]


@pytest.mark.parametrize(
    ("posts", "reason"),
    [
        (row(Id="x", PostTypeId=1, CreationDate=AT.format(1), Body="Why?"), "Posts.xml:3: Id 'x'"),
        ("", "nothing of it could be kept"),
    ],
)
def test_a_dump_of_which_nothing_is_kept_fails(
    app: Flask, tmp_path: Path, posts: str, reason: str
) -> None:
    dump = write_dump(tmp_path / "dump", Posts=[posts])
    result = run(app, "stackexchange", dump)
    assert result.exit_code == 1
    assert reason in result.output


def test_rows_that_share_a_line_are_named(app: Flask, dump: Path) -> None:
    lines = (dump / "Posts.xml").read_text()
    (dump / "Posts.xml").write_text(lines.replace("\n", " "))
    result = run(app, "stackexchange", dump)
    assert result.exit_code == 1
    assert "Posts.xml:1: a row needs a line of its own" in result.output


def test_without_users_writers_are_called_by_their_number(app: Flask, dump: Path) -> None:
    (dump / "Users.xml").unlink()
    result = run(app, "stackexchange", dump)
    assert result.exit_code == 0, result.output
    assert "note: there is no Users.xml: writers are called by their number" in result.output
    members = brought(app)["members"]
    assert {"user1", "user2", "user3"} <= set(members)
    assert members["user1"][0] == datetime(2020, 2, 1, 10, tzinfo=UTC)  # first seen


def test_a_bad_score_beside_the_votes_ends_nothing(app: Flask, dump: Path) -> None:
    odd = post(40, 1, AT.format(9), "<p>How warm?</p>", OwnerUserId=1, Title="Odd", Score="many")
    write_dump(dump, Posts=(*POSTS, odd), Votes=(*VOTES, row(Id=90, PostId="x", VoteTypeId=2)))
    result = run(app, "stackexchange", dump)
    assert result.exit_code == 0, result.output
    assert "questions: 3 kept" in result.output
    assert "refused: 1" in result.output
    assert f"Votes.xml:{3 + len(VOTES)}: PostId 'x' is not a whole number" in result.output


def test_a_document_type_is_no_row(app: Flask, dump: Path) -> None:
    write_dump(dump, Posts=("<!DOCTYPE posts>", *POSTS), Votes=("<!doctype votes>", *VOTES))
    assert "refused: 0" in run(app, "stackexchange", dump).output


def test_nobody_is_measured_unless_the_operator_says_so(app: Flask, dump: Path) -> None:
    run(app, "stackexchange", dump)
    state = brought(app)
    assert not state["ledger"]
    assert not any(is_measured for _, _, is_measured in state["members"].values())


def test_who_asks_gets_their_imported_texts(app: Flask, dump: Path) -> None:
    run(app, "stackexchange", dump)
    result = run(app, "texts-of", "user1")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [one["topic"] for one in told] == ["Heels", "Heels", "Heels"]
    assert [one["written_at"][:10] for one in told] == ["2020-02-01", "2020-02-04", "2020-02-06"]
    assert told[0]["text"] == "How do I turn a heel?"
    assert told[0]["from"] == f"https://{SITE}/q/1"
    assert run(app, "texts-of", "user4").exit_code == 1


def test_a_site_that_nobody_names_must_be_said(app: Flask, dump: Path) -> None:
    (dump / "SOURCE.txt").unlink()
    assert run(app, "stackexchange", dump).exit_code == 1
    result = run(app, "stackexchange", dump, "--site", "https://Example.org/questions")
    assert result.exit_code == 0
    assert brought(app)["posts"]["question 1"][6][0] == "https://example.org/q/1"


def test_it_takes_up_again_after_a_kill(app: Flask, tmp_path: Path) -> None:
    """A killed run leaves whole batches; the next run ends as if nothing had happened."""
    people = range(1, 31)
    questions = [
        post(n, 1, f"2020-03-01T{n // 60:02}:{n % 60:02}:00", f"<p>Q {n}</p>", Title=f"Q {n} x",
             OwnerUserId=n % 30 + 1, Score=0)
        for n in range(1, 301)
    ]  # fmt: skip
    comments = [
        row(Id=n, PostId=n % 300 + 1, Text=f"@user{n % 29 + 1} comment {n}", UserId=n % 30 + 1,
            CreationDate=f"2020-03-02T{n // 60:02}:{n % 60:02}:00")
        for n in range(1, 601)
    ]  # fmt: skip
    folder = write_dump(
        tmp_path / "long", Posts=questions, Comments=comments, Users=map(user, people)
    )
    settings = app.config["SETTINGS"]
    environ = {
        "TRIBE_DATA_DIR": str(settings.data_dir),
        "TRIBE_DATABASE_URL": settings.database_url,
        "TRIBE_SECRET_KEY": "only for tests",
    }
    command = [TRIBE, "import", "stackexchange", folder]
    process = begin(command, environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    posts = 0
    deadline = time.monotonic() + 60
    while posts < 200 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
        posts = count_rows(app)["post"]
    os.kill(process.pid, signal.SIGKILL)
    _out, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    with app.app_context():
        dialect = db.engine.dialect.name
        assert 0 < session.scalars(select(func.count(Post.id))).one() < 900
        assert (
            session.scalars(select(func.count(PostOrigin.post_id))).one()
            == session.scalars(select(func.count(Post.id))).one()
        )
    assert run(app, "stackexchange", folder).exit_code == 0
    resumed = brought(app)
    with app.app_context():
        session.remove()
        empty(dialect)
    run(app, "stackexchange", folder)
    assert brought(app) == resumed
    assert len(resumed["posts"]) == 900


def slice_of(source: Path, target: Path, last: int) -> Path:
    """The beginning of a real dump: the posts up to a number, and what belongs to them."""
    keys = {"Posts": "Id", "Comments": "PostId", "Votes": "PostId"}
    rows: dict[str, list[str]] = {}
    for name in (*keys, "Users"):
        read = read_dump(source / f"{name}.xml.gz", [])
        rows[name] = [
            row(**one.values) for one in read if int(one.values[keys.get(name, "Id")]) <= last
            or name == "Users"
        ]  # fmt: skip
    write_dump(target, **rows)
    return target


def check_own_numbers(app: Flask, source: Path) -> Counter[str]:
    """What the site says of each row must be what our tables hold; how many rows were compared."""
    refused: list[Refusal] = []
    said = {
        int(one.values["Id"]): one.values
        for name in ("Posts.xml", "Posts.xml.gz")
        if (source / name).exists()
        for one in read_dump(source / name, refused)
    }
    compared: Counter[str] = Counter()
    with app.app_context():
        kind_of, parent = aliased(ImportedThing), aliased(ImportedThing)
        counts: dict[tuple[str, int], int] = {
            (kind, int(there)): number
            for kind, there, number in session.execute(
                select(kind_of.kind, parent.external_id, func.count())
                .join(Post, Post.id == kind_of.local_id)
                .join(parent, parent.local_id == Post.reply_to_id)
                .where(
                    kind_of.kind.in_(("answer", "comment")),
                    parent.kind.in_(("question", "answer")),
                )
                .group_by(kind_of.kind, parent.external_id)
            )
        }
        scores = {
            int(there): score
            for there, score in session.execute(
                select(ImportedThing.external_id, PostOrigin.score)
                .join(PostOrigin, PostOrigin.post_id == ImportedThing.local_id)
                .where(ImportedThing.kind.in_(("question", "answer")))
            )
        }
        writers = {
            int(there): name
            for there, name in session.execute(
                select(ImportedThing.external_id, Member.name)
                .join(Post, Post.id == ImportedThing.local_id)
                .join(Member, Member.id == Post.author_id)
                .where(ImportedThing.kind.in_(("question", "answer")))
            )
        }
    for number, values in said.items():
        if values["PostTypeId"] not in ("1", "2"):
            assert number not in scores
            continue
        assert scores[number] == int(values["Score"]), number
        assert counts.get(("comment", number), 0) == int(values["CommentCount"]), number
        owner = values.get("OwnerUserId")
        wanted = f"user{owner}" if owner else values["OwnerDisplayName"]
        assert writers[number] == wanted
        compared[values["PostTypeId"]] += 1
        if values["PostTypeId"] == "1":
            assert counts.get(("answer", number), 0) == int(values["AnswerCount"]), number
    return compared


def test_the_sites_own_numbers_agree_in_the_beginning(
    app: Flask, shared: Path, tmp_path: Path
) -> None:
    source = slice_of(shared / "data" / "se-quantum-2018", tmp_path / "dump", last=140)
    result = run(app, "stackexchange", source, "--site", "quantumcomputing.stackexchange.com")
    # answers that came later are not in the slice, so only questions with all of theirs count
    said = {one.values["Id"]: one.values for one in read_dump(source / "Posts.xml", [])}
    have = Counter(one["ParentId"] for one in said.values() if "ParentId" in one)
    kept = [
        row(**(one | {"AnswerCount": str(have[number])} if one["PostTypeId"] == "1" else one))
        for number, one in said.items()
    ]
    write_dump(source, Posts=kept)
    assert "refused: 0" in result.output
    assert check_own_numbers(app, source).total() > 60


def test_the_sites_own_numbers_agree_for_every_row(
    app: Flask, shared: Path, database_name: str
) -> None:
    if database_name != "sqlite":
        pytest.skip("the whole site is imported on SQLite, a slice of it on PostgreSQL")
    source = shared / "data" / "se-quantum-2018"
    result = run(app, "stackexchange", source)
    for line in ("questions: 612 kept", "answers: 1060 kept", "comments: 3413 kept", "refused: 0"):
        assert line in result.output
    assert check_own_numbers(app, source) == {"1": 612, "2": 1060}
    with app.app_context():
        assert session.scalars(select(func.count()).where(Topic.closed_at.is_not(None))).one() == 30
        question, answer = aliased(Post), aliased(Post)
        own = select(func.count()).select_from(answer).join(
            question, question.id == answer.reply_to_id
        ).where(question.author_id == answer.author_id, question.number == 1)  # fmt: skip
        assert session.scalars(own).one() > 0
        counters = session.execute(
            select(Topic.posts_count, Topic.highest_post_number, func.count(),
                   func.max(Post.created_at), Topic.last_posted_at)
            .join(Post, Post.topic_id == Topic.id)
            .group_by(Topic.id)
        )  # fmt: skip
        for stated, highest, counted, last, stated_last in counters:
            assert stated == highest == counted
            assert last == stated_last
        self_interactions = select(func.count()).where(
            Interaction.actor_id == Interaction.target_id
        )
        assert session.scalars(self_interactions).one() == 0
    again = run(app, "stackexchange", source)
    assert "comments: 0 kept, 3413 here already" in again.output


def test_what_an_account_of_the_brand_asks_is_named_and_the_rest_is_brought(
    app: Flask, tmp_path: Path
) -> None:
    first = write_dump(tmp_path / "dump", Posts=POSTS[:1], Users=USERS)
    assert run(app, "stackexchange", first).exit_code == 0
    with app.app_context():
        session.scalars(select(Member).where(Member.name == "user1")).one().is_brand = True
        session.commit()
    more = (
        post(20, 1, AT.format(8), "<p>Who buys ovens?</p>", OwnerUserId=1, Title="Ovens"),
        post(21, 2, AT.format(9), "<p>I do not.</p>", OwnerUserId=2, ParentId=20),
        post(22, 1, AT.format(9), "<p>Who bakes?</p>", OwnerUserId=2, Title="Bread"),
    )
    write_dump(tmp_path / "dump", Posts=POSTS[:1] + more, Users=USERS)
    result = run(app, "stackexchange", first)
    assert result.exit_code == 0, result.output
    assert "Posts.xml:4: question: an account of the brand asks it" in result.output
    assert "Posts.xml:5: answer: the question that it belongs to" in result.output
    with app.app_context():
        assert set(session.scalars(select(Topic.title))) == {"Heels", "Bread"}
