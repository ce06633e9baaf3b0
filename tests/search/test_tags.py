"""`tag:` finds what is said in topics with a tag, and tells of no tag behind closed doors."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.html import without_tokens
from tribe.base.db import session
from tribe.forum import queries, services
from tribe.search import asking
from tribe.search.rebuilding import compare, rebuild_now

Talk = Callable[[Callable[[Forum], int]], int]


@pytest.fixture
def loaves(app: Flask, cast: Cast) -> int:
    """Two open topics with tags, and one in a closed category; the number of the first post."""
    with app.app_context():
        forum = Forum(cast)
        hall, attic = forum.room(), forum.room("attic", admin=(True, True, True))
        cleo, ada = cast.get("cleo"), cast.get("ada")
        topic = services.create_topic(
            cleo, hall, "Of loaves", "How long?", tags=["bread", "wood-oven"]
        )
        services.reply(ada, topic, "All night, with patience")
        services.create_topic(cleo, hall, "Of cakes", "With patience", tags=["Cœur à la crème"])
        services.create_topic(ada, attic, "Of money", "With patience", tags=["bread", "money"])
        session.commit()
        rebuild_now()
        return queries.find_first(topic.id).id


def found(reader: FlaskClient, typed: str, tab: str = "topics") -> set[str]:
    page = reader.get("/search", query_string={"q": typed, "in": tab}).text
    return {one for one in ("Of loaves", "Of cakes", "Of money") if f">{one}<" in page}


def test_a_tag_narrows_what_is_found(app: Flask, client: FlaskClient, loaves: int) -> None:
    assert found(client, "tag:bread") == {"Of loaves"}
    assert found(client, "étiquette:BREAD patience") == {"Of loaves"}
    assert found(client, 'tag:"wood oven"') == {"Of loaves"}
    assert found(client, "tag:bread tag:wood-oven") == {"Of loaves"}
    assert found(client, "tag:coeur-a-la-creme") == {"Of cakes"}
    assert found(client, "tag:bread tag:coeur-a-la-creme") == set()
    assert found(client, "tag:nothing patience") == set()
    assert found(client, "patience") == {"Of loaves", "Of cakes"}
    assert "All night" in client.get("/search?q=tag:bread+patience&in=posts").text
    assert "No" in client.get("/search?q=tag:bread&in=events").text


def test_a_change_is_found_at_once_and_the_index_stays_true(
    app: Flask, cast: Cast, client: FlaskClient, loaves: int
) -> None:
    cleo = sign_in(app, cast, "cleo")
    form = {"title": "Of loaves", "body": "How long?", "tags": "rye"}
    assert cleo.post(f"/p/{loaves}/edit", data=form).status_code == 303
    assert found(client, "tag:bread") == set()
    assert found(client, "tag:rye") == {"Of loaves"}
    with app.app_context():
        assert compare().is_good


def test_who_may_see_it_finds_it_by_its_tag_and_nobody_else(
    app: Flask, cast: Cast, client: FlaskClient, loaves: int
) -> None:
    assert found(sign_in(app, cast, "ada"), "tag:money") == {"Of money"}
    for reader in (client, sign_in(app, cast, "cleo")):
        for way in ("tag:{}", "tag:{} patience", "-tag:{} patience", "étiquette:{}"):
            for tab in ("topics", "posts", "events"):
                asked = [
                    without_tokens(
                        reader.get("/search", query_string={"q": way.format(word), "in": tab}).text
                    ).replace(word, "…")
                    for word in ("money", "brimborion")
                ]
                assert asked[0] == asked[1]
        assert "money" not in reader.get("/search/suggestions?q=tag:").text
        assert "money" not in reader.get("/search/suggestions?q=tag:mo").text
    assert "money" in sign_in(app, cast, "ada").get("/search/suggestions?q=tag:mo").text


def test_tags_are_offered_as_one_types(client: FlaskClient, app: Flask, loaves: int) -> None:
    shown = client.get("/search/suggestions", query_string={"q": "patience tag:Wood-o"}).text
    assert 'href="/search?q=patience+tag%3Awood-oven"' in shown
    assert "bread" not in shown
    assert "Of <mark>loaves</mark>" in client.get("/search/suggestions?q=loaves").text
    with count_queries(app) as sent:
        client.get("/search/suggestions?q=tag:b")
    assert len(sent) <= 3


HOSTILE = ["tag:'", 'tag:"', "tag:%", "tag:_", "tag:\\", "tag:*", "tag:\x00x", "tag:" + "x" * 400]


@pytest.mark.parametrize("typed", [*HOSTILE, "tag:{tag}", "tag::tag0", "tag:1) OR (1=1", "tag: b"])
def test_a_hostile_tag_is_no_error_and_finds_nothing_more(
    client: FlaskClient, loaves: int, typed: str
) -> None:
    assert client.get("/search", query_string={"q": typed}).status_code == 200
    assert client.get("/search/suggestions", query_string={"q": typed}).status_code == 200
    assert "Of money" not in client.get("/search", query_string={"q": typed}).text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=st.text(max_size=40))
def test_any_tag_is_a_question(client: FlaskClient, loaves: int, typed: str) -> None:
    assert client.get("/search", query_string={"q": f"tag:{typed}"}).status_code == 200
    assert client.get("/search/suggestions", query_string={"q": f"tag:{typed}"}).status_code == 200


def test_what_is_typed_of_a_tag() -> None:
    assert asking.read("tag:Bread é").tags == ("Bread",)
    assert asking.read("tag:!").tags == ()
    assert asking.read("-tag:bread").tags == ()
    assert asking.tag_begun("bread tag:wo") == "wo"
    assert asking.tag_begun("étiquette:") == ""
    assert asking.tag_begun("tag:wood oven") is None
    assert asking.tag_begun("tagged:x") is None
