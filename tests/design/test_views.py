"""The theme, the accent and the pattern page, as a reader asks for them."""

import re

import pytest
from flask.testing import FlaskClient

from tribe.web.design.accent import DEFAULT_ACCENT, theme_css


def test_the_accent_asked_for(client: FlaskClient) -> None:
    response = client.get("/theme.css?accent=a4452c")
    assert response.mimetype == "text/css"
    assert response.text == theme_css("#a4452c")
    assert "max-age=31536000" in response.headers["Cache-Control"]


@pytest.mark.parametrize("asked", ["", "red", "fff}body{display:none", "%00", "é" * 500])
def test_what_is_no_accent_gives_the_ordinary_one(client: FlaskClient, asked: str) -> None:
    response = client.get("/theme.css", query_string={"accent": asked})
    assert response.text == theme_css(DEFAULT_ACCENT)


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_theme_is_kept(client: FlaskClient, theme: str) -> None:
    response = client.post("/theme", data={"theme": theme, "next": "/patterns?a=1"})
    assert (response.status_code, response.location) == (303, "/patterns?a=1")
    assert f'data-theme="{theme}"' in client.get("/patterns").text


def test_an_unknown_theme_changes_nothing(client: FlaskClient) -> None:
    client.post("/theme", data={"theme": "dark"})
    response = client.post("/theme", data={"theme": "<b>"})
    assert response.status_code == 303
    assert "Set-Cookie" not in response.headers
    assert 'data-theme="dark"' in client.get("/patterns").text


def test_a_forged_cookie_is_not_believed(client: FlaskClient) -> None:
    client.set_cookie("theme", '"><script>')
    assert 'data-theme="auto"' in client.get("/patterns").text


@pytest.mark.parametrize(
    "target",
    ["", "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "javascript:1"],
)
def test_one_is_never_sent_elsewhere(client: FlaskClient, target: str) -> None:
    assert client.post("/theme", data={"theme": "dark", "next": target}).location == "/"


def test_a_theme_is_not_chosen_from_elsewhere(client: FlaskClient) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert client.post("/theme", data={"theme": "dark"}, headers=elsewhere).status_code == 400


@pytest.mark.parametrize(("locale", "words"), [("en", "Twelve hues"), ("fr", "Douze teintes")])
def test_patterns_in_both_languages(client: FlaskClient, locale: str, words: str) -> None:
    response = client.get("/patterns", headers={"Accept-Language": locale})
    assert response.status_code == 200
    assert f'<html lang="{locale}"' in response.text
    assert words in response.text
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", response.text)
    assert response.text.count("<h1>") == 1
