"""Whatever is asked, nothing that the reader may not see is told: in no answer and no count."""

from itertools import product

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.architecture.test_hidden import ATTIC, GONE, HIDDEN, PRIVATE, VAULT, hide
from tests.conftest import Cast, sign_in
from tests.html import without_tokens
from tribe.access import GUEST
from tribe.base.db import session
from tribe.finder.questions import asked_by, places
from tribe.forum.models import Topic
from tribe.search import asking
from tribe.search.excerpts import excerpt, mark, marker_of
from tribe.search.queries import search
from tribe.search.rebuilding import rebuild_now

NO_WORD = "brimborion"  # nobody's
WAYS = ("{}", "{}*", '"{}"', "{} plain", "-plain {}", "author:ben {}", "category:attic {}", "it {}")
TABS = ("topics", "posts", "events", "rituals", "members")


@pytest.fixture
def closed(app: Flask, cast: Cast) -> None:
    """A world with things that few may see, all of it in the index."""
    hide(app, cast)
    with app.app_context():
        rebuild_now()


@pytest.mark.parametrize("name", HIDDEN)
def test_a_closed_word_is_answered_as_one_that_nobody_wrote(
    app: Flask, cast: Cast, closed: None, name: str
) -> None:
    reader = app.test_client() if name == "-" else sign_in(app, cast, name)

    def ask(word: str, way: str, tab: str) -> str:
        page = reader.get("/search", query_string={"q": way.format(word), "in": tab}).text
        return without_tokens(page).replace(word, "…")

    closed_words = set(HIDDEN[name]) & {*ATTIC, *VAULT, *GONE, *PRIVATE}
    for way, tab in product(WAYS, TABS):
        nothing = ask(NO_WORD, way, tab)
        for word in closed_words:
            assert ask(word, way, tab) == nothing, (word, way, tab)


def test_who_may_see_it_finds_it(app: Flask, cast: Cast, closed: None) -> None:
    ben, ada = sign_in(app, cast, "ben"), sign_in(app, cast, "ada")
    for word in (ATTIC[0], ATTIC[1], ATTIC[3]):
        assert f"<mark>{word}</mark>" in ben.get(f"/search?q={word}&in=posts").text
    assert f"<mark>{VAULT[1]}</mark>" in ada.get(f"/search?q={VAULT[1]}").text
    for word in (ATTIC[2], GONE[0]):  # said before an edit, and removed
        assert 'class="hit"' not in ada.get(f"/search?q={word}&in=posts").text


def test_a_category_that_closes_takes_its_texts_along_at_once(
    app: Flask, cast: Cast, closed: None
) -> None:
    from tests.search.conftest import talk
    from tribe.forum import services as forum
    from tribe.forum.models import Audience, Category
    from tribe.forum.policy import Grant
    from tribe.forum.services import CategoryDraft

    topic = talk(app, cast, "Zymurgy", "It foams.", slug="brewery")
    guest = app.test_client()
    assert "<mark>Zymurgy</mark>" in guest.get("/search?q=zymurgy").text
    with app.app_context():
        room = session.get_one(Category, session.get_one(Topic, topic).category_id)
        grants = {Audience.MEMBER: Grant(True, True, True)}
        draft = CategoryDraft("Brewery", "brewery", grants=grants)
        forum.edit_category(cast.get("ada"), room, draft)
        session.commit()
    assert 'class="hit"' not in guest.get("/search?q=zymurgy").text
    assert 'class="hit"' in sign_in(app, cast, "cleo").get("/search?q=zymurgy").text


FRAGMENTS = (
    *ATTIC,
    *VAULT,
    *GONE,
    *("AND", "OR", "NOT", "NEAR(", ")", '"', "'", "*", ":", "-", "^", "{title} :", "text:", "\\"),
    *("&", "|", "!", "<->", ":*", "''", "\x00", "%", "_", "--", ";", "author:", "auteur:ben"),
    *("category:attic", "in:posts", "dans:membres", "before:", "after:2020", "has:link", "tag:x"),
    *("plain", "words", "it", "is", "été", "œuvre", "育", "\u202e", "\ud800", "🙂", "１２"),
)
HOSTILE = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=12)


def _never_a_closed_word(app: Flask, examples: int) -> None:
    """Ask whatever Hypothesis thinks of, as a guest and as a member see it."""

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(HOSTILE, st.sampled_from((" ", "")), st.booleans(), st.sampled_from(TABS))
    def ask(parts: list[str], between: str, is_typing: bool, tab: str) -> None:
        question = asking.read(between.join(parts), is_typing=is_typing)
        [place] = [one for one in places() if one.tab.name == tab]
        asked, _unknown = asked_by(GUEST, question, place)
        found = search(asked)
        numbers = {*found.ids, *found.some}
        shown = place.searchable.show(asked.audience, numbers)
        assert shown.keys() == numbers
        assert found.total >= len(found.ids)
        marker = marker_of(question.wanted)
        for hit in shown.values():
            told = f"{mark(hit.title, marker)} {excerpt(hit.text, marker)} {hit.place}"
            assert not [word for word in (*ATTIC, *VAULT, *GONE, *PRIVATE) if word in told]

    with app.app_context():
        ask()


def test_any_text_is_a_question_and_tells_nothing_closed(app: Flask, closed: None) -> None:
    _never_a_closed_word(app, 300)


@pytest.mark.slow
def test_ten_thousand_hostile_questions(app: Flask, closed: None) -> None:
    """Half of them on each of the two databases."""
    _never_a_closed_word(app, 5_000)
