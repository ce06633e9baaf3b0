"""What was meant is said where it is found; what is closed is never said."""

import re

from flask import Flask

from tests.architecture.test_hidden import ATTIC, VAULT, hide
from tests.conftest import Cast, count_queries, sign_in
from tests.search.conftest import talk
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Post
from tribe.search import frequency
from tribe.search.rebuilding import rebuild_now


def meant(page: str) -> list[str]:
    """What a page says may have been meant."""
    return re.findall(r"Did you mean: <a [^>]+>(.*?)</a>", page)


def test_a_mistyped_word_leads_to_one_that_is_found(app: Flask, cast: Cast) -> None:
    talk(app, cast, "Événements du fournil", "Le levain est prêt.")
    with app.app_context():
        frequency.count_words()
    guest = app.test_client()
    assert meant(guest.get("/search?q=evenemants").text) == ["événements"]
    assert meant(guest.get("/search?q=author:cleo+levian").text) == ["author:cleo levain"]
    assert meant(guest.get("/search?q=author:dov+levian").text) == []
    assert meant(guest.get("/search?q=levain").text) == []
    assert meant(guest.get("/search?q=brimborion").text) == []


def test_a_database_of_any_locale_compares_words_by_their_letters(
    app: Flask, cast: Cast, database_name: str
) -> None:
    talk(app, cast, "Fournil", "Le levain.")
    with count_queries(app) as queries:
        app.test_client().get("/search?q=levian")
    [asked] = [one for one in queries if "search_word" in one]
    by_letters = {"sqlite": "BINARY", "postgresql": "C"}[database_name]
    assert f'search_word.word COLLATE "{by_letters}") BETWEEN' in asked


def test_a_word_that_nobody_says_any_more_is_not_meant(app: Flask, cast: Cast) -> None:
    talk(app, cast, "Fournil", "Plain.", "The zibeline.")
    with app.app_context():
        frequency.count_words()
        post = session.query(Post).filter_by(number=2).one()
        forum.remove(cast.get("cleo"), post)
        session.commit()
    assert meant(app.test_client().get("/search?q=zibelinne").text) == []


def test_no_closed_word_is_meant_or_suggested(app: Flask, cast: Cast) -> None:
    hide(app, cast)
    with app.app_context():
        rebuild_now()
        frequency.count_words()
    readers = {name: sign_in(app, cast, name) for name in ("cleo", "ben", "ada")}
    readers["-"] = app.test_client()
    seen = {"ben": set(ATTIC[:2]), "ada": {*ATTIC[:2], *VAULT[:2]}}
    for name, reader in readers.items():
        for word in (*ATTIC[:2], *VAULT[:2]):
            page = reader.get(f"/search?q={word[:-1]}q&in=posts").text
            assert meant(page) == ([word] if word in seen.get(name, ()) else []), (name, word)
            few = reader.get(f"/search/suggestions?q={word[:5]}").text
            alike = reader.get(f"/search/similar?q={word}+plain").text
            for told in (few, alike):
                assert word in seen.get(name, ()) or word not in told, (name, word)
    assert ATTIC[0] in readers["ben"].get(f"/search/suggestions?q={ATTIC[0][:4]}").text


def test_what_is_typed_finds_topics_by_their_beginning(app: Flask, cast: Cast) -> None:
    talk(app, cast, "Sourdough <for> beginners", "It rises.")
    guest = app.test_client()
    few = guest.get("/search/suggestions?q=sourd").text
    assert "<mark>Sourdough</mark> &lt;for&gt; beginners" in few
    assert "<html" not in few
    assert guest.get("/search/suggestions?q=so").text.strip() == ""
    alike = guest.get("/search/similar?q=How+do+beginners+knead").text
    assert "Sourdough" in alike
    assert guest.get("/search/similar?q=author:cleo+zzzz").text.strip() == ""
