"""What Flask does at each request is left out where it has no effect, and nowhere else."""

from collections.abc import Callable
from inspect import iscoroutinefunction

import pytest
from flask import Flask
from flask import session as cookie
from jinja2 import DictLoader, TemplateNotFound
from werkzeug.test import EnvironBuilder

from tribe.web.security import limiter


def _ask_with(app: Flask, cookies: str) -> dict[str, object]:
    environ = EnvironBuilder(headers={"Cookie": cookies} if cookies else None).get_environ()
    with app.request_context(environ):
        return dict(cookie)


def _signed(app: Flask, **held: object) -> str:
    signs = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signs.dumps(held)}"


def test_a_session_is_what_its_cookie_holds(app: Flask) -> None:
    assert _ask_with(app, _signed(app, locale="fr")) == {"locale": "fr"}


@pytest.mark.parametrize("cookies", ["", "theme=dark", "tribe=", "tribe=forged.x.y"])
def test_a_session_is_empty_without_one_that_was_signed_here(app: Flask, cookies: str) -> None:
    assert _ask_with(app, cookies) == {}


def test_a_key_that_is_changed_ends_sessions_unless_it_falls_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, old = _signed(app, locale="fr"), app.secret_key
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    assert _ask_with(app, signed) == {}
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    assert _ask_with(app, signed) == {"locale": "fr"}


def test_no_view_waits_for_a_coroutine(app: Flask) -> None:
    assert not [name for name, view in app.view_functions.items() if iscoroutinefunction(view)]


def test_limits_stand_at_views_alone(app: Flask) -> None:
    """What holds for all requests would be asked before each of them, which we leave out."""
    held = limiter.limit_manager
    assert not held.application_limits
    assert not held.default_limits
    assert not held._blueprint_limits


@pytest.fixture
def load_from(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Takes templates from some texts, until the test ends."""
    return lambda **texts: monkeypatch.setattr(app.jinja_env, "loader", DictLoader(texts))


def test_a_template_is_looked_for_once(app: Flask, load_from: Callable[..., None]) -> None:
    load_from(a="one")
    found = app.jinja_env.get_template("a")
    assert app.jinja_env.get_template("a", "b") is found
    assert found.render() == "one"


def test_templates_of_another_place_are_looked_for_there(
    app: Flask, load_from: Callable[..., None]
) -> None:
    load_from(a="one")
    app.jinja_env.get_template("a")
    load_from(b="two")
    with pytest.raises(TemplateNotFound):
        app.jinja_env.get_template("a")


def test_macros_see_the_globals_of_who_imports_them(
    app: Flask, load_from: Callable[..., None]
) -> None:
    load_from(m="{% macro say() %}{{ word|default('none') }}{% endmacro %}")
    source = "{% from 'm' import say %}{{ say() }}"
    assert app.jinja_env.from_string(source).render() == "none"
    assert app.jinja_env.from_string(source, globals={"word": "own"}).render() == "own"
    assert app.jinja_env.from_string(source).render(word="told") == "none"
