"""What programs find: what guests may see, at one address each, and nothing of members' pages."""

import json
import re
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from PIL import Image
from sqlalchemy import select

from tests.architecture.places import places
from tests.architecture.test_hidden import hide
from tests.conftest import Cast, sign_in
from tests.world import World, furnish
from tribe.base.db import session
from tribe.discovery.drawing import Look, card, mark_png, mark_svg
from tribe.events.models import Event, Mode
from tribe.forum import queries as forum_queries
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic
from tribe.settings import services as settings

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
NOINDEX = '<meta name="robots" content="noindex">'
HOSTILE = "</script><script>alert(1)</script><!-- & \"'"


@pytest.fixture
def things(app: Flask, cast: Cast) -> World:
    return furnish(app, cast)


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return [urlsplit(str(one.text)).path for one in etree.fromstring(answer.data).iter(LOC)]


def mapped(client: FlaskClient) -> list[str]:
    return [path for part in locations(client, "/sitemap.xml") for path in locations(client, part)]


def data_of(page: str) -> dict[str, object]:
    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    found: dict[str, object] = json.loads(told)
    return found


def test_each_page_of_the_map_is_there_at_just_this_address(
    client: FlaskClient, things: World
) -> None:
    paths = mapped(client)
    assert len(paths) == len(set(paths)) > 10
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200, path
        assert CANONICAL.findall(page.text) == [f"http://localhost{path}"]
        assert NOINDEX not in page.text


def test_the_map_names_nothing_that_guests_may_not_see(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    hidden = hide(app, cast)
    with app.app_context():
        ben, topic = cast.get("ben"), session.get_one(Topic, hidden.world.topic)
        begun = forum.create_topic(cast.get("cleo"), topic_category(topic), "Gone", "It is gone")
        forum.remove(ben, session.query(Post).filter_by(topic_id=begun.id).one())
        session.commit()
        gone = begun.id
    paths = mapped(client)
    assert f"/t/{hidden.world.topic}/some-plain-words" in paths
    assert not [path for path in paths if "attic" in path or "vault" in path]
    topics = {path.split("/")[2] for path in paths if path.startswith("/t/")}
    assert topics == {str(hidden.world.topic)}
    page = client.get(client.get(f"/t/{gone}").headers["Location"])
    assert NOINDEX in page.text


def topic_category(topic: Topic) -> object:
    return forum_queries.get_category_tree().by_id[topic.category_id]


def test_a_map_is_made_anew_only_when_something_changed(
    app: Flask, cast: Cast, client: FlaskClient, things: World
) -> None:
    tag = client.get("/sitemap.xml").headers["ETag"]
    asked = {"If-None-Match": tag}
    assert client.get("/sitemap.xml", headers=asked).status_code == 304
    sign_in(app, cast, "cleo").post(f"/t/{things.topic}/reply", data={"body": "said since"})
    assert client.get("/sitemap.xml", headers=asked).status_code == 200


def test_pages_that_no_feature_lists_are_kept_out(app: Flask, things: World) -> None:
    client, kept_out = app.test_client(), set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for address in places(rule, things):
            page = client.get(address)
            if page.mimetype == "text/html" and page.status_code < 300 and "<html" in page.text:
                is_out = NOINDEX in page.text
                assert is_out is not bool(CANONICAL.search(page.text)), address
                kept_out |= {address} if is_out else set()
    assert {"/u/cleo", "/members", "/sign-in", "/join"} <= kept_out
    assert not kept_out & {"/", "/topics", "/events", "/rituals", "/pages/rules"}


def test_who_is_signed_in_is_told_nothing_for_programs(
    app: Flask, cast: Cast, things: World
) -> None:
    page = sign_in(app, cast, "cleo").get("/topics").text
    assert "og:title" not in page
    assert NOINDEX not in page


def test_a_place_that_does_not_want_to_be_found(
    app: Flask, cast: Cast, client: FlaskClient, things: World
) -> None:
    assert "Disallow: /\n" not in client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    with app.app_context():
        settings.change({"found": "no"}, cast.ids["ada"])
        session.commit()
    assert "Disallow: /\n" in client.get("/robots.txt").text
    assert NOINDEX in client.get("/").text
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/sitemaps/topics-1.xml").status_code == 404


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/topics?utm_source=x&show=new", "/topics"),
        ("/topics?after=1-2&x=1", "/topics?after=1-2"),
        ("/events?past=1", "/events?past=1"),
        ("/topics?after=%22%3E%3Cscript%3E", "/topics?after=%22%3E%3Cscript%3E"),
    ],
)
def test_one_address_for_each_page(
    client: FlaskClient, things: World, asked: str, canonical: str
) -> None:
    assert CANONICAL.findall(client.get(asked).text) == [f"http://localhost{canonical}"]


