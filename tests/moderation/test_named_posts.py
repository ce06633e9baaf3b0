"""Guests report the very post that they read; an address of a whole topic is asked about."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.moderation.test_guests import give_notice
from tests.moderation.test_notices_of_addresses import open_to_guests
from tests.moderation.test_reporting import NOTICE, cases, latest, world
from tests.world import World
from tribe.base.db import session
from tribe.moderation.models import ModerationCase

__all__ = ["world"]
WHICH = re.compile(r'name="which" type="radio" value="([^"]+)"')
ASKED = "Which post is it?"


def whole(world: World) -> str:
    """The address of the topic, which names no post."""
    return f"/t/{world.topic}/some-plain-words"


def test_guests_have_the_way_to_report_wherever_members_have(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    pages = {
        whole(world): f"/p/{world.post}",
        f"/events/{world.event}": f"/events/{world.event}",
        f"/rituals/{world.rite}": f"/rituals/{world.rite}",
        f"/acts/{world.act}": f"/acts/{world.act}",
        "/promises": f"/promises%23promise-{world.promise}",
        "/u/cleo": "/u/cleo",
    }
    for page, address in pages.items():
        assert f'href="/report?url={address}"' in client.get(page).text, page
    typed = re.search(r'id="f-url"[^>]*', client.get(f"/report?url={pages['/promises']}").text)
    assert typed is not None
    assert f'value="/promises#promise-{world.promise}"' in typed[0]
    recap = f'href="/report?url=/rituals/{world.rite}%23e-{world.enactment}"'
    assert recap in client.get(f"/rituals/{world.rite}").text


def test_the_way_to_report_a_post_fills_in_its_own_address(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    page = client.get(whole(world)).text
    links = re.findall(r'href="(/report\?url=/p/\d+)"', page)
    assert links == [f"/report?url=/p/{world.post - 1}", f"/report?url=/p/{world.post}"]
    form = client.get(links[1]).text
    assert f'value="/p/{world.post}"' in form
    assert ASKED not in form
    give_notice(client, f"/p/{world.post}")
    assert cases(app) == [("post", world.post)]


def test_members_report_as_before(app: Flask, cast: Cast, world: World) -> None:
    page = sign_in(app, cast, "ben").get(whole(world)).text
    assert "/report?url=/p/" not in page


@pytest.mark.parametrize(
    "address", ["/t/{topic}", "/t/{topic}/some-plain-words", "/t/{topic}#reply"]
)
def test_an_address_that_names_no_post_is_asked_about(
    app: Flask, cast: Cast, world: World, client: FlaskClient, address: str
) -> None:
    url = address.format(topic=world.topic)
    page = client.get("/report", query_string={"url": url}).text
    assert ASKED in page
    assert WHICH.findall(page) == [f"/p/{world.post - 1}", f"/p/{world.post}", "itself"]
    refused = client.post("/report", data=NOTICE | {"url": url})
    assert (refused.status_code, "Choose what your report is about." in refused.text) == (422, True)
    assert NOTICE["words"] in refused.text
    other = client.post("/report", data=NOTICE | {"url": url, "which": "/p/1000"})
    assert (other.status_code, cases(app)) == (422, [])


def test_the_post_that_is_chosen_is_the_case_and_the_address_is_shown_as_typed(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    sent = NOTICE | {"url": whole(world), "which": f"/p/{world.post}"}
    assert client.post("/report", data=sent).status_code == 303
    assert cases(app) == [("post", world.post)]
    with app.app_context():
        case_id = latest().case_id
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{case_id}").text
    assert f'Address given: <span dir="auto">{whole(world)}</span>' in page
    assert "No post was named" not in page


def test_of_the_topic_as_a_whole_moderators_are_told_that_no_post_was_named(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    sent = NOTICE | {"url": whole(world), "which": "itself"}
    link = client.post("/report", data=sent).location
    assert cases(app) == [("topic", world.topic)]
    with app.app_context():
        case_id = latest().case_id
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{case_id}").text
    assert f'Address given: <span dir="auto">{whole(world)}</span>' in page
    assert "No post was named, so this case is about the topic as a whole." in page
    assert client.get(link).status_code == 200


def test_a_member_is_asked_too_and_reads_it_in_their_list(
    app: Flask, cast: Cast, world: World
) -> None:
    cleo = sign_in(app, cast, "cleo")
    sent = {"url": whole(world), "kind": "spam", "words": "It sells"}
    assert cleo.post("/report", data=sent).status_code == 422
    assert cleo.post("/report", data=sent | {"which": f"/p/{world.post}"}).status_code == 303
    assert cases(app) == [("post", world.post)]
    assert "some plain words" in cleo.get("/me/reported").text.lower()


def test_of_a_topic_that_a_guest_cannot_see_nothing_is_shown_and_it_is_the_case(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    with app.app_context():
        open_to_guests(world, is_open=False)
    assert ASKED not in client.get(f"/report?url={whole(world)}").text
    give_notice(client, whole(world))
    assert cases(app) == [("topic", world.topic)]


def test_a_page_of_a_topic_offers_its_own_posts(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    ben = sign_in(app, cast, "ben")
    for number in range(20):
        assert (
            ben.post(f"/t/{world.topic}/reply", data={"body": f"Answer {number}"}).status_code
            == 303
        )
    page = client.get("/report", query_string={"url": f"{whole(world)}?page=2"}).text
    assert "Answer 18" in page
    assert "Answer 17" not in page
    number = client.get("/report", query_string={"url": f"/t/{world.topic}/2"}).text
    assert ASKED not in number
    with app.app_context():
        assert session.get(ModerationCase, 10**6) is None
