"""An export holds all that is a member's own, nothing of others, and is fetched by them alone."""

import io
import json
import re
from datetime import timedelta
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext as _
from sqlalchemy import Enum, select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.world import furnish
from tribe import storage
from tribe.activity import record
from tribe.base.db import now, session
from tribe.events.activities import EVENT_CHANGED
from tribe.features import FEATURES
from tribe.forum import services as forum
from tribe.forum.models import Category, Level, Post, ReactionKind, Topic
from tribe.jobs import Lane, run_next
from tribe.members.models import Avatar
from tribe.moderation import services as moderation
from tribe.moderation.models import ReportKind
from tribe.personal_data.details import ENUMERATED, FACTS
from tribe.personal_data.labels import seen_label
from tribe.personal_data.models import DataExport
from tribe.personal_data.reading import exported_tables
from tribe.personal_data.services import exporting
from tribe.personal_data.values import VALUES
from tribe.personal_data.words import COLUMNS
from tribe.privacy import Personal, Seen, declared_tables
from tribe.settings import services as settings
from tribe.voice import services as voice

PEOPLE = ("author_id", "actor_id", "member_id", "editor_id", "made_by_id", "settled_by_id")


def make(app: Flask, browser: FlaskClient) -> ZipFile:
    """The export that a browser asks for, as its file."""
    assert browser.post("/me/data/export").status_code == 303
    with app.app_context():
        while run_next(Lane.SLOW):
            pass
        [number] = session.scalars(select(DataExport.id)).all()
    answer = browser.get(f"/me/data/exports/{number}.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert "no-store" in answer.headers["Cache-Control"]
    archive = ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    return archive


def rows(archive: ZipFile, table: str) -> list[dict[str, object]]:
    """What the export gives of a table."""
    found: list[dict[str, object]] = json.loads(archive.read(f"json/{table}.json"))
    return found


def test_all_that_is_declared_is_given_in_json_and_to_read(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    picture = b"RIFF cleo WEBP"
    with app.app_context():
        session.add(Avatar(member_id=cast.ids["cleo"], digest=storage.keep(picture, "image/webp")))
        session.commit()
        declared = {n: one for n, one in declared_tables().items() if isinstance(one, Personal)}
    archive = make(app, sign_in(app, cast, "cleo"))
    names = set(archive.namelist())
    told = {name[5:-5] for name in names if name.startswith("json/")}
    assert {"member", "topic", "post", "event", "ritual", "trait", "sign_in", "avatar"} <= told
    for table in told:
        assert f"pages/{table}.html" in names
        for row in rows(archive, table):
            assert row.keys() == set(declared[table].exports), table
    assert archive.read("files/avatar-1.webp") == picture
    index = archive.read("index.html").decode()
    assert 'href="pages/post.html"' in index
    assert "What Tribe knows of cleo" in index or "knows of cleo" in index
    [account] = rows(archive, "member")
    assert account["email"] == "cleo@example.invalid"
    assert "hash" not in json.dumps(account)


def test_it_speaks_the_language_of_the_member(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        cast.get("cleo").locale = "fr"
        session.commit()
    index = make(app, sign_in(app, cast, "cleo")).read("index.html").decode()
    assert '<html lang="fr">' in index
    assert ">Ce que vous avez écrit</a>" in index


def test_its_pages_are_written_for_people(app: Flask, cast: Cast) -> None:
    """In the language of who asks: days to the minute, yes and no, "you", and the way back."""
    furnish(app, cast)
    cleo = sign_in(app, cast, "cleo")
    cleo.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
    archive = make(app, cleo)
    page = archive.read("pages/sign_in.html").decode()
    assert '<html lang="fr">' in page
    assert '<a href="../index.html">Revenir à la liste</a>' in page
    assert re.search(r"<dd dir=auto>\d{4}-\d\d-\d\d \d\d:\d\d UTC</dd>", page)
    assert "<dd dir=auto>vous</dd>" in page
    assert "<dd dir=auto>false</dd>" not in page
    assert page.count("<main>") == page.count("</main>") == 1


def test_its_pages_say_kinds_in_words_and_lead_to_what_they_name(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    app.config["BASE_URL"] = "https://tribe.example"
    cleo = sign_in(app, cast, "cleo")
    cleo.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
    archive = make(app, cleo)
    acts = archive.read("pages/activity.html").decode()
    assert "<dd dir=auto>un fil lancé</dd>" in acts
    assert "<dd dir=auto>message</dd>" in acts  # to what
    assert not re.findall(r"<dd dir=auto>[a-z_]+\.[a-z_]+\.[a-z_]+</dd>", acts)
    assert re.search(r'<a href="https://tribe.example/go/post/(\d+)">\1</a>', acts)
    assert "<dd dir=auto>{}</dd>" not in acts
    topics = archive.read("pages/topic.html").decode()
    assert f'<a href="https://tribe.example/go/topic/{world.topic}">{world.topic}</a>' in topics
    assert "/go/category/" in topics
    assert "<dd dir=auto>vous</dd>" in topics  # oneself is named, and led to nowhere
    assert "/go/member/" not in topics
    assert "<dd dir=auto>membre</dd>" in archive.read("pages/member.html").decode()
    kinds = {str(row["kind"]) for row in rows(archive, "activity")}
    assert "forum.topic.begun" in kinds  # what programs read stays as it was


def test_details_of_acts_are_said_in_words(app: Flask, cast: Cast) -> None:
    app.config["BASE_URL"] = "https://tribe.example"
    with app.app_context():
        cleo, dov = cast.get("cleo"), cast.get("dov")
        hall = Category(slug="hall", name="Hall")
        session.add(hall)
        session.flush()
        topic = forum.create_topic(dov, hall, "Of theirs", "What do you say?").id
        post = session.scalars(select(Post).where(Post.topic_id == topic)).one()
        forum.react(cleo, post, ReactionKind.WARM)
        forum.follow(cleo, session.get_one(Topic, topic), Level.WATCHING)
        record(EVENT_CHANGED, 7, actor_id=cleo.id, at=now(), fields=["title", "<b>"])
        moderation.report(cleo, "post", post.id, ReportKind.OFF_TOPIC)
        session.commit()
    browser = sign_in(app, cast, "cleo")
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
    archive = make(app, browser)
    acts = archive.read("pages/activity.html").decode()
    assert ">off_topic<" not in acts
    assert "<dd dir=auto>hors du fil</dd>" in acts
    assert "<dt>signe</dt><dd dir=auto>Ça me réchauffe</dd>" in acts
    way = f'<a href="https://tribe.example/go/topic/{topic}">{topic}</a>'
    assert f"<dt>numéro du fil</dt><dd dir=auto>{way}</dd>" in acts
    assert "<dd dir=auto>Surveillé</dd>" in acts
    fields = "<ul><li>titre</li><li>&lt;b&gt;</li></ul>"
    assert f"<dt>ce qui a été changé</dt><dd dir=auto>{fields}</dd>" in acts
    for name in archive.namelist():
        if name.endswith(".html"):
            assert not re.findall(r"<dd dir=auto>[{\[]", archive.read(name).decode()), name


def test_what_was_before_and_after_is_said_in_words(app: Flask, cast: Cast) -> None:
    with app.app_context():
        settings.change({"registration": "approval"}, cast.ids["ada"])
        session.commit()
    browser = sign_in(app, cast, "ada")
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
    audit = make(app, browser).read("pages/audit_entry.html").decode()
    assert "<dt>avant</dt><dd dir=auto>qui le souhaite</dd>" in audit
    assert "<dt>après</dt><dd dir=auto>qui le demande" in audit


def test_who_sees_a_table_is_said_as_people_say_it(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        said = str(_("Seen by %(who)s", who=seen_label(Seen.MEMBERS)))
    assert said == "Visible par les membres"


def test_every_column_that_an_export_gives_has_a_name_for_people(app: Flask) -> None:
    with app.app_context():
        given = {name for declared, _table in exported_tables() for name in declared.exports}
    assert given - COLUMNS.keys() == set()


def test_every_detail_of_an_act_has_a_label(app: Flask) -> None:
    known = FACTS.keys() | COLUMNS.keys()
    of_gatherings = {"title", "source", "mode", "place", "online_url", "zone", "capacity"}
    assert of_gatherings | {"welcomes_guests"} <= COLUMNS.keys()
    named = {fact for one in FEATURES for kind in one.activities for fact in kind.facts}
    assert named - known == set()
    assert set(ENUMERATED.values()) <= VALUES.keys()


def test_every_word_of_ours_that_an_export_gives_has_words_for_people(app: Flask) -> None:
    with app.app_context():
        for declared, table in exported_tables():
            for name in declared.exports:
                if isinstance(kind := table.c[name].type, Enum):
                    assert set(kind.enums) == VALUES[f"{table.name}.{name}"].keys(), table.name
    assert not [k.name for one in FEATURES for k in one.activities if k.words is None]


def test_nobody_else_stands_in_it(app: Flask, cast: Cast) -> None:
    """Words that others wrote, their names, their numbers: none of it, wherever it could lie."""
    with app.app_context():
        cleo, dov, ben, ada = (cast.get(name) for name in ("cleo", "dov", "ben", "ada"))
        dov.name, dov.name_key = "Xylomancer", "xylomancer"
        hall = Category(slug="hall", name="Hall")
        session.add(hall)
        session.flush()
        theirs = forum.create_topic(dov, hall, "Of theirs", "verbatim xylo words @cleo")
        mine = forum.create_topic(cleo, hall, "Of mine", "hello @Xylomancer and @cleo")
        first = select(Post.id).where(Post.topic_id == theirs.id, Post.number == 1)
        number = session.scalar(first)
        quote = f"> [Xylomancer](/p/{number})\n> verbatim xylo words\n\nI agree, @Xylomancer."
        answer = forum.reply(cleo, theirs, quote)
        forum.edit(ben, answer, quote + "\n\nmoderated addition")
        forum.react(dov, answer, ReactionKind.THANKS)
        forum.reply(dov, mine, "more xylo words")
        ada.is_brand = True
        session.flush()
        voice.make_promise(ada, "To mend", "xylo promise", now().date() + timedelta(days=9))
        session.commit()
    archive = make(app, sign_in(app, cast, "cleo"))
    for name in archive.namelist():
        said = archive.read(name).decode("utf-8", "replace").lower()
        assert "xylo" not in said, name
    texts = [row["source"] for row in rows(archive, "post")]
    assert "hello @… and @cleo" in texts
    assert any("I agree, @…." in str(text) for text in texts)
    others = {cast.ids[name] for name in cast.ids} - {cast.ids["cleo"]}
    tables = [name[5:-5] for name in archive.namelist() if name.startswith("json/")]
    people = [row.get(key) for table in tables for row in rows(archive, table) for key in PEOPLE]
    assert not others.intersection(people)


def test_words_that_a_moderator_changed_are_not_theirs(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hall = Category(slug="hall", name="Hall")
        session.add(hall)
        session.flush()
        topic = forum.create_topic(cast.get("dov"), hall, "Of theirs", "words of dov")
        post = session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
        forum.edit(cast.get("ben"), post, "milder words")
        session.commit()
    archive = make(app, sign_in(app, cast, "ben"))
    assert "json/post_revision.json" not in archive.namelist()


def test_one_at_a_time_and_for_its_owner_alone(app: Flask, cast: Cast, client: FlaskClient) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert cleo.post("/me/data/export").status_code == 303
    assert cleo.post("/me/data/export").status_code == 409
    assert "It is being made." in cleo.get("/me/data").text
    with app.app_context():
        [number] = session.scalars(select(DataExport.id)).all()
    assert cleo.get(f"/me/data/exports/{number}.zip").status_code == 404
    with app.app_context():
        assert run_next(Lane.SLOW)
    assert cleo.get(f"/me/data/exports/{number}.zip").status_code == 200
    assert dov.get(f"/me/data/exports/{number}.zip").status_code == 404
    assert client.get(f"/me/data/exports/{number}.zip").location.startswith("/sign-in")
    assert cleo.post("/me/data/export").status_code == 303
    assert cleo.get(f"/me/data/exports/{number}.zip").status_code == 404  # the older one is gone


def test_that_it_is_ready_is_told_until_its_page_is_read(app: Flask, cast: Cast) -> None:
    browser = sign_in(app, cast, "cleo")
    make(app, browser)
    with app.app_context():
        while run_next(Lane.QUICK):
            pass
    assert "The export of your data is ready" in browser.get("/notices").text
    assert browser.get("/notices/unread").json == {
        "label": "Notices: 1 is new", "number": "1", "unread": 1,
    }  # fmt: skip
    browser.get("/me/data")
    assert "none is new" in browser.get("/notices/unread").text
    assert "is ready" not in sign_in(app, cast, "dov").get("/notices").text


def test_it_may_be_asked_for_anew_and_is_made_anew(app: Flask, cast: Cast) -> None:
    browser = sign_in(app, cast, "cleo")
    assert make(app, browser).namelist()
    assert make(app, browser).namelist()  # SQLite numbers it as the one before


def test_it_goes_after_some_days_file_and_all(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    make(app, cleo)
    with app.app_context():
        digest = session.scalars(select(DataExport.digest)).one()
        assert digest is not None
        exporting.expire()
        session.commit()
        assert session.scalars(select(DataExport.id)).all()
        old = now() - exporting.KEPT - timedelta(minutes=1)
        session.execute(update(DataExport).values(made_at=old))
        exporting.expire()
        session.commit()
        assert session.scalars(select(DataExport.id)).all() == []
        assert not storage.store().has(digest)


def test_hostile_words_stay_words(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cast.get("cleo").bio = '</dd><script>alert("x")</script>\u202e'
        session.commit()
    page = make(app, sign_in(app, cast, "cleo")).read("pages/member.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_costs_the_same_for_one_and_many(app: Flask, cast: Cast) -> None:
    costs = []
    for name in ("dov", "cleo"):
        browser = sign_in(app, cast, name)
        with count_queries(app) as queries:
            page = browser.get("/me/data").text
        costs.append(len(queries))
        assert "Your data" in page
        if name == "dov":
            furnish(app, cast)
    assert costs[0] == costs[1] <= 8
