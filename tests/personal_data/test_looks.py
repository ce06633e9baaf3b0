"""Staff says why before it looks at what is private, and whoever it is about reads who and why."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import Cast, sign_in
from tests.looks import say_why
from tests.world import World, appoint_fay, furnish
from tribe.audit import AuditEntry, looking
from tribe.base.db import now, session
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic

WORDS = "perspicacity"


@pytest.fixture
def house(app: Flask, cast: Cast) -> World:
    """A world in which Eve's page and a post of Dov's, which Ben removed, hold a word."""
    made = furnish(app, cast)
    appoint_fay(app, cast)
    with app.app_context():
        eve = cast.get("eve")
        eve.bio, eve.bio_html = WORDS, f"<p>{WORDS}</p>"
        post = session.get_one(Post, made.post)
        forum.edit(cast.get("dov"), post, f"I said {WORDS}")
        forum.remove(cast.get("ben"), post)
        session.commit()
    return made


# kind: (the pages that show it, whose it is, who may look)
LOOKS = {
    "forum.post.looked": (["/p/{post}/history", "/p/{post}/history?version=2"], "dov", "fay"),
    "members.profile.looked": (["/u/eve"], "eve", "ben"),
}


ELSEWHERE = {
    "messages.message.looked",  # tests/messages/test_reporting.py
    "trust.changes.looked",  # tests/trust/test_trust.py
}


def entries() -> list[AuditEntry]:
    """What the audit has of looks."""
    chosen = select(AuditEntry).where(AuditEntry.kind.in_(LOOKS)).order_by(AuditEntry.id)
    return list(session.scalars(chosen))


def test_every_kind_of_private_things_is_walked(app: Flask) -> None:
    with app.app_context():
        assert set(looking.look_kinds()) == set(LOOKS) | ELSEWHERE


@pytest.mark.parametrize("kind", LOOKS)
def test_nothing_is_shown_before_a_reason_and_an_entry_is_there_after(
    app: Flask, cast: Cast, house: World, kind: str
) -> None:
    paths, owner, looker = LOOKS[kind]
    for name in (looker, "ada"):
        reader = sign_in(app, cast, name)
        for path in (path.format(post=house.post) for path in paths):
            before = reader.get(path)
            assert before.status_code == 303, path
            assert WORDS not in before.text
            asked = before.headers["Location"]
            assert WORDS not in reader.get(asked).text
            assert WORDS in say_why(reader, path, f"Asked by {name}").text, path
            with app.app_context():
                session.execute(update(AuditEntry.__table__).values(at=now() - timedelta(hours=2)))
                session.commit()  # an hour later it is asked again
    with app.app_context():
        found = [(one.subject_id, one.actor_id, one.why) for one in entries()]
        assert found == [
            (str(cast.ids[owner]), cast.ids[name], f"Asked by {name}")
            for name in (looker, "ada")
            for _path in paths
        ]


def test_a_reason_holds_for_an_hour_for_that_thing_and_that_reader_alone(
    app: Flask, cast: Cast, house: World
) -> None:
    ben, ada = sign_in(app, cast, "ben"), sign_in(app, cast, "ada")
    path = f"/p/{house.post}/history"
    for _ in range(3):
        say_why(ben, path)
    with app.app_context():
        assert len(entries()) == 1
    assert ben.get("/u/eve").status_code == 303
    assert ada.get(path).status_code == 303


def test_without_a_reason_nothing_is_kept_or_shown(app: Flask, cast: Cast, house: World) -> None:
    ben = sign_in(app, cast, "ben")
    sent = {"kind": "members.profile.looked", "of": str(cast.ids["eve"]), "why": " \u200b "}
    answer = ben.post("/look", data=sent)
    assert answer.status_code == 422
    assert WORDS not in answer.text
    assert ben.get("/u/eve").status_code == 303
    with app.app_context():
        assert entries() == []


@pytest.mark.parametrize(
    "thing", [("members.profile.looked", "eve"), ("forum.post.looked", "post"), ("x", "eve")]
)
def test_who_may_not_look_is_not_asked(
    app: Flask, cast: Cast, house: World, thing: tuple[str, str]
) -> None:
    kind, of = thing
    number = str(house.post if of == "post" else cast.ids[of])
    for name in ("cleo", "ines"):
        reader = sign_in(app, cast, name)
        sent = {"kind": kind, "of": number, "why": "Out of interest"}
        assert reader.get("/look", query_string=sent).status_code == 404
        assert reader.post("/look", data=sent).status_code == 404
    with app.app_context():
        assert entries() == []


def test_what_is_open_is_no_look_and_authors_read_their_own(
    app: Flask, cast: Cast, house: World
) -> None:
    ben = sign_in(app, cast, "ben")
    sent = {"kind": "members.profile.looked", "of": str(cast.ids["cleo"]), "why": "So"}
    assert ben.post("/look", data=sent).status_code == 404
    assert ben.get("/u/cleo").status_code == 200
    with app.app_context():
        post = forum.reply(cast.get("ben"), session.get_one(Topic, house.topic), "Mine")
        forum.remove(cast.get("ben"), post)
        session.commit()
        number = post.id
    assert ben.get(f"/p/{number}/history").status_code == 200


def test_whoever_it_is_about_reads_the_role_and_the_reason_and_no_name(
    app: Flask, cast: Cast, house: World
) -> None:
    for name, why in (("fay", "An appeal"), ("ada", "A request of the police")):
        say_why(sign_in(app, cast, name), f"/p/{house.post}/history", why)
    dov = sign_in(app, cast, "dov")
    page = dov.get("/me/looks").text
    for words in ("A moderator of a category", "An appeal", "An admin", "the police"):
        assert words in page, words
    main = page.partition("<main")[2].partition("</main>")[0]
    assert ">fay<" not in main
    assert ">ada<" not in main
    assert "An appeal" not in sign_in(app, cast, "cleo").get("/me/looks").text


def test_the_page_that_brings_a_post_back_shows_no_words_of_it(
    app: Flask, cast: Cast, house: World
) -> None:
    page = sign_in(app, cast, "ben").get(f"/p/{house.post}/undelete")
    assert page.status_code == 200
    assert WORDS not in page.text
    assert f"/p/{house.post}/history" in page.text
