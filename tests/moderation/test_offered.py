"""What a page of moderation offers to whoever reads it is open to them: no link or form is refused.

Every link is opened and every form is sent as it stands, by each who moderates, also with a stake.
"""

from collections import deque
from urllib.parse import urldefrag

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.html import PageForm, read
from tests.stating import intent_of
from tests.walking import is_here, shape
from tests.world import World, furnish
from tribe.access import Role
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category, Post, Topic
from tribe.moderation import services
from tribe.moderation.models import ReportKind
from tribe.moderation.services import Ruling

PLACES = ("/moderation", "/t/", "/p/", "/u/", "/events/", "/rituals/")
ALIKE, MOST = 5, 90  # pages of one shape, and of one walk
WORDS = "So it is, says a test"
LEAVES = ("/sign-out", "/language", "/theme", "/react")  # of the last each button says where


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    """Topics and what else was written, some of it reported, decided, removed and appealed."""
    house = furnish(app, cast)
    with app.app_context():
        ada, ben, dov = (cast.get(name) for name in ("ada", "ben", "dov"))
        category = session.scalars(select(Category).order_by(Category.id)).first()
        assert category is not None
        for who in ("ben", "ada", "dov", "cleo"):
            topic = forum.create_topic(
                cast.get(who), category, f"Of {who}", "Some words", intent=intent_of(cast.get(who))
            )
            posts = [forum.reply(cast.get(one), topic, f"By {one}") for one in ("dov", "ben")]
            services.report(cast.get("ines"), "post", posts[0].id, ReportKind.HARM)
            services.report_automatically("topic", topic.id, ReportKind.SPAM, "spam.repeats")
            forum.close_topic(ada if who != "ada" else ben, topic)
        forum.remove(dov, posts[0])
        ruling = Ruling("forum.post.hide", "It shouts", "Respect")
        made = services.decide_on(ada, "post", house.post, ruling)
        author = session.get_one(Post, house.post).author_id
        services.appeal(next(cast.get(n) for n, i in cast.ids.items() if i == author), made, "No")
        services.report(cast.get("ines"), "member", dov.id, ReportKind.HARM)
        services.report(cast.get("ines"), "event", house.event, ReportKind.SPAM)
        session.commit()
    return house


def refused(client: FlaskClient, starts: list[str]) -> set[tuple[str, str]]:
    """What is refused of all that is offered on the pages that are reached from some."""
    waiting, seen, found = deque(starts), set(starts), set[tuple[str, str]]()
    shapes: dict[str, int] = {}
    offered: dict[str, str] = dict.fromkeys(starts, "")
    forms: dict[tuple[str, str], tuple[str, PageForm]] = {}
    while waiting and len(shapes) < MOST:
        path = waiting.popleft()
        if shapes.get(shape(path), 0) >= ALIKE:
            continue
        shapes[shape(path)] = shapes.get(shape(path), 0) + 1
        answer = client.get(path)
        if answer.status_code == 403:
            found.add((offered[path], path))
        if answer.status_code != 200 or answer.mimetype != "text/html":
            if is_here(answer.headers.get("Location", "")):
                waiting.append(answer.headers["Location"])
                offered.setdefault(answer.headers["Location"], path)
            continue
        page = read(answer.get_data(as_text=True), path)
        for form in page.forms:
            if form.method == "POST":
                forms.setdefault((shape(form.action), shape(path)), (path, form))
        for link in sorted(page.links):
            target = urldefrag(link).url
            if target.startswith(PLACES) and target not in seen:
                seen.add(target)
                offered[target] = path
                waiting.append(target)
    for path, form in forms.values():
        if form.action.endswith(LEAVES) or _send(client, form) != 403:
            continue
        answer = client.get(path)  # what was sent before may have changed what is offered
        again = read(answer.text, path).forms if answer.status_code == 200 else []
        if form.action in [one.action for one in again if one.method == "POST"]:
            found.add((path, f"POST {form.action}"))
    return found


def _send(client: FlaskClient, form: PageForm) -> int:
    """Send a form with what it offers, and words where it asks for some."""
    sent = {
        name: WORDS if name in form.texts or not offered else offered[-1]
        for name, offered in form.fields.items()
        if name != "fill"
    }
    return client.post(form.action, data=sent).status_code


def starts_of(app: Flask) -> list[str]:
    with app.app_context():
        topics = list(session.scalars(select(Topic.id).order_by(Topic.id.desc())))
    return ["/moderation", *(f"/t/{number}" for number in topics), "/u/dov", "/u/cleo", "/u/ben"]


@pytest.mark.parametrize("who", ["ben", "ada", "ines", "ben of the brand", "ada alone"])
def test_nothing_is_offered_that_is_refused(app: Flask, cast: Cast, world: World, who: str) -> None:
    with app.app_context():
        if who == "ines":  # moderates one category
            number = session.get_one(Topic, session.get_one(Post, world.post).topic_id).category_id
            category = session.get_one(Category, number)
            forum.appoint(cast.get("ada"), cast.get("ines"), category.id)
        if who == "ben of the brand":
            cast.get("ben").is_brand = cast.get("dov").is_brand = True
        if who == "ada alone":
            cast.get("ben").role = Role.MEMBER
        session.commit()
    assert refused(sign_in(app, cast, who.split()[0]), starts_of(app)) == set()
