"""Who keeps apart from somebody finds nothing of theirs: no row, no number, no word meant."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.forum.test_plans import plan_of
from tests.notices.conftest import Hall, work
from tests.notices.test_budget import MARKET
from tribe.base.db import session
from tribe.blocking import seen_by
from tribe.events import services as events
from tribe.finder.questions import asked_by, places
from tribe.peace import services as peace
from tribe.rituals import services as rituals
from tribe.rituals.models import Cadence
from tribe.search import asking, frequency
from tribe.search.queries import search

HIT = 'class="hit"'


@pytest.fixture
def ask(app: Flask, cast: Cast) -> Callable[[str, str], str]:
    """What the page of search answers one of the cast, where cleo keeps apart from dov."""
    with app.app_context():
        hall = Hall(cast)
        topic = hall.topic("dov", "Of dov", "hello")
        for number in range(12):
            hall.reply("ben", topic, f"zibeline zibeline {number}, and brimborion")
        hall.topic("ines", "Quiet", "one zibeline among many other words that stand around it")
        events.create_event(cast.get("dov"), replace(MARKET, title="Calembredaine", serves=""))
        rite = rituals.RitualDraft(name="Galimatias", purpose="We talk", cadence=Cadence.WEEKLY)
        rituals.declare(cast.get("dov"), rite)
        work()
        frequency.count_words()
        frequency.count_terms()
        session.commit()
        peace.block(cast.get("cleo"), cast.get("dov"))
        work()

    def ask(who: str, question: str) -> str:
        return sign_in(app, cast, who).get(f"/search?{question}").text

    return ask


def test_the_answers_in_a_topic_of_theirs_are_neither_found_nor_counted(
    ask: Callable[[str, str], str],
) -> None:
    page = ask("cleo", "q=zibeline&in=posts")
    assert page.count(HIT) == 1
    assert "1 result" in page
    assert "Quiet" in page
    assert HIT not in ask("cleo", "q=zibeline&in=posts&page=2")
    for tab in ("topics", "posts"):
        assert HIT not in ask("cleo", f"q=brimborion&in={tab}")
    assert "13 results" in ask("ines", "q=zibeline&in=posts")
    assert "13 results" in ask("ben", "q=zibeline&in=posts")


def test_no_word_is_meant_that_stands_in_what_is_hidden_alone(
    ask: Callable[[str, str], str],
) -> None:
    assert "Did you mean" not in ask("cleo", "q=brimborian&in=posts")
    assert "Did you mean" in ask("ines", "q=brimborian&in=posts")
    assert "Did you mean" in ask("cleo", "q=zibelinne&in=posts")


def test_gatherings_and_rites_are_found_whoever_began_them(
    ask: Callable[[str, str], str],
) -> None:
    for who in ("cleo", "ines"):
        assert HIT in ask(who, "q=calembredaine&in=events")
        assert HIT in ask(who, "q=galimatias&in=rituals")
    assert HIT not in ask("cleo", "q=dov&in=members")


def test_topics_are_looked_up_by_who_began_them_and_for_nobody_else(
    ask: Callable[[str, str], str], app: Flask, cast: Cast
) -> None:
    def plan(who: str) -> str:
        with app.app_context():
            member, [place] = cast.get(who), [one for one in places() if one.tab.name == "posts"]
            asked, _unknown = asked_by(member, asking.read("zibeline"), place)
            with seen_by(member):
                return plan_of(lambda: search(asked))

    assert not re.search(r"\btopic\b", plan("ines"))
    assert re.search(r"ix_topic_author_id|\btopic\b", plan("cleo"))
    assert "CORRELATED" not in plan("cleo")
