"""Categories are merged and deleted, and nothing that was said is lost."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import Category, Topic
from tribe.forum.services import categories


def rooms(forum: Forum) -> int:
    hall = forum.room("hall")
    den = forum.room("den", hall)
    forum.room("attic", den)
    forum.topic("cleo", den, "Tea at dawn")
    return forum.room("yard").id


def test_a_category_goes_into_another_with_all_that_is_in_it(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(rooms)
    ada = sign_in(app, cast, "ada")
    assert "Merge them" in ada.get("/c/den/remove").text
    assert "1 topic moves" in ada.get("/c/den/remove").text
    assert ada.post("/c/den/remove").status_code == 422
    for into in ("2", "3", "99", "x", "-4"):  # itself, one within it, none
        assert ada.post("/c/den/remove", data={"into": into}).status_code == 422
    answer = ada.post("/c/den/remove", data={"into": "4"})
    assert (answer.status_code, answer.location) == (303, "/c/yard")
    assert "Tea at dawn" in ada.get("/c/yard").text
    assert ada.get("/c/den").status_code == 404
    with app.app_context():
        assert session.scalars(select(Topic.category_id)).all() == [4]
        found = session.execute(select(Category.slug, Category.parent_id).order_by(Category.id))
        assert [tuple(row) for row in found] == [("hall", None), ("attic", 4), ("yard", None)]


def test_an_empty_one_is_deleted_by_an_admin_alone(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(rooms)
    assert sign_in(app, cast, "ben").post("/c/yard/remove").status_code == 403
    ada = sign_in(app, cast, "ada")
    assert "Delete it" in ada.get("/c/yard/remove").text
    assert ada.post("/c/yard/remove").location == "/topics"
    assert ada.get("/c/yard").status_code == 404


def test_an_open_and_empty_category_says_that_it_is_empty(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: forum.room("crew", moderator=(True, True, True)).id)
    guest = app.test_client()
    assert "Nothing here is open to guests yet" in guest.get("/topics").text
    talk(lambda forum: forum.room("yard").id)
    for path in ("/c/yard", "/topics"):
        assert "Nobody has spoken yet" in guest.get(path).text


def test_home_leads_to_an_act_that_is_possible(app: Flask, cast: Cast, talk: Talk) -> None:
    ada, cleo, guest = sign_in(app, cast, "ada"), sign_in(app, cast, "cleo"), app.test_client()
    assert 'href="/t/new"' not in cleo.get("/").text
    assert 'class="button" href="/events/new"' in cleo.get("/").text
    assert 'href="/categories/new"' in ada.get("/").text
    assert "there are people here" not in guest.get("/").text
    talk(lambda forum: forum.room("yard").id)
    assert 'href="/t/new"' in cleo.get("/").text


def test_every_category_is_found_where_the_place_is_kept(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    ada = sign_in(app, cast, "ada")
    assert "No categories yet" in ada.get("/categories").text
    talk(lambda forum: forum.room("yard").id)
    assert 'href="/categories"' in ada.get("/admin").text
    page = ada.get("/categories").text
    for address in ("/c/yard", "/c/yard/edit", "/c/yard/remove", "/categories/new"):
        assert f'href="{address}"' in page
    assert sign_in(app, cast, "ben").get("/categories").status_code == 403
    for form in ("/categories/new", "/c/yard/edit"):
        assert 'href="/categories"' in ada.get(form).text.split("<main")[1]  # and back again


def test_a_colour_is_chosen_by_eye(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.room("yard").id)
    page = sign_in(app, cast, "ada").get("/c/yard/edit").text
    assert page.count('type="radio" name="hue"') == 12
    assert 'type="radio" name="hue" value="0" checked' in page


def test_a_short_address_keeps_its_page(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.topic("cleo", forum.room(), "Tea at dawn").id)
    for page, target in (("4", "?page=4"), ("1", ""), ("-3", "")):
        answer = app.test_client().get(f"/t/1?page={page}")
        assert answer.location == f"/t/1/tea-at-dawn{target}"


def test_what_comes_while_an_empty_one_is_deleted_is_not_lost(
    app: Flask, cast: Cast, talk: Talk, monkeypatch: pytest.MonkeyPatch, database_name: str
) -> None:
    if database_name == "sqlite":
        pytest.skip("who writes has SQLite alone")
    talk(rooms)
    for asked in (categories, services):
        monkeypatch.setattr(asked, "is_empty_category", lambda _category: True)
    assert sign_in(app, cast, "ada").post("/c/den/remove").status_code == 409
    with app.app_context():
        assert session.scalar(select(Topic.title)) == "Tea at dawn"


def test_an_address_that_is_taken_is_told_beside_all_else_and_nothing_is_said_to_be_saved(
    app: Flask, cast: Cast
) -> None:
    ada = sign_in(app, cast, "ada")
    assert ada.post("/categories/new", data={"name": "Yard", "slug": "yard"}).status_code == 303
    ada.get("/c/yard")  # says that it is saved
    told = ada.post("/categories/new", data={"name": "", "slug": "yard"}).text
    assert set(re.findall(r'<a href="#f-(\w+)">', told)) == {"name", "slug"}
    told = ada.post("/categories/new", data={"name": "Yard", "slug": "yard"}).text
    assert "has this address already" in told
    assert "The category is saved." not in told
