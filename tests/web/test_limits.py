"""A form that was sent as often as it may be keeps what was typed, and says when it can be sent."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.members.conftest import limited
from tests.moderation.test_reporting import NOTICE, cases, world
from tests.world import World

__all__ = ["limited", "world"]
SAID = "You can try again in 60 minutes; what you typed is still here."


def sent(client: FlaskClient, path: str, fields: dict[str, str], times: int) -> list[int]:
    """How each of so many sendings is answered."""
    return [client.post(path, data=fields).status_code for _ in range(times)]


def test_only_notices_that_were_taken_count(limited: Flask, cast: Cast, world: World) -> None:
    guest = limited.test_client()
    assert set(sent(guest, "/report", NOTICE | {"words": ""}, 15)) == {422}
    assert set(sent(guest, "/report", NOTICE | {"email": "no address"}, 5)) == {422}
    assert sent(guest, "/report", NOTICE, 11) == [303] * 10 + [429]


def test_a_notice_too_many_stays_on_its_form_and_is_told_when(
    app: Flask, limited: Flask, cast: Cast, world: World
) -> None:
    guest = limited.test_client()
    sent(guest, "/report", NOTICE, 10)
    before = len(cases(app))
    typed = NOTICE | {"url": "/t/987654", "children": "1"}
    refused = guest.post("/report", data=typed)
    assert refused.status_code == 429
    assert 3500 < int(refused.headers["Retry-After"]) <= 3600
    assert "Set-Cookie" not in refused.headers
    page = refused.text
    assert SAID in page
    for name in ("url", "name", "email"):
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert field is not None
        assert f'value="{typed[name]}"' in field[0]
    assert typed["words"] in page
    assert re.search(r'value="illegal" checked', page)
    assert re.search(r'name="children"[^>]*checked', page)
    assert len(cases(app)) == before


def test_french_says_when_too(limited: Flask, cast: Cast, world: World) -> None:
    guest = limited.test_client()
    sent(guest, "/report", NOTICE, 10)
    page = guest.post("/report", data=NOTICE, headers={"Accept-Language": "fr"}).text
    assert "60 minutes" in page


def test_a_program_is_told_when_as_a_problem(limited: Flask, cast: Cast, world: World) -> None:
    guest = limited.test_client()
    sent(guest, "/report", NOTICE, 10)
    answer = guest.post("/report", data=NOTICE, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json and answer.json["status"]) == (429, 429)
    assert "You can try again in 60 minutes." in answer.json["detail"]


FORMS = {  # what is taken, and how often within an hour
    "/ask": (10, {"title": "A question {}", "body": "Where is it?", "email": "wren{}@example.org"}),
}


@pytest.mark.parametrize("path", FORMS)
def test_guests_forms_keep_what_was_typed(
    limited: Flask, cast: Cast, world: World, path: str
) -> None:
    most, fields = FORMS[path]
    guest = limited.test_client()
    assert guest.post(path, data=dict.fromkeys(fields, "")).status_code == 422
    for number in range(most):
        typed = {name: said.format(number) for name, said in fields.items()}
        assert guest.post(path, data=typed).status_code == 303, number
    refused = guest.post(path, data={name: said.format("last") for name, said in fields.items()})
    assert (refused.status_code, SAID in refused.text) == (429, True)
    assert next(iter(fields.values())).format("last") in refused.text


def test_a_member_keeps_the_words_of_a_report(limited: Flask, cast: Cast, world: World) -> None:
    cleo = sign_in(limited, cast, "cleo")
    path = f"/p/{world.post}/report"
    answers = []
    for _number in range(60):
        answers.append(cleo.post(path, data={"kind": "spam"}).status_code)
    assert set(answers) == {303}
    refused = cleo.post(path, data={"kind": "other", "words": "And it was said twice"})
    assert (refused.status_code, "And it was said twice" in refused.text) == (429, True)
