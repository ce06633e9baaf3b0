"""What an export gives of conversations, what an erasure takes, and how long they are kept."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import Cast
from tests.messages.conftest import Talk
from tribe.base.db import Base, now, session
from tribe.messages import services
from tribe.messages.models import Conversation, Keeping, PrivateMessage
from tribe.personal_data.models import Words
from tribe.personal_data.reading import read_rows
from tribe.personal_data.services import erase
from tribe.privacy import Personal, declared_tables
from tribe.settings import services as settings


@pytest.fixture
def talk(context: Flask, cast: Cast) -> Talk:
    return Talk(cast)


def test_an_export_has_ones_own_words_and_not_those_of_others(talk: Talk) -> None:
    begun = talk.agreed("cleo", "dov")
    talk.write("dov", begun, "Dov says so")
    declared = declared_tables()["message"]
    assert isinstance(declared, Personal)
    table = Base.metadata.tables["message"]
    [given] = read_rows(declared, table, talk.who("dov"))
    assert (given["source"], given["conversation_id"]) == ("Dov says so", begun.id)


@pytest.mark.parametrize("words", list(Words))
def test_who_is_erased_leaves_words_without_a_name_or_none(talk: Talk, words: Words) -> None:
    begun = talk.agreed("cleo", "dov")
    talk.write("dov", begun, "Dov says so")
    talk.write("cleo", begun, "Thank you, @dov")
    session.commit()
    number = begun.id
    erase(talk.cast.ids["dov"], words)
    said = talk.said(number)
    assert said[1] == ("Dov says so" if words is Words.STAY else "")
    assert "dov" not in said[2]
    assert services.read_place(talk.who("cleo"), number)


@pytest.mark.parametrize("words", list(Words))
def test_a_quotation_in_anothers_message_does_not_name_who_was_erased(
    talk: Talk, words: Words
) -> None:
    begun = talk.agreed("cleo", "dov")
    quote = "> [dov](/p/7)\n>\n> Zqx of his\n\nAnd [ines](/p/8) knows [dov](https://dov.example/)."
    talk.write("cleo", begun, quote)
    session.commit()
    number = begun.id
    erase(talk.cast.ids["dov"], words)
    said = talk.said(number)[-1]
    assert "[dov](/p/7)" not in said
    assert "](/p/7)" in said
    assert "[ines](/p/8)" in said
    assert ("Zqx of his" in said) is (words is Words.STAY)
    assert "And " in said


def test_what_nobody_else_reads_goes_with_who_is_erased(talk: Talk) -> None:
    begun = talk.agreed("cleo", "dov")
    services.leave(talk.who("dov"), begun.id)
    session.commit()
    erase(talk.cast.ids["cleo"], Words.STAY)
    assert session.scalars(select(Conversation)).all() == []


def test_old_conversations_are_forgotten_as_an_admin_says(talk: Talk) -> None:
    old, young = talk.begin("cleo", "dov"), talk.begin("cleo", "ines")
    held = talk.begin("ben", "dov")
    held.keeping = Keeping.HELD
    session.execute(
        update(Conversation)
        .where(Conversation.id.in_([old.id, held.id]))
        .values(last_written_at=now() - timedelta(days=31))
    )
    services.forget_old()
    assert len(session.scalars(select(Conversation.id)).all()) == 3
    settings.change({"conversation_days": 30}, None)
    services.forget_old()
    assert set(session.scalars(select(Conversation.id))) == {young.id, held.id}
    at = select(PrivateMessage.conversation_id)
    assert set(session.scalars(at)) == {young.id, held.id}
