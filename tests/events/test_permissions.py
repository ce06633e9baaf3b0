"""Who may do what with a gathering of Cleo's: action × cast."""

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.events.conftest import Make, typed

DONE, SIGN_IN, REFUSED = 303, 303, 403
# For each act: guest, ada (admin), ben (moderator), cleo (host), dov (member), ines (analyst).
CAST = ("guest", "ada", "ben", "cleo", "dov", "ines")
TABLE = {
    ("POST", "/events/new"): (REFUSED, DONE, DONE, DONE, DONE, DONE),
    ("POST", "/events/1/rsvp"): (REFUSED, DONE, DONE, DONE, DONE, DONE),
    ("POST", "/events/1/edit"): (REFUSED, DONE, DONE, DONE, REFUSED, REFUSED),
    ("POST", "/events/1/cancel"): (REFUSED, DONE, DONE, DONE, REFUSED, REFUSED),
    ("POST", "/events/1/reinstate"): (REFUSED, 409, 409, 409, 409, 409),
    ("POST", "/events/1/hosting"): (REFUSED, 404, 404, 404, 404, 404),
    ("GET", "/events/1/history"): (SIGN_IN, 200, 200, 200, REFUSED, REFUSED),
    ("POST", "/events/1/history"): (REFUSED, 404, 404, 404, REFUSED, REFUSED),
    ("GET", "/me/calendar"): (SIGN_IN, 200, 200, 200, 200, 200),
    ("POST", "/me/calendar"): (REFUSED, DONE, DONE, DONE, DONE, DONE),
    ("GET", "/calendar/<token>.ics"): (404, 404, 404, 404, 404, 404),
    ("GET", "/events/new"): (SIGN_IN, 200, 200, 200, 200, 200),
    ("POST", "/events/1/hosts/remove"): (REFUSED, 409, 409, 409, REFUSED, REFUSED),
    ("POST", "/events/1/guests/remove"): (REFUSED, 404, 404, 404, REFUSED, REFUSED),
    ("GET", "/events/1/edit"): (SIGN_IN, 200, 200, 200, REFUSED, REFUSED),
    ("GET", "/events/1/cancel"): (SIGN_IN, 200, 200, 200, REFUSED, REFUSED),
    ("GET", "/events/1/rsvp"): (303, 303, 303, 303, 303, 303),
    ("GET", "/events"): (200, 200, 200, 200, 200, 200),
    ("GET", "/events/1"): (200, 200, 200, 200, 200, 200),
    ("GET", "/events/1/pieces"): (200, 200, 200, 200, 200, 200),
    ("GET", "/events.ics"): (200, 200, 200, 200, 200, 200),
    ("GET", "/events/1.ics"): (200, 200, 200, 200, 200, 200),
}


@pytest.mark.parametrize("act", TABLE, ids=" ".join)
@pytest.mark.parametrize("index", range(len(CAST)), ids=CAST)
def test_permission(app: Flask, cast: Cast, make: Make, act: tuple[str, str], index: int) -> None:
    assert make("cleo") == 1
    name = CAST[index]
    client = app.test_client() if name == "guest" else sign_in(app, cast, name)
    method, path = act
    data = typed(status="going", why="Clearer so") if method == "POST" else None
    response = client.open(path, method=method, data=data)
    assert response.status_code == TABLE[act][index]
    if name == "guest" and response.status_code == SIGN_IN and not path.endswith("rsvp"):
        assert response.headers["Location"].startswith("/sign-in?next=")


def test_every_route_is_in_the_table(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("events.")]
    routes = {
        (method, rule.rule.replace("<int:event_id>", "1"))
        for rule in rules
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }
    assert routes == set(TABLE)


def test_the_csrf_token_is_asked_for(app: Flask, cast: Cast, make: Make) -> None:
    event_id, dov = make(), sign_in(app, cast, "dov")
    app.config["WTF_CSRF_ENABLED"] = True
    response = dov.post(f"/events/{event_id}/rsvp", data={"status": "going"})
    assert response.status_code == 400
