"""Each code that is raised has its words, in both languages, and programs are told it as it is."""

import ast
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from tests.conftest import Cast, sign_in
from tribe.access import SILENCED
from tribe.base.errors import RuleBroken
from tribe.features import FEATURES
from tribe.web.errors import words

SOURCES = Path(__file__).parents[2] / "tribe"
RAISED = {
    "AlreadyJoined", "Fault", "Forbidden", "NotFound", "ProveFirst", "RuleBroken", "TooOften",
    "Unavailable",
}  # fmt: skip
FEATURES_OF_CODES = [feature for feature in FEATURES if feature.refusals]


def raised_codes() -> dict[str, str]:
    """Each code that is raised literally in a feature which has a catalogue, and where."""
    found = {}
    for feature in FEATURES_OF_CODES:
        for path in sorted((SOURCES / feature.name).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                if node.func.id in RAISED and node.args:
                    code = node.args[0]
                    assert isinstance(code, ast.Constant), f"{path}:{node.lineno}: words, no code"
                    found[str(code.value)] = f"{path}:{node.lineno}"
    return found


def test_each_code_has_its_words(session_app: Flask) -> None:
    said = session_app.extensions["refusals"]
    assert FEATURES_OF_CODES
    assert not {code: where for code, where in raised_codes().items() if code not in said}
    permissions = session_app.extensions["permissions"].values()
    assert not [one.name for one in permissions if one.refusal not in said]


def test_each_text_has_its_code(bare_app: Flask) -> None:
    asked = {one.refusal for one in bare_app.extensions["permissions"].values()}
    used = asked | raised_codes().keys() | {"members.unfit", "offline.sent_otherwise", SILENCED}
    declared = {code for feature in FEATURES for code in feature.refusals}
    assert sorted(declared - used) == []


def test_words_are_the_readers(app: Flask) -> None:
    error = RuleBroken("voice.seated_already", name="cleo")
    with app.test_request_context():
        assert words(error) == "cleo sits on the council already."
        with force_locale("fr"):
            assert words(error).startswith("cleo ")
            assert words(error) != "cleo sits on the council already."


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("application/problem+json", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("", "text/html"),
    ],
)
def test_programs_are_told_in_json(client: FlaskClient, accept: str, mimetype: str) -> None:
    answer = client.get("/u/nobody", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, mimetype)
    assert "Accept" in answer.vary


def test_a_problem_says_what_and_why(app: Flask, cast: Cast) -> None:
    headers = {"Accept": "application/problem+json", "Accept-Language": "fr"}
    client = sign_in(app, cast, "cleo")
    problem = client.get("/support", headers=headers).get_json(force=True)
    assert problem["type"] == "urn:tribe:refusal:desk.not_staff"
    assert (problem["status"], problem["title"]) == (403, "Ceci ne vous est pas ouvert")
    assert problem["detail"]
    assert client.get("/nowhere", headers=headers).get_json(force=True)["type"] == "about:blank"


def test_what_was_typed_stands_on_the_page_of_a_refusal(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    words = {"title": "Late again", "body": "Many words <i>on</i>\nmany lines", "password": "a b c"}
    refused = cleo.post("/promises/new", data=words)
    assert refused.status_code == 403
    assert "Many words &lt;i&gt;on&lt;/i&gt;" in refused.text
    assert "Late again" in refused.text
    assert "a b c" not in refused.text
    from_elsewhere = cleo.post("/promises/new", data=words, headers={"Origin": "https://x.example"})
    assert "Many words" not in from_elsewhere.text
