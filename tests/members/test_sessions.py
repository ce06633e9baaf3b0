"""The places where a member is signed in."""

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tribe.base.db import session
from tribe.members.agents import read_agent
from tribe.members.models import SignIn


def own_rows(app: Flask, cast: Cast, name: str) -> list[SignIn]:
    with app.app_context():
        mine = select(SignIn).where(SignIn.member_id == cast.ids[name]).order_by(SignIn.id)
        return list(session.scalars(mine))


def test_one_place_is_ended_and_its_cookie_is_dead(app: Flask, cast: Cast) -> None:
    laptop, phone = sign_in(app, cast, "cleo"), sign_in(app, cast, "cleo")
    assert laptop.get("/me/sessions").text.count('name="revoke"') == 2  # the other, and all others
    phone_id = own_rows(app, cast, "cleo")[1].id
    answer = laptop.post("/me/sessions", data={"revoke": str(phone_id)})
    assert (answer.status_code, answer.location) == (303, "/me/sessions")
    assert phone.get("/me/sessions").status_code == 303
    page = laptop.get("/me/sessions")
    assert "Signed out there" in page.text
    assert page.text.count('name="revoke"') == 0


def test_all_others_are_ended_at_once(app: Flask, cast: Cast) -> None:
    here, *others = [sign_in(app, cast, "cleo") for _ in range(4)]
    dov = sign_in(app, cast, "dov")
    here.post("/me/sessions", data={"revoke": "others"})
    assert "3 other places were signed out" in here.get("/me/sessions").text
    assert {other.get("/me/sessions").status_code for other in others} == {303}
    assert dov.get("/me/sessions").status_code == 200


def test_a_late_answer_undoes_no_choice(app: Flask, cast: Cast) -> None:
    """A page asked for before the choice, whose answer comes after it, brings no older cookie."""
    cleo = sign_in(app, cast, "cleo")
    cleo.get("/")  # with the token of its forms
    cleo.post("/language", data={"locale": "fr"})
    for address in ("/", "/topics", "/notices", "/me/sessions", "/offline/reader", "/nothing"):
        answer = cleo.get(address)
        assert 'lang="fr"' in answer.text or "html" not in answer.mimetype, address
        assert "tribe=" not in answer.headers.get("Set-Cookie", ""), address


def test_nobody_ends_a_place_of_someone_else(app: Flask, cast: Cast) -> None:
    dov, cleo = sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    dovs = own_rows(app, cast, "dov")[0].id
    for target in (str(dovs), "0", "-1", "x", "", "9" * 30, "²"):
        assert cleo.post("/me/sessions", data={"revoke": target}).status_code == 404
    assert dov.get("/me/sessions").status_code == 200


def test_browsers_in_words() -> None:
    known = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/126.0 Safari/537.36 Edg/126.0": "Edge on Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile "
        "Safari/537.36": "Chrome on Android",
        "curl/8.1": "curl",
        "": "",
    }
    assert {agent: read_agent(agent) for agent in known} == known
