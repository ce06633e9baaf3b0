"""Who reports an address of another site, or of what they cannot see, is told so."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.moderation.test_guests import HIDE, give_notice
from tests.moderation.test_reporting import NOTICE, cases, decide_all, latest, world
from tests.notices.conftest import work
from tests.world import World
from tribe.base.db import session
from tribe.forum.models import Audience, Category, CategoryPermission, Post, Topic
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, ModerationCase
from tribe.moderation.services import Ruling
from tribe.web.origins import is_elsewhere, own_pattern
from tribe.web.subjects import find_reportable

__all__ = ["world"]
STANDS = "A moderator reviewed it: it stays."
GONE = "A moderator reviewed it: it had already been taken down."
UNSEEN = "A moderator reviewed it and took no action: there is nothing there that you can read."
ELSEWHERE = "it is on another site, where we can do nothing."
HINT = re.compile(r'class="elsewhere__said is-shown"')
OURS = [
    "/p/1",
    "http://localhost/p/1",
    "HTTP://LOCALHOST/p/1",
    "https://localhost:443/p/1",
    "localhost/p/1",
    "//localhost/p/1",
    "no address at all",
    "the recipe of last week",
    "mail@elsewhere.example",
    "",
]
OTHERS = [
    "https://elsewhere.example/p/1",
    "http://localhost:8080/p/1",
    "http://localhost.elsewhere.example/p/1",
    "http://localhost@elsewhere.example/p/1",
    "elsewhere.example/p/1",
    "www.elsewhere.example",
    " //elsewhere.example/p/1",
]


def open_to_guests(world: World, *, is_open: bool) -> None:
    """Let guests see the category of the world's post, or not."""
    post = session.get_one(Post, world.post)
    number = session.get_one(Topic, post.topic_id).category_id
    category = session.get_one(Category, number)
    for row in session.scalars(
        select(CategoryPermission).where(CategoryPermission.category_id == number)
    ):
        session.delete(row)
    session.flush()
    if not is_open:
        grant = CategoryPermission(category_id=category.id, audience=Audience.MEMBER, may_see=True)
        session.add(grant)
    session.commit()


def dismiss(cast: Cast) -> None:
    """Ben finds that nothing is to be done about what was reported last."""
    case = session.get_one(ModerationCase, latest().case_id)
    services.decide(cast.get("ben"), case, Ruling(NO_ACTION, "It was looked at.", "Be kind"))
    work()


def told(client: FlaskClient, link: str) -> str:
    """The sentence that the page of a notice begins with."""
    found = re.search(r'page__lead">(.*?)</p>', client.get(link).text, re.S)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("typed", [*OURS, *OTHERS])
def test_server_and_browser_agree_which_address_is_of_another_site(app: Flask, typed: str) -> None:
    with app.test_request_context("/", base_url="http://localhost"):
        assert is_elsewhere(typed) is (typed in OTHERS)
        is_hinted = re.fullmatch(own_pattern(), typed) is None
        assert is_hinted is (typed in OTHERS) or typed.startswith("HTTP")


def test_an_address_is_found_however_its_site_is_written(
    app: Flask, cast: Cast, world: World
) -> None:
    with app.test_request_context("/", base_url="http://localhost"):
        for typed in ("localhost/p/{}", "HTTP://LOCALHOST/p/{}", "http://localhost:80/p/{}"):
            assert find_reportable(typed.format(world.post)) == ("post", world.post), typed
        for typed in ("elsewhere.example/p/{}", "http://localhost:99999999/p/{}"):
            assert find_reportable(typed.format(world.post)) is None, typed


def test_the_form_says_at_once_that_an_address_is_of_another_site_and_takes_it_all_the_same(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    elsewhere = "https://elsewhere.example/p/1"
    page = client.get(f"/report?url={elsewhere}").text
    assert HINT.search(page)
    assert elsewhere in page
    assert not HINT.search(client.get("/report?url=/p/1").text)
    refused = client.post("/report", data=NOTICE | {"url": elsewhere, "kind": ""})
    assert (refused.status_code, bool(HINT.search(refused.text))) == (422, True)
    for kept in (elsewhere, NOTICE["words"], NOTICE["email"]):
        assert kept in refused.text
    assert client.post("/report", data=NOTICE | {"url": elsewhere}).status_code == 303


def test_a_notice_of_another_site_is_answered_so_in_both_languages(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    app.config["BASE_URL"] = "http://localhost"
    link = give_notice(client, "https://elsewhere.example/p/1")
    with app.app_context():
        dismiss(cast)
        [letter] = read_letters("moderation.outcome")
        assert ELSEWHERE in " ".join(letter.text.split())
        assert link in letter.text
    assert ELSEWHERE in told(client, link)
    french = client.get(link, headers={"Accept-Language": "fr"}).text
    assert "le contenu se trouve sur un autre site" in french


def test_what_a_guest_cannot_see_and_what_is_not_there_are_answered_alike(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    with app.app_context():
        open_to_guests(world, is_open=False)
    links = [give_notice(client, url) for url in (f"/p/{world.post}", "/t/98765", "no address")]
    with app.app_context():
        decide_all(cast)
    assert [told(client, link) for link in links] == [UNSEEN] * 3
    with app.app_context():
        services.decide_on(cast.get("ada"), "post", world.post, HIDE)
        session.commit()
        assert cases(app)[0] == ("post", world.post)
    assert told(client, links[0]) == UNSEEN
    late = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        dismiss(cast)
    assert told(client, late) == UNSEEN


def test_a_guest_reads_that_what_they_could_see_had_been_taken_from_view_already(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    with app.app_context():
        open_to_guests(world, is_open=True)
        removal = services.decide_on(cast.get("ada"), "post", world.post, HIDE)
        session.commit()
        number = removal.id
    link = give_notice(client, f"/p/{world.post}")
    assert told(client, link) == "Waiting for a moderator."
    with app.app_context():
        dismiss(cast)
        [letter] = read_letters("moderation.outcome")
        assert GONE in " ".join(letter.text.split())
    assert told(client, link) == GONE
    french = client.get(link, headers={"Accept-Language": "fr"}).text
    assert "le contenu avait déjà été retiré" in french
    with app.app_context():
        services.undo(cast.get("ada"), services.decision_of(cast.get("ada"), number), "It was fine")
        session.commit()
    assert told(client, link) == STANDS


def test_a_member_is_told_the_same_of_what_they_reported(
    app: Flask, cast: Cast, world: World
) -> None:
    cleo = sign_in(app, cast, "cleo")
    sent = {"kind": "harm", "words": "So it is"}
    for url in ("https://elsewhere.example/p/1", f"/p/{world.post}"):
        cleo.post("/report", data=sent | {"url": url})
    with app.app_context():
        decide_all(cast)
        services.decide_on(cast.get("ada"), "post", world.post, HIDE)
        session.commit()
    page = cleo.get("/me/reported").text
    assert ELSEWHERE in page
    assert GONE in page
