"""Saved reasons are offered wherever a moderator decides, and filled in without a script."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.world import World, furnish
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import Decision, ReportKind, SavedReason
from tribe.moderation.services import ReasonDraft

PAGES = (
    "/p/{post}/delete",
    "/p/{post}/hide",
    "/p/{post}/edit",
    "/t/{topic}/remove",
    "/t/{topic}/unlist",
    "/t/{topic}/pin",
    "/t/{topic}/move",
    "/t/{topic}/split",
    "/t/{topic}/merge",
    "/t/{topic}/slow",
    "/t/{topic}/close",
    "/t/{topic}/closing",
    "/events/{event}/edit",
    "/rituals/{rite}/edit",
    "/rituals/{rite}/enactments/{enactment}/recap",
    "/moderation/members/{member}",
)

DECISIONS = select(func.count()).select_from(Decision)


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return furnish(app, cast)


def keep(cast: Cast, kind: ReportKind, word: str) -> int:
    draft = ReasonDraft(kind, f"Rule of {word}", f"Do not {word}.", f"Pas de {word}.")
    return services.keep_reason(cast.get("ada"), draft).id


def numbers_of(world: World, cast: Cast) -> dict[str, object]:
    post = session.get_one(Post, world.post)
    about = {"post": post.id, "topic": post.topic_id, "member": cast.ids["cleo"]}
    return about | {"event": world.event, "rite": world.rite, "enactment": world.enactment}


@pytest.mark.parametrize("page", PAGES)
def test_a_saved_reason_is_filled_in_and_nothing_is_done(
    app: Flask, cast: Cast, world: World, page: str
) -> None:
    with app.app_context():
        reason = keep(cast, ReportKind.HARM, "zqxshout")
        for name in ("cleo", "dov"):
            cast.get(name).locale = "fr"
        session.commit()
        address = page.format(**numbers_of(world, cast))
        before = session.scalar(DECISIONS)
    ben = sign_in(app, cast, "ben")
    form = ben.get(address).text
    assert re.search(rf'<option value="{reason}"[^>]*>[^<]*Rule of zqxshout', form)
    press = form.index('name="fill"')
    if not page.startswith("/moderation"):  # Enter in a field sends the form, and fills nothing in
        assert '<button class="button' in form[form.index("novalidate") : press]
    assert press < form.index('name="why"')
    sent = {"fill": "1", "reason": str(reason), "body": "As I typed", "title": "My new title"}
    filled = ben.post(address, data=sent | {"name": "My new title", "numbers": "2"})
    assert filled.status_code == 200
    assert "Pas de zqxshout." in filled.text  # in the language of whom it concerns
    assert 'value="Rule of zqxshout"' in filled.text
    if 'name="title"' in form:
        assert "My new title" in filled.text
    typed = sent | {"rule": "My own rule", "why": "As I put it\r\n"}
    kept = ben.post(address, data=typed).text
    assert 'value="My own rule"' in kept
    assert "As I put it\n\nPas de zqxshout.</textarea>" in kept
    again = ben.post(address, data=typed | {"why": "As I put it\r\n\r\nPas de zqxshout."}).text
    assert "As I put it\n\nPas de zqxshout.</textarea>" in again  # pressed twice, said once
    with app.app_context():
        assert session.scalar(DECISIONS) == before


def test_of_what_was_reported_those_for_its_kinds_stand_first(
    app: Flask, cast: Cast, world: World
) -> None:
    with app.app_context():
        for kind, word in ((ReportKind.HARM, "zqxshout"), (ReportKind.SPAM, "zqxsell")):
            keep(cast, kind, word)
        services.report(cast.get("ines"), "post", world.post, ReportKind.SPAM)
        session.commit()
    page = sign_in(app, cast, "ben").get(f"/p/{world.post}/delete").text
    assert page.index("Rule of zqxsell") < page.index("Rule of zqxshout")


def test_who_takes_away_their_own_is_offered_none(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        keep(cast, ReportKind.HARM, "zqxshout")
        session.commit()
        author = session.get_one(Post, world.post).author_id
    own = next(name for name, number in cast.ids.items() if number == author)
    assert "Rule of zqxshout" not in sign_in(app, cast, own).get(f"/p/{world.post}/delete").text


def test_the_rule_of_a_saved_reason_is_in_the_language_of_whom_it_concerns(
    app: Flask, cast: Cast, world: World
) -> None:
    ada, ben = sign_in(app, cast, "ada"), sign_in(app, cast, "ben")
    words = {"kind": "harm", "english": "Do not zqxshout.", "french": "Pas de zqxcri."}
    rules = {"rule": "Be <kind>", "french_rule": "Être <aimable>"}
    assert ada.post("/moderation/reasons", data=words | rules).status_code == 303
    page = ada.get("/moderation/reasons").text
    assert ("Be &lt;kind&gt;" in page, "Être &lt;aimable&gt;" in page) == (True, True)
    with app.app_context():
        reason = session.scalars(select(SavedReason.id).order_by(SavedReason.id)).all()[-1]
        post = session.get_one(Post, world.post)
        author, address = post.author_id, f"/p/{post.id}/hide"
    for language, said, other in (("fr", "Être", "Be"), ("en", "Be", "Être")):
        with app.app_context():
            session.get_one(Member, author).locale = language
            session.commit()
        filled = ben.post(address, data={"fill": "1", "reason": str(reason)}).text
        assert f'value="{said} &lt;' in filled
        assert f'value="{other} &lt;' not in filled
    for language, said in (("fr", "Être &lt;aimable"), ("en", "Be &lt;kind")):
        form = ben.get(address, headers={"Accept-Language": language}).text
        assert re.search(rf'<option value="{reason}"[^>]*>[^<]*{said}', form)
    same = words | {"rule": "Article 5", "french_rule": ""}
    assert ada.post(f"/moderation/reasons/{reason}", data=same).status_code == 303
    filled = ben.post(address, data={"fill": "1", "reason": str(reason)}).text
    assert 'value="Article 5"' in filled
