"""Who is told of a private message and how; and the budget of the brand has no way around."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.messages.conftest import Talk
from tests.notices.conftest import causes, work
from tribe.activity.notices import Channel
from tribe.base.db import insert_or, now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.messages import services
from tribe.messages.models import WhoMayWrite
from tribe.messages.queries import Choice
from tribe.messages.services import beginning, hiding
from tribe.notices.models import BrandBudget, NoticeCause
from tribe.notices.queries import list_unread_things

WORDS = "a kingfisher"


@pytest.fixture
def talk(context: Flask, cast: Cast) -> Talk:
    for name in cast.ids:
        cast.get(name).email_confirmed_at = now()
        cast.get(name).joined_at = now() - timedelta(days=100)
    session.commit()
    return Talk(cast)


def test_the_others_are_told_once_and_not_who_muted_it(talk: Talk) -> None:
    begun = talk.agreed("cleo", "dov", "ines")
    services.mute(talk.who("ines"), begun.id)
    work()
    assert causes() == []  # who agreed has read what was asked
    talk.write("cleo", begun)
    work()
    assert causes() == [("dov", "messages.written")]


@pytest.mark.parametrize("is_told_before", [True, False])
def test_what_is_hidden_and_shown_again_is_told_as_before(talk: Talk, is_told_before: bool) -> None:
    begun = talk.agreed("cleo", "dov")
    work()
    said = talk.write("cleo", begun)
    if is_told_before:
        work()
    hiding.hide(talk.who("ben"), said.id)
    if is_told_before:
        work()
        assert causes() == []
        assert not list_unread_things(talk.who("dov")).things
    hiding.show_again(talk.who("ben"), said.id)
    work()
    assert causes() == [("dov", "messages.written")]
    assert len(list_unread_things(talk.who("dov")).things) == 1
    assert len(read_letters("messages.written")) == 1


def test_a_request_is_told_as_one(talk: Talk) -> None:
    talk.begin("dov", "cleo")
    work()
    assert causes() == [("cleo", "messages.asked")]


@pytest.mark.parametrize("has_words", [False, True])
def test_a_mail_says_who_wrote_and_what_only_where_its_reader_chose_that(
    talk: Talk, has_words: bool
) -> None:
    services.choose(talk.who("dov"), Choice(WhoMayWrite.EVERYBODY, has_words))
    begun = talk.begin("cleo", "dov", body=WORDS)
    work()
    [letter] = read_letters("messages.written")
    assert letter.to == "dov@example.invalid"
    assert "cleo" in letter.subject
    assert f"/conversations/{begun.id}" in letter.text
    assert (WORDS in letter.text) is has_words
    assert (WORDS in letter.html) is has_words
    assert "A word" not in f"{letter.subject}{letter.text}{letter.html}"


def test_no_mail_has_the_words_of_a_stranger(talk: Talk) -> None:
    services.choose(talk.who("cleo"), Choice(WhoMayWrite.ASKING, mails_have_words=True))
    talk.begin("dov", "cleo", body=WORDS)
    work()
    [letter] = read_letters("messages.written")
    assert WORDS not in letter.text


def test_what_is_taken_away_is_told_no_more(talk: Talk) -> None:
    message = talk.write("cleo", talk.agreed("cleo", "dov"))
    work()
    assert causes() == [("dov", "messages.written")]
    services.remove(talk.who("cleo"), message.id)
    work()
    assert causes() == []


def test_what_was_read_is_in_the_bell_no_more(app: Flask, cast: Cast) -> None:
    with app.app_context():
        talk = Talk(cast)
        begun = talk.agreed("cleo", "dov")
        talk.write("cleo", begun)
        work()
        number = begun.id
    dov = sign_in(app, cast, "dov")
    assert "wrote to you" in dov.get("/notices").text
    with app.app_context():
        assert list_unread_things(cast.get("dov")).things == {("conversation", number)}
    dov.get(f"/conversations/{number}")
    with app.app_context():
        assert list_unread_things(cast.get("dov")).things == frozenset()


def test_an_account_of_the_brand_begins_none_and_answers(talk: Talk) -> None:
    for name in ("ada", "ben"):  # also one that moderates
        talk.who(name).is_brand = True
        with pytest.raises(Forbidden):
            talk.begin(name, "cleo")
    with pytest.raises(RuleBroken, match=r"messages\.brand_with_others"):
        talk.begin("cleo", "ada", "dov")
    services.choose(talk.who("ada"), Choice(WhoMayWrite.EVERYBODY))
    begun = talk.begin("cleo", "ada")
    talk.write("ada", begun)


def test_who_comes_to_speak_for_the_brand_writes_to_no_group(talk: Talk) -> None:
    begun = talk.agreed("ines", "cleo", "dov")
    talk.who("ines").is_brand = True
    with pytest.raises(RuleBroken, match=r"messages\.brand_with_others"):
        talk.write("ines", begun)


ACTS = ["begin", "asks", "member", "brand", "brand", "brand", "leaves"]


@pytest.mark.parametrize("most", [0, 1])
def test_the_brand_reaches_a_member_once_for_each_answer_and_else_within_the_budget(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(beginning, "most_first_messages", lambda _writer: 1_000)
    cleo = talk.who("cleo").id
    talk.who("ada").is_brand = True
    services.choose(talk.who("ada"), Choice(WhoMayWrite.EVERYBODY))
    for channel in (Channel.WEB, Channel.MAIL):
        row = {"member_id": cleo, "channel": channel.value, "most_a_month": most}
        session.execute(insert_or(BrandBudget).values(row))
    session.commit()
    owed = 0  # answers: the first words of the brand since the member's

    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(st.sampled_from(ACTS), min_size=2, max_size=7))
    def act(chosen: list[str]) -> None:
        nonlocal owed
        at, waits = talk.begin("cleo", "ada"), True
        work()
        for one in chosen:
            try:
                if one == "begin":
                    talk.begin("ada", "cleo")
                elif one == "asks":
                    talk.begin("ada", "cleo", "dov")
                elif one == "leaves":
                    services.leave(talk.who("ada"), at.id)
                else:
                    talk.write("ada" if one == "brand" else "cleo", at)
                    owed += one == "brand" and waits
                    waits = one == "member"
            except (Forbidden, NotFound, RuleBroken):
                session.rollback()
            work()
        of_cleo = select(func.count(NoticeCause.activity_id)).where(NoticeCause.member_id == cleo)
        assert owed <= (session.scalar(of_cleo) or 0) <= owed + most

    act()
    assert owed