def answer_often(app: Flask, cast: Cast, topic_id: int) -> None:
    """So often that a topic has a second page."""
    with app.app_context():
        topic = session.get_one(Topic, topic_id)
        for number in range(25):
            forum.reply(cast.get("dov"), topic, f"word {number}")
        session.commit()


def test_a_later_page_of_a_topic_has_its_own_address(
    app: Flask, cast: Cast, client: FlaskClient, things: World
) -> None:
    answer_often(app, cast, things.topic)
    page = client.get(f"/t/{things.topic}/some-plain-words?page=2&x=1").text
    address = f"http://localhost/t/{things.topic}/some-plain-words?page=2"
    assert CANONICAL.findall(page) == [address]
    assert f'<meta property="og:url" content="{address}">' in page
    told = data_of(page)  # of the whole topic, with the answers of this page
    assert (told["@type"], told["headline"]) == ("DiscussionForumPosting", "some plain words")
    assert told["url"] == "http://localhost/t/1/some-plain-words"
    assert told["author"]["name"] == "cleo"  # type: ignore[index]
    assert "text" not in told  # it stands on the first page
    shown: Any = told["comment"]
    assert [one["url"].rsplit("#")[0] for one in shown] == [address] * len(shown)
    assert shown[-1]["text"].startswith("word ")


def test_later_pages_tell_nothing_of_a_topic_whose_beginning_was_removed(
    app: Flask, cast: Cast, client: FlaskClient, things: World
) -> None:
    answer_often(app, cast, things.topic)
    with app.app_context():
        first = session.scalars(select(Post).where(Post.topic_id == things.topic, Post.number == 1))
        forum.remove(cast.get("cleo"), first.one())
        session.commit()
    assert "ld+json" not in client.get(f"/t/{things.topic}/some-plain-words?page=2").text


def test_a_topic_tells_what_it_is_and_nothing_of_it_runs(app: Flask, cast: Cast) -> None:
    things = furnish(app, cast)
    with app.app_context():
        topic = session.get_one(Topic, things.topic)
        topic.title = HOSTILE
        cast.get("cleo").name = HOSTILE[:40]
        session.commit()
    client = app.test_client()
    page = client.get(client.get(f"/t/{things.topic}").headers["Location"]).text
    told = data_of(page)
    assert told["@type"] == "DiscussionForumPosting"
    assert told["headline"] == HOSTILE
    assert told["text"] == "some plain words"
    assert told["author"]["name"] == HOSTILE[:40]  # type: ignore[index]
    assert "<script>alert" not in page


def test_a_topic_tells_of_its_first_answers_in_few_bytes(
    app: Flask, cast: Cast, things: World
) -> None:
    with app.app_context():
        topic = session.get_one(Topic, things.topic)
        said = [forum.reply(cast.get("dov"), topic, f"answer **{n}** " + "x" * 900) for n in "abc"]
        forum.remove(cast.get("dov"), said[1])
        for number in range(30):
            forum.reply(cast.get("ben"), topic, f"word {number} " + "y" * 900)
        session.commit()
        first, began = said[0].number, said[0].created_at.isoformat(timespec="seconds")
    page = app.test_client().get(f"/t/{things.topic}/some-plain-words").text
    told = data_of(page)
    answers: Any = told["comment"]
    theirs = [one for one in answers if one["author"]["name"] == "dov"]
    assert [one["text"][:8] for one in theirs][-2:] == ["answer a", "answer c"]
    assert theirs[-2]["url"].endswith(f"/some-plain-words#post-{first}")
    assert theirs[-2]["datePublished"] == began
    assert len(answers) == 8
    assert len(json.dumps(answers)) <= 8 * 500


