"""Two editors who begin from one state: the second sees both texts, and nothing is lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.world import furnish

GATHERING = {
    "title": "One title",
    "mode": "place",
    "place": "The hill",
    "zone": "Europe/Paris",
    "starts": "2028-05-01T10:00",
}
WHY = {"why": "It is clearer"}  # of a moderator who changes what another wrote
CASES = [
    ("/p/2/edit", "body", {"body": "One text"} | WHY),
    ("/p/1/edit", "title", {"title": "One title", "body": "One text"} | WHY),
    ("/events/1/edit", "title", GATHERING | WHY),
    ("/rituals/some-plain-words/edit", "purpose", {"name": "Tea", "purpose": "One purpose"} | WHY),
    ("/rituals/some-plain-words/enactments/1/recap", "recap", {"recap": "One story"} | WHY),
    ("/charter/1/edit", "meaning", {"title": "Slowness", "meaning": "One meaning"}),
    ("/me/profile", "bio", {"bio": "One life", "values": "Patience"}),
    ("/admin/settings/place", "tagline", {"name": "Tea house", "tagline": "One line"}),
    ("/c/hall/edit", "description", {"name": "Hall", "slug": "hall", "description": "One use"}),
]


def version_of(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="version" value="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("path", "field", "form"), CASES)
def test_the_second_save_is_shown_both_texts(
    app: Flask, cast: Cast, path: str, field: str, form: dict[str, str]
) -> None:
    furnish(app, cast)
    who = "cleo" if path.startswith("/charter") else "ada"  # cleo sits on the council
    one, other = sign_in(app, cast, who), sign_in(app, cast, who)
    form = form | {"version": version_of(one, path)}
    mine = form | {field: "Words of the second"}
    assert one.post(path, data=form).status_code == 303
    answer = other.post(path, data=mine)
    assert answer.status_code == 409
    assert form[field] in answer.text
    assert "Words of the second" in answer.text
    assert form[field] in one.get(path).text
    again = re.search(r'name="version" value="([0-9a-f]+)"', answer.text)
    assert again is not None
    assert other.post(path, data=mine | {"version": again[1]}).status_code == 303


@pytest.mark.parametrize(("path", "field", "form"), CASES)
def test_what_the_browser_kept_of_a_change_is_forgotten_once_it_stands(
    app: Flask, cast: Cast, path: str, field: str, form: dict[str, str]
) -> None:
    furnish(app, cast)
    client = sign_in(app, cast, "cleo" if path.startswith("/charter") else "ada")
    page = client.get(path).text
    kept = re.search(r'data-draft="([\w-]+)"', page)
    if kept is None:
        return  # a form of a few lines, which the browser does not keep
    assert kept[1].endswith(version_of(client, path))
    assert f'name="draft" value="{kept[1]}"' in page
    led = client.post(path, data=form | {"draft": kept[1]})
    assert led.status_code == 303
    assert f'<meta name="accepted" content="{kept[1]}">' in client.get(led.location).text


def test_the_same_change_twice_is_no_conflict(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    ada = sign_in(app, cast, "ada")
    form = WHY | {"body": "One text", "version": version_of(ada, "/p/2/edit")}
    assert ada.post("/p/2/edit", data=form).status_code == 303
    assert ada.post("/p/2/edit", data=form).status_code == 303
