"""Whoever is in the pause before leaving is offered nothing that the pause refuses."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.architecture.test_refused_forms import filled
from tests.conftest import Cast, sign_in
from tests.html import PageForm
from tests.walking import is_here, shape, walk
from tests.world import furnish
from tribe.access import Role
from tribe.base.db import session
from tribe.personal_data import services as personal_data
from tribe.personal_data.models import Words
from tribe.web.security import limiter

REFUSED = "Your account is not in use."
ENDS = "/sign-out"  # after it nothing is refused for this reason
LEADING_ON = "/admin/settings"  # a redirect has a link in it, which nobody sees
PATTERNS = ("/design", "/patterns")  # forms of nothing


def leave(app: Flask, cast: Cast, name: str) -> FlaskClient:
    """Let one of the cast be leaving, if they are not; a browser in which they are signed in."""
    with app.app_context():
        member = cast.get(name)
        if member.leaves_at is None:
            personal_data.leave(member, Words.STAY)
            session.commit()
    return sign_in(app, cast, name)


Offered = tuple[dict[str, tuple[str, PageForm]], dict[str, tuple[str, str]]]


def offered(app: Flask, client: FlaskClient, starts: list[str]) -> Offered:
    """Each kind of form and of link that a walk comes to, and on which page it was.

    It begins at every page with an address of its own.
    """
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    starts += [
        rule.rule for rule in rules if not rule.arguments and rule.rule not in ("/", LEADING_ON)
    ]
    adapter = app.url_map.bind("localhost")
    found: dict[str, tuple[str, PageForm]] = {}
    links: dict[str, tuple[str, str]] = {}
    for path, page in walk(client, ["/", *starts], alike=2, most=400).items():
        for form in page.forms if not path.startswith(PATTERNS) else ():
            if form.method == "POST":
                at = form.action.split("?")[0]
                rule, _values = adapter.match(at, method="POST", return_rule=True)
                found.setdefault(rule.rule, (path, form))
        for link in sorted(filter(is_here, page.links)):
            links.setdefault(shape(link), (path, link))
    return found, links


@pytest.mark.parametrize("name", ["cleo", "ben", "ada"])
def test_no_page_offers_what_the_pause_refuses(
    app: Flask, cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    world = furnish(app, cast)
    with app.app_context():
        cast.get("ben").role = Role.ADMIN if name == "ada" else Role.MODERATOR
        session.commit()
    client = leave(app, cast, name)
    starts = [f"/rituals/{world.rite}", f"/events/{world.event}", f"/t/{world.topic}"]
    forms, links = offered(app, client, starts)
    assert {"/me/stay", "/me/data/export", "/topics/read", ENDS} <= forms.keys()
    refused = {at: path for path, at in links.values() if REFUSED in client.get(at).text}
    for rule, (path, form) in forms.items():
        for _texts, data in filled(form) if rule != ENDS else ():
            answer = client.post(form.action, data=data)
            if REFUSED in answer.text:
                refused[rule] = path
        client = leave(app, cast, name)  # one of the forms lets them stay
    assert refused == {}


@pytest.mark.parametrize("path", ["/events/new", "/rituals/new", "/me/name", "/me/profile"])
def test_its_address_says_so_instead(app: Flask, cast: Cast, path: str) -> None:
    answer = leave(app, cast, "cleo").get(path)
    assert (answer.status_code, REFUSED in answer.text) == (403, True)
    assert "I stay" in answer.text
    assert '<form class="form"' not in answer.text