def test_a_gathering_tells_when_and_where_but_not_the_way_in(
    app: Flask, cast: Cast, client: FlaskClient, things: World
) -> None:
    told = data_of(client.get(f"/events/{things.event}").text)
    assert told["@type"] == "Event"
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert str(told["startDate"])[-6:] in ("+01:00", "+02:00")
    with app.app_context():
        event = session.get_one(Event, things.event)
        event.mode, event.online_url = Mode.BOTH, "https://meet.example/secret"
        session.commit()
    page = client.get(f"/events/{things.event}").text
    kinds = [one["@type"] for one in data_of(page)["location"]]  # type: ignore[attr-defined]
    assert kinds == ["Place", "VirtualLocation"]
    assert "meet.example" not in page
    cancelled = data_of(client.get(f"/events/{things.cancelled_event}").text)
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(data)) as picture:
        assert picture.format == "PNG"
        picture.load()
        return picture.size


def test_a_page_has_a_drawn_card(client: FlaskClient, things: World) -> None:
    for path in ("/", f"/events/{things.event}", f"/t/{things.topic}/some-plain-words"):
        [address] = re.findall(r'property="og:image" content="([^"]+)"', client.get(path).text)
        drawn = client.get(urlsplit(address).path)
        assert drawn.mimetype == "image/png"
        assert size_of(drawn.data) == (1200, 630)


def test_what_guests_may_not_see_has_no_card(app: Flask, cast: Cast) -> None:
    hidden = hide(app, cast)
    with app.app_context():
        attic = session.query(Topic).filter(Topic.id != hidden.world.topic).first()
        assert attic is not None
        number = attic.id
    for client in (app.test_client(), sign_in(app, cast, "ada")):
        assert client.get(f"/cards/topic/{number}.png").status_code == 404
        assert client.get("/cards/topic/999.png").status_code == 404
        assert client.get("/cards/member/1.png").status_code == 404


@pytest.mark.parametrize("name", ["Pain & co", "خبز", "🥖", "", "面包"])
@pytest.mark.parametrize(
    "title", ["Été", "خبز طازج", "Brot 🥖", "面包", "W" * 400, "a " * 900, "", HOSTILE]
)
def test_a_card_is_drawn_of_whatever_is_typed(bare_context: None, name: str, title: str) -> None:
    assert size_of(card(Look(name, "#ffee00"), title, "a line")) == (1200, 630)


def test_letters_that_the_fonts_lack_are_not_drawn_as_boxes(bare_context: None) -> None:
    look = Look("Bakers", "#1f6b52")
    assert card(look, "面包") == card(look, "") != card(look, "Brot")
    assert card(look, "Brot 🥖") == card(look, "Brot")


def test_the_mark_has_the_first_letter_and_the_colour(bare_context: None) -> None:
    assert b">&lt;<" not in mark_svg(Look("<b>", "#1f6b52"))
    assert b">B</text>" in mark_svg(Look("<b>", "#1f6b52"))
    etree.fromstring(mark_svg(Look("&\x07", "#1f6b52")))
    assert size_of(mark_png(Look("Bakers", "#a3452c"), 192)) == (192, 192)
    assert mark_png(Look("Bakers", "#a3452c"), 32) != mark_png(Look("Cooks", "#a3452c"), 32)


def test_the_manifest_is_of_this_place(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        settings.change({"name": "The Bakers’ Table", "accent": "#a3452c"}, cast.ids["ada"])
        session.commit()
    told = client.get("/manifest.webmanifest")
    assert told.mimetype == "application/manifest+json"
    assert told.get_json()["name"] == "The Bakers’ Table"
    assert told.get_json()["theme_color"] == "#a3452c"
    for icon in told.get_json()["icons"]:
        drawn = client.get(icon["src"])
        assert drawn.mimetype == icon["type"]
        assert icon["sizes"] == "any" or size_of(drawn.data)[0] == int(icon["sizes"].split("x")[0])
    maskable = client.get("/icon-maskable-512.png").data
    assert Image.open(BytesIO(maskable)).convert("RGBA").getpixel((0, 0)) == (0xA3, 0x45, 0x2C, 255)
    pages = [shortcut["url"] for shortcut in told.get_json()["shortcuts"]]
    assert pages == ["/notices", "/topics", "/events", "/rituals"]
    assert client.get("/favicon.ico").mimetype == "image/png"
    assert client.get("/icon-maskable-7.png").status_code == 404
    assert client.get("/icon-7.png").status_code == 404
