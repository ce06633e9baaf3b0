"""Who may do what with a rite kept by Cleo, enacted by a gathering of Dov's: action × cast."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.rituals.conftest import Make, make_event
from tests.rituals.test_views import PAGE, Enacted, typed
from tribe.base.db import session

DONE, SIGN_IN, NO = 303, 303, 403
CAST = ("guest", "ada", "ben", "cleo", "dov", "ines")
TABLE = {
    ("GET", "/rituals"): (200, 200, 200, 200, 200, 200),
    ("GET", PAGE): (200, 200, 200, 200, 200, 200),
    ("GET", "/rituals/new"): (SIGN_IN, 200, 200, 200, 200, 200),
    ("POST", "/rituals/new"): (NO, DONE, DONE, DONE, DONE, DONE),
    ("GET", "/rituals/choose"): (SIGN_IN, 200, 200, 200, 200, 200),
    ("GET", f"{PAGE}/edit"): (SIGN_IN, 200, 200, 200, NO, NO),
    ("POST", f"{PAGE}/edit"): (NO, DONE, DONE, DONE, NO, NO),
    ("POST", f"{PAGE}/keep"): (NO, DONE, DONE, DONE, DONE, DONE),
    ("POST", f"{PAGE}/keepers"): (NO, 409, 409, 409, NO, NO),
    ("POST", f"{PAGE}/keepers/remove"): (NO, 409, 409, 409, NO, NO),
    ("POST", f"{PAGE}/decline"): (NO, 404, 404, 404, NO, NO),
    ("GET", f"{PAGE}/history"): (SIGN_IN, 200, 200, 200, 200, 200),
    ("POST", f"{PAGE}/history"): (NO, 404, 404, 404, 404, 404),
    ("GET", f"{PAGE}/retire"): (SIGN_IN, 200, 200, 200, NO, NO),
    ("POST", f"{PAGE}/release"): (NO, 409, 409, DONE, 409, 409),
    ("POST", f"{PAGE}/rest"): (NO, DONE, DONE, DONE, NO, NO),
    ("POST", f"{PAGE}/wake"): (NO, DONE, DONE, DONE, NO, NO),
    ("POST", f"{PAGE}/retire"): (NO, DONE, DONE, DONE, NO, NO),
    ("GET", f"{PAGE}/enact"): (SIGN_IN, 200, 200, 200, 200, 200),
    ("POST", f"{PAGE}/enact"): (NO, DONE, DONE, DONE, DONE, NO),
    ("GET", f"{PAGE}/enactments/1/recap"): (SIGN_IN, 200, 200, 200, 200, NO),
    ("POST", f"{PAGE}/enactments/1/recap"): (NO, DONE, DONE, DONE, DONE, NO),
    ("POST", f"{PAGE}/enactments/1/remove"): (NO, DONE, DONE, DONE, NO, NO),
}


@pytest.mark.parametrize("act", TABLE, ids=" ".join)
@pytest.mark.parametrize("index", range(len(CAST)), ids=CAST)
def test_permission(
    app: Flask, cast: Cast, make: Make, enacted: Enacted, act: tuple[str, str], index: int
) -> None:
    enacted(make())
    with app.app_context():
        other = make_event(cast)
        session.commit()
    name = CAST[index]
    client = app.test_client() if name == "guest" else sign_in(app, cast, name)
    method, path = act
    data = typed(what=str(other), recap="We were nine.", why="So") if method == "POST" else None
    if path.endswith("/keepers"):
        data = {"name": "cleo"}
    response = client.open(path, method=method, data=data)
    assert response.status_code == TABLE[act][index]
    if name == "guest" and response.status_code == SIGN_IN:
        assert response.headers["Location"].startswith("/sign-in?next=")


def test_every_route_is_in_the_table(app: Flask) -> None:
    def example(rule: str) -> list[str]:
        path = rule.replace("/rituals/<slug>", PAGE).replace("<int:enactment_id>", "1")
        turns = re.search(r"<any\((.*)\):turn>", path)
        if turns is None:
            return [path]
        return [path.replace(turns[0], turn.strip()) for turn in turns[1].split(",")]

    routes = {
        (method, path)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("rituals.")
        for path in example(rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }
    assert routes == set(TABLE)


def test_the_csrf_token_is_asked_for(app: Flask, cast: Cast, make: Make) -> None:
    make()
    dov = sign_in(app, cast, "dov")
    app.config["WTF_CSRF_ENABLED"] = True
    assert dov.post(f"{PAGE}/keep").status_code == 400
