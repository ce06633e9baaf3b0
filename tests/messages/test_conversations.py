"""Members write to each other in private: pages, drafts, marks, notices, leaving."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.messages.conftest import Talk
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken, TooOften
from tribe.following import services as following
from tribe.live import socketio
from tribe.messages import queries, services
from tribe.messages.models import Conversation, PrivateMessage, Standing, WhoMayWrite
from tribe.messages.queries import Choice
from tribe.messages.services import writing

WORDS = {"to": "dov", "title": "A word", "body": "Will **you** come?"}


def test_a_member_writes_and_another_answers_by_forms_alone(app: Flask, cast: Cast) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert 'href="/conversations/new?to=dov"' in cleo.get("/u/dov").text
    assert 'value="dov"' in cleo.get("/conversations/new?to=dov").text
    begun = cleo.post("/conversations/new", data=WORDS)
    assert begun.status_code == 303
    where = begun.location
    asked = dov.get("/conversations").text
    assert "asks you" in asked
    assert "<strong>you</strong>" in dov.get(where).text
    assert dov.post(where, data={"body": "I come"}).status_code == 403  # agree first
    assert dov.post(f"{where}/accept").location == where
    answered = dov.post(where, data={"body": "I come"})
    assert answered.location == f"{where}?at=2#message-2"
    assert "I come" in cleo.get(where).text


def test_what_was_typed_is_kept_when_it_is_refused(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    for to, status in (("nobody-here", 422), ("cleo", 409), ("", 422)):
        answer = cleo.post("/conversations/new", data=WORDS | {"to": to})
        assert answer.status_code == status
        assert "Will **you** come?" in answer.text
        assert 'data-draft="conversation-new"' in answer.text
    where = cleo.post("/conversations/new", data=WORDS).location
    again = cleo.post(where, data={"body": "And **you**?"})
    assert again.status_code == 409
    assert "And **you**?" in again.text


def test_who_writes_too_often_keeps_what_they_typed(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_about: object) -> None:
        raise TooOften("spam.pace", seconds=60)

    monkeypatch.setattr(writing, "weigh", refuse)
    cleo = sign_in(app, cast, "cleo")
    where = cleo.post("/conversations/new", data=WORDS).location
    with app.app_context():
        services.accept(cast.get("dov"), int(where.rsplit("/", 1)[1]))
        session.commit()
    refused = cleo.post(where, data={"body": "And **you**?"})
    assert refused.status_code == 429
    assert "And **you**?" in refused.text


def test_a_page_reads_as_many_statements_for_many_messages(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    where = cleo.post("/conversations/new", data=WORDS).location
    with app.app_context():
        services.accept(cast.get("dov"), int(where.rsplit("/", 1)[1]))
        session.commit()
    costs = []
    for count in (1, 19):
        for number in range(count):
            cleo.post(where, data={"body": f"number {number}"})
        cleo.get(where)
        found = []
        for path in (where, "/conversations"):
            with count_queries(app) as sent:
                cleo.get(path)
            found.append(len(sent))
        costs.append(found)
    assert costs[0] == costs[1]


def test_a_long_conversation_has_pages_and_each_message_its_place(app: Flask, cast: Cast) -> None:
    with app.app_context():
        talk = Talk(cast)
        begun = talk.agreed("cleo", "dov")
        for number in range(2, 121):
            talk.write("cleo", begun, f"number {number}.")
        session.commit()
        of_it = select(PrivateMessage.id).where(PrivateMessage.number == 3)
        third, where = session.scalars(of_it).one(), f"/conversations/{begun.id}"
    dov = sign_in(app, cast, "dov")
    last = dov.get(where).text
    assert "number 120." in last
    assert "number 70." not in last
    [earlier] = re.findall(r'rel="next" href="([^"]+)"', last)
    assert "number 70." in dov.get(earlier).text
    there = dov.get(f"/conversations/messages/{third}").location
    assert "number 3." in dov.get(there).text


def test_what_is_new_is_marked_until_it_is_read(app: Flask, cast: Cast) -> None:
    with app.app_context():
        talk = Talk(cast)
        begun = talk.agreed("cleo", "dov")
        talk.write("cleo", begun)
        session.commit()
        number = begun.id
    dov = sign_in(app, cast, "dov")
    assert "topic--unread" in dov.get("/conversations").text
    dov.head(f"/conversations/{number}")
    assert "topic--unread" in dov.get("/conversations").text  # nobody saw it
    dov.get(f"/conversations/{number}")
    assert "topic--unread" not in dov.get("/conversations").text
    assert "topic--unread" not in sign_in(app, cast, "cleo").get("/conversations").text


def test_open_pages_of_those_in_it_hear_of_it_and_fetch_it(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begun = Talk(cast).agreed("cleo", "dov")
        session.commit()
        room, where = f"conversation:{begun.id}", f"/conversations/{begun.id}"
    browsers = {name: sign_in(app, cast, name) for name in ("cleo", "dov", "ben")}
    sockets = {
        name: socketio.test_client(app, flask_test_client=browser)
        for name, browser in browsers.items()
    }
    joined = {
        name: socket.emit("watch", {"room": room}, callback=True)
        for name, socket in sockets.items()
    }
    assert joined == {"cleo": True, "dov": True, "ben": False}
    browsers["cleo"].post(where, data={"body": "Come early"})
    heard = {name: [one["name"] for one in s.get_received()] for name, s in sockets.items()}
    assert heard["dov"] == [room]
    assert heard["ben"] == []
    lacking = browsers["dov"].get(f"{where}/after?after=1")
    assert 'data-number="2"' in lacking.text
    assert 'data-number="1"' not in lacking.text
    assert browsers["ben"].get(f"{where}/after?after=1").status_code == 404


def test_one_changes_and_takes_away_only_ones_own_words(
    app: Flask, cast: Cast, context: Flask
) -> None:
    talk = Talk(cast)
    begun = talk.agreed("cleo", "dov")
    message = talk.write("dov", begun)
    for verb in (lambda: services.edit(talk.who("cleo"), message.id, "No"),
                 lambda: services.remove(talk.who("cleo"), message.id)):  # fmt: skip
        with pytest.raises(Forbidden):
            verb()
    services.edit(talk.who("dov"), message.id, "I come *late*")
    assert message.edited_at is not None
    assert "<em>late</em>" in message.html
    services.remove(talk.who("dov"), message.id)
    assert (message.source, message.html, message.text) == ("", "", "")
    with pytest.raises(Forbidden):
        services.edit(talk.who("dov"), message.id, "Again")


def test_who_leaves_reads_no_more_and_the_last_takes_the_words_along(
    cast: Cast, context: Flask
) -> None:
    talk = Talk(cast)
    begun = talk.agreed("cleo", "dov")
    services.leave(talk.who("dov"), begun.id)
    with pytest.raises(NotFound):
        services.read_place(talk.who("dov"), begun.id)
    with pytest.raises(RuleBroken, match=r"messages\.silent"):
        talk.write("cleo", begun)
    services.leave(talk.who("cleo"), begun.id)
    assert session.scalars(select(Conversation)).all() == []
    assert session.scalars(select(PrivateMessage)).all() == []


def test_several_talk_and_one_may_go(cast: Cast, context: Flask) -> None:
    talk = Talk(cast)
    begun = talk.agreed("cleo", "dov", "ines")
    services.leave(talk.who("ines"), begun.id)
    talk.write("dov", begun, "We two then")
    assert [other.standing for other in queries.list_others(begun.id, cast.ids["cleo"])] == [
        Standing.IN,
        Standing.LEFT,
    ]


def test_one_writes_to_few_at_once(cast: Cast, context: Flask) -> None:
    talk = Talk(cast)
    with pytest.raises(RuleBroken, match=r"messages\.nobody"):
        talk.begin("cleo")
    with pytest.raises(RuleBroken, match=r"messages\.nobody"):
        talk.begin("cleo", "dov", "cleo")
    with pytest.raises(RuleBroken, match=r"messages\.not_to_them"):
        talk.begin("cleo", "eve")  # suspended


def test_what_one_chose_stays_where_a_form_does_not_send_it(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    assert dov.post("/me/messages", data={"mails_have_words": "1"}).status_code == 303
    assert dov.post("/me/messages", data={"who_may_write": "nobody"}).status_code == 303
    with app.app_context():
        chosen = queries.find_choice(cast.ids["dov"])
    assert chosen == Choice(WhoMayWrite.NOBODY, mails_have_words=True)
    refused = dov.post("/me/messages", data={"who_may_write": "robots"})
    assert refused.status_code == 422


def test_a_profile_offers_to_write_only_where_one_may(app: Flask, cast: Cast) -> None:
    link = 'href="/conversations/new?to=dov"'
    with app.app_context():
        services.choose(cast.get("dov"), Choice(WhoMayWrite.KNOWN))
        session.commit()
    cleo, ben = sign_in(app, cast, "cleo"), sign_in(app, cast, "ben")
    assert link not in cleo.get("/u/dov").text
    assert link in ben.get("/u/dov").text  # who moderates may
    assert link not in app.test_client().get("/u/dov").text
    assert link not in sign_in(app, cast, "dov").get("/u/dov").text
    with app.app_context():
        following.follow(cast.get("dov"), cast.get("cleo"))
        session.commit()
    assert link in cleo.get("/u/dov").text


def test_the_account_leads_to_who_may_write_once(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "cleo").get("/me").text
    assert page.count('href="/me/messages"') == 1
    assert page.count('href="/me/blocks"') == 1
