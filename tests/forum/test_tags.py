"""Topics have tags: chosen while they are written, changed later, seen where the topic is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tribe.access import TrustLevel
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.forum import queries, services
from tribe.forum.models import Level, PostRevision, Tag, TopicTag
from tribe.forum.tagging import fault_of_tag, split_tags, tag_key, tag_name
from tribe.settings import services as settings

NEW = {"category": "hall", "title": "Of loaves", "body": "How long?", "tags": "Bread, wood oven"}
Talk = Callable[[Callable[[Forum], int]], int]


def find(name: str) -> Tag:
    """The tag of a name."""
    found = queries.find_tag(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", []),
        (" , ,", []),
        ("Bread, wood  oven,bread", ["bread", "wood-oven"]),
        ("#Levain; Éclair،été", ["levain", "éclair", "été"]),
        ("cœur, COEUR, Cœur", ["cœur"]),
        ("breаd, bread", ["breаd"]),  # the first with a Cyrillic а
        ("node.js, a_b-c", ["node-js", "a-b-c"]),
        ("ｂｒｅａｄ", ["bread"]),
        ("パン,麦", ["パン", "麦"]),
    ],
)
def test_each_tag_has_one_form(typed: str, names: list[str]) -> None:
    assert split_tags(typed) == names


@pytest.mark.parametrize(
    "name", ["a", "a" * 31, "c++", "a\u200bb", "breаd", "<b>", "a/b", "'--", "\u202eab", "́ab"]
)
def test_a_name_that_nobody_could_read_is_refused(name: str) -> None:
    assert fault_of_tag(name) is not None


@pytest.mark.parametrize("name", ["ab", "a" * 30, "wood-oven", "été", "хлеб", "パン", "がか"])
def test_a_name_in_any_alphabet_is_taken(name: str) -> None:
    assert fault_of_tag(tag_name(name)) is None


@given(st.text(max_size=60))
def test_a_name_is_as_it_is_however_often_it_is_made(typed: str) -> None:
    name = tag_name(typed)
    assert tag_name(name) == name
    assert tag_key(typed) == tag_key(name)
    assert " " not in name
    for one in split_tags(typed):
        assert fault_of_tag(one) is not None or "," not in one


def test_a_topic_is_begun_with_tags(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    talk(lambda forum: forum.room().id)
    cleo = sign_in(app, cast, "cleo")
    sent = cleo.post("/t/new", data=NEW)
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert re.findall(r'class="keyword"[^>]*href="([^"]+)"', page) == [
        "/tags/bread",
        "/tags/wood-oven",
    ]
    assert (
        '"keywords": ["bread", "wood-oven"]' in page or '"keywords":["bread","wood-oven"]' in page
    )
    assert 'href="/tags/bread"' in client.get("/topics").text
    assert 'href="/tags/bread"' in client.get("/c/hall").text
    assert "Of loaves" in client.get("/tags/wood-oven").text
    assert "Of loaves" in client.get("/tags/bread/feed.atom").text
    assert "1 topic" in client.get("/tags").text
    assert client.get("/tags/Wood%20Oven").location == "/tags/wood-oven"
    assert client.get("/tags/nothing").status_code == 404
    assert client.get("/tags/nothing/feed.atom").status_code == 404
    assert "/tags/bread" in client.get("/sitemaps/tags-1.xml").text


@pytest.mark.parametrize("typed", ["c++", "a", "one,two,three,four,five,six", "breаd", "x" * 500])
def test_what_was_typed_stays_where_a_tag_is_refused(
    app: Flask, cast: Cast, talk: Talk, typed: str
) -> None:
    talk(lambda forum: forum.room().id)
    cleo = sign_in(app, cast, "cleo")
    refused = cleo.post("/t/new", data=NEW | {"tags": typed})
    assert refused.status_code in (409, 422)
    assert f'value="{typed}"' in refused.text
    assert "How long?" in refused.text
    with app.app_context():
        assert not session.scalars(select(Tag)).all()


def test_newcomers_use_what_is_there_and_make_nothing(forum: Forum, cast: Cast) -> None:
    hall, attic = forum.room(), forum.room("attic", admin=(True, True, True))
    services.create_topic(cast.get("cleo"), hall, "Bread", "Words", tags=["bread"])
    services.create_topic(cast.get("ada"), attic, "Money", "Words", tags=["money"])
    dov = cast.get("dov")
    dov.trust = TrustLevel.NEW
    session.commit()
    assert queries.tags_of(
        services.create_topic(dov, hall, "Mine", "Words", tags=["BREAD"]).id
    ) == ("bread",)
    for name in ("yeast", "money"):  # the second is there, where he does not see it
        with pytest.raises(RuleBroken) as refusal:
            services.create_topic(dov, hall, "Mine", "Words", tags=[name])
        assert refusal.value.code == "forum.new_tag"
    settings.change({"tags_made_by": "new"}, None)
    assert services.create_topic(dov, hall, "Mine", "Words", tags=["yeast"])
    settings.change({"tags_made_by": "moderators"}, None)
    with pytest.raises(RuleBroken):
        services.create_topic(cast.get("cleo"), hall, "Mine", "Words", tags=["salt"])
    assert services.create_topic(cast.get("ben"), hall, "Mine", "Words", tags=["salt"])


def test_an_admin_decides_how_many(app: Flask, cast: Cast, forum: Forum) -> None:
    hall = forum.room()
    topic = services.create_topic(cast.get("cleo"), hall, "Bread", "Words", tags=["aa", "bb"])
    settings.change({"max_tags": 1}, None)
    session.commit()
    with pytest.raises(RuleBroken, match="too_many"):
        services.create_topic(cast.get("cleo"), hall, "Bread", "Words", tags=["aa", "bb"])
    first = queries.find_first(topic.id)
    services.edit(cast.get("cleo"), first, "Other words", tags=["aa", "bb"])  # what is there stays
    services.edit(cast.get("cleo"), first, "Other words", tags=["aa"])
    assert queries.tags_of(topic.id) == ("aa",)
    settings.change({"max_tags": 0}, None)
    session.commit()
    assert 'name="tags"' not in sign_in(app, cast, "cleo").get("/t/new").text


def test_nobody_learns_of_tags_behind_closed_doors(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    def script(forum: Forum) -> int:
        hall, attic = forum.room(), forum.room("attic", admin=(True, True, True))
        services.create_topic(cast.get("ada"), attic, "Money", "Words", tags=["money", "bread"])
        services.create_topic(cast.get("ada"), hall, "Bread", "Words", tags=["bread"])
        hidden = services.create_topic(cast.get("ada"), hall, "Out", "Words", tags=["unlisted"])
        hidden.unlisted_at = datetime.now(UTC)
        gone = services.create_topic(cast.get("cleo"), hall, "Gone", "Words", tags=["removed"])
        services.remove_topic(cast.get("ben"), gone)
        session.commit()
        return hall.id

    talk(script)
    for reader in (client, sign_in(app, cast, "cleo")):
        shown = reader.get("/tags").text
        assert "bread" in shown
        assert "1 topic" in shown
        assert "2 topics" not in shown
        for name in ("money", "unlisted", "removed"):
            assert name not in shown
            assert reader.get(f"/tags/{name}").status_code == 404
            assert reader.get(f"/tags/{name}/feed.atom").status_code == 404
        assert "Money" not in reader.get("/tags/bread").text
    assert "money" not in client.get("/sitemaps/tags-1.xml").text
    assert "money" not in sign_in(app, cast, "cleo").get("/t/new").text
    ada = sign_in(app, cast, "ada")
    assert "2 topics" in ada.get("/tags").text
    assert "Money" in ada.get("/tags/money").text
    assert ada.get("/tags/money/feed.atom").status_code == 404  # feeds are what guests may see


def test_the_account_lists_the_tags_that_a_member_follows(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    hall, attic = forum.room(), forum.room("attic", admin=(True, True, True))
    cleo, dov = cast.get("cleo"), cast.get("dov")
    names = ["bread", "loaves", "salt", "yeast", "was"]
    services.create_topic(cleo, hall, "Bread", "Words", tags=names)
    money = services.create_topic(cleo, hall, "Money", "Words", tags=["money"])
    session.commit()
    page = sign_in(app, cast, "dov")
    assert "tags" not in page.get("/me").text.split("<main")[1]
    levels = {"loaves": Level.WATCHING, "yeast": Level.MUTED, "salt": Level.NORMAL}
    levels |= {"was": Level.WATCHING, "money": Level.WATCHING}
    for name, level in levels.items():
        services.follow_tag(dov, find(name), level)
    services.merge_tag(cast.get("ben"), find("loaves"), find("bread"))
    services.remove_tag(cast.get("ben"), find("was"))
    money.category_id = attic.id
    session.commit()
    shown = page.get("/me").text
    assert re.findall(r'class="keyword"[^>]*href="([^"]+)"', shown) == [
        "/tags/bread/follow",
        "/tags/yeast/follow",
    ]
    for words in ("Tags that you watch", "Tags that you leave out of what is new"):
        assert words in shown
    services.follow_tag(dov, find("bread"), Level.MUTED)
    services.follow_tag(dov, find("yeast"), Level.NORMAL)
    session.commit()
    shown = page.get("/me").text
    assert "Tags that you watch" not in shown
    assert "/tags/bread/follow" in shown
    assert "/tags/yeast/follow" not in shown


def test_the_author_changes_them_and_history_says_so(app: Flask, cast: Cast, talk: Talk) -> None:
    def script(forum: Forum) -> int:
        topic = services.create_topic(
            cast.get("cleo"), forum.room(), "Bread", "Words", tags=["bread", "yeast"]
        )
        session.commit()
        return queries.find_first(topic.id).id

    post_id = talk(script)
    cleo = sign_in(app, cast, "cleo")
    form = cleo.get(f"/p/{post_id}/edit").text
    assert 'value="bread, yeast"' in form
    kept = {"title": "Bread", "body": "Words"}
    assert cleo.post(f"/p/{post_id}/edit", data=kept).status_code == 303  # an old page: they stay
    with app.app_context():
        assert session.scalar(select(PostRevision)) is None
    sent = cleo.post(f"/p/{post_id}/edit", data=kept | {"tags": "salt, bread"})
    assert sent.status_code == 303
    shown = cleo.get(f"/p/{post_id}/history").text
    assert "bread, yeast</del>" in shown
    assert "bread, salt</ins>" in shown
    assert cleo.post(f"/p/{post_id}/edit", data=kept | {"tags": ""}).status_code == 303
    with app.app_context():
        assert session.scalar(select(TopicTag)) is None
    dov = sign_in(app, cast, "dov")
    assert dov.post(f"/p/{post_id}/edit", data=kept | {"tags": "salt"}).status_code == 403


def test_a_list_costs_the_same_with_tags_and_without(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    talk(lambda forum: forum.topic("cleo", forum.room()).id)
    costs = []
    for address in ("/topics", "/c/hall"):
        with count_queries(app) as sent:
            client.get(address)
        costs.append(len(sent))

    def script(forum: Forum) -> int:
        hall = queries.get_category_tree().by_slug["hall"]
        for number in range(8):
            tags = [f"tag-{number}{n}" for n in range(5)]
            services.create_topic(cast.get("cleo"), hall, "Bread", f"Words {number}", tags=tags)
        session.commit()
        return hall.id

    talk(script)
    for address, cost in zip(("/topics", "/c/hall"), costs, strict=True):
        with count_queries(app) as sent:
            assert "tag-74" in client.get(address).text
        assert len(sent) == cost
