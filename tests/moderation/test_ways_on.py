"""A page of moderation leads on: to the case, to its author's other cases, to the reasons."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.moderation.test_queue import ben, report, world
from tests.world import World
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import Decision, ReportKind
from tribe.moderation.services import Ruling
from tribe.web.moderated import register

__all__ = ["ben", "world"]


@pytest.fixture
def author(app: Flask, cast: Cast, world: World) -> str:
    """Who wrote the post of the world, which is removed by a decision."""
    with app.app_context():
        post = session.get_one(Post, world.post)
        named = next(name for name, number in cast.ids.items() if number == post.author_id)
        ruling = Ruling("forum.post.remove", "It shouts", "Respect")
        services.decide_on(cast.get("ada"), "post", world.post, ruling)
        session.commit()
    return named


def test_whose_post_was_removed_is_led_to_why_and_nobody_else(
    app: Flask, cast: Cast, world: World, author: str
) -> None:
    with app.app_context():
        number = session.scalars(select(Decision.id).where(Decision.subject_id == world.post)).one()
        topic = session.get_one(Post, world.post).topic_id
    why = f"/moderation/decisions?post={world.post}"
    theirs = sign_in(app, cast, author)
    assert why in theirs.get(f"/t/{topic}", follow_redirects=True).text
    assert theirs.get(why).location == f"/moderation/decisions/{number}"
    other = sign_in(app, cast, "dov" if author != "dov" else "cleo")
    assert why not in other.get(f"/t/{topic}", follow_redirects=True).text
    assert other.get(why).status_code == 200


def test_a_statement_leads_whoever_handles_the_case_to_it_and_to_the_queue(
    app: Flask, cast: Cast, world: World, author: str
) -> None:
    with app.app_context():
        made = session.scalars(select(Decision).where(Decision.subject_id == world.post)).one()
        address, case = f"/moderation/decisions/{made.id}", f'"/moderation/cases/{made.case_id}"'
    ada = sign_in(app, cast, "ada")
    crumbs = ada.get(address).text.partition('class="crumbs"')[2].partition("</nav>")[0]
    assert case in crumbs
    assert '"/moderation"' in crumbs
    undone = ada.post(f"{address}/undo", data={"words": "A mistake"}, follow_redirects=True)
    assert case in undone.text
    assert case not in sign_in(app, cast, author).get(address).text


def test_a_case_names_the_other_cases_of_its_author_that_wait(
    app: Flask, cast: Cast, ben: FlaskClient, world: World
) -> None:
    with app.app_context():
        post = session.get_one(Post, world.post)
        wrote = next(name for name, number in cast.ids.items() if number == post.author_id)
        services.report(cast.get("ines"), "post", world.post, ReportKind.HARM)
        session.commit()
    of_member = report(app, cast, wrote, ReportKind.SPAM)
    page = sign_in(app, cast, "ada").get(f"/moderation/cases/{of_member}").text
    others = page.partition('id="others"')[2].partition("</section>")[0]
    assert re.findall(r"/moderation/cases/(\d+)", others)
    assert f"/moderation/cases/{of_member}" not in others


def test_no_act_on_an_author_has_the_letter_of_an_act_on_what_they_wrote(app: Flask) -> None:
    with app.app_context():
        acts = register().acts.values()
        beside = {act.key for act in acts if act.done_together is not None}
        on_posts = {act.key for act in acts if act.subject_type == "post"}
    assert beside
    assert not beside & on_posts
