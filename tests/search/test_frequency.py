"""Words that many texts have tell little, and are left out where rarer ones are asked for too."""

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.search.conftest import talk
from tribe.base.db import session
from tribe.search import frequency
from tribe.search.asking import read
from tribe.search.models import SearchTerm, SearchWord


def test_terms_and_words_are_counted(app: Flask, cast: Cast) -> None:
    talk(app, cast, "Événements", "Rare bread.", "More bread.", "Bread for ever.")
    with app.app_context():
        frequency.count({})
        shares = {row.term: row.documents for row in session.scalars(select(SearchTerm))}
        assert (shares["bread"], shares["rare"]) == (3, 1)
        own = select(SearchWord.word, SearchWord.written, SearchWord.documents)
        rows = {row.word: row[1:] for row in session.execute(own.where(SearchWord.kind == "post"))}
        assert rows["evenements"] == ("événements", 1)
        assert rows["bread"] == ("bread", 3)
        frequency.count({})
        assert len(session.execute(own.where(SearchWord.kind == "post")).all()) == len(rows)


def test_rarer_words_tell_more(app: Flask, cast: Cast) -> None:
    talk(app, cast, "Bread", *["Bread and butter."] * 9, "Bread and saffron.")
    with app.app_context():
        frequency.count_terms()
        told = dict(frequency.telling(read("bread butter saffron").wanted))
        weights = {part.words[0]: weight for part, weight in told.items()}
        assert weights["saffron"] > weights["butter"] > weights["bread"] > 0


def test_a_word_that_too_many_texts_have_is_left_to_rarer_ones(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session.add(SearchTerm(term="bread", share=0.9, documents=frequency.COMMON + 1))
        session.flush()
        [(part, _weight)] = frequency.telling(read("bread saffron").wanted)
        assert part.words == ("saffron",)
        assert len(frequency.telling(read("bread").wanted)) == 1
