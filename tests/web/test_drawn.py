"""Parts of pages are drawn once for all that they are drawn from."""

from collections.abc import Callable

import pytest
from flask import Flask
from markupsafe import Markup

from tribe.web import drawn
from tribe.web.drawn import Part, Parts

ROW = """{% macro row(word) -%}
{{ note(word) }}{% if word == "form" %}{{ csrf_token() }}{% endif %}{{ _("Topics") }}
{%- endmacro %}"""


@pytest.fixture
def seen() -> list[str]:
    """What the macro was drawn for, in order."""
    return []


@pytest.fixture
def row(app: Flask, seen: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Markup]:
    """Asks for a part that notes when it is drawn; nothing is kept from before."""
    monkeypatch.setattr(drawn, "PARTS", Parts())

    def note(word: str) -> str:
        seen.append(word)
        return ""

    macro = app.jinja_env.from_string(ROW, globals={"note": note, **app.jinja_env.globals}).module
    return lambda word: drawn.drawn(macro.row, word)  # type: ignore[attr-defined]


def test_a_part_is_drawn_once_for_its_arguments(
    app: Flask, row: Callable[[str], Markup], seen: list[str]
) -> None:
    with app.test_request_context():
        for word in ("one", "two", "one", "two"):
            row(word)
    assert seen == ["one", "two"]


def test_each_language_has_its_own(app: Flask, row: Callable[[str], Markup]) -> None:
    said = []
    for language in ("en", "fr", "en"):
        with app.test_request_context(headers={"Accept-Language": language}):
            said.append(str(row("x")))
    assert said == ["Topics", "Fils", "Topics"]


def test_each_reader_has_a_token_of_their_own(
    app: Flask, row: Callable[[str], Markup], seen: list[str]
) -> None:
    said = []
    for token in ("first", "second"):
        with app.test_request_context(), drawn.other_token(token):
            said.append(str(row("form")))
    assert said == ["firstTopics", "secondTopics"]
    assert seen == ["form"]


def test_what_is_kept_is_bounded_and_the_latest_stays() -> None:
    parts, part = Parts(most=100), Part(Markup("xxxxxxxxxx"), has_token=False)
    for number in range(1000):
        parts.get(number, lambda: part)
    assert len(parts) <= 22
    assert parts.get(999, lambda: pytest.fail("it was asked for just now")) is part


AT = """{% macro links(at, word) -%}
{{ note(word) }}<a href="/join?next={{ at.query }}"><input value="{{ at.field }}">{{ word }}
{%- endmacro %}"""


def test_a_part_for_all_pages_names_each_page_in_its_own_words(
    app: Flask, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn, "PARTS", Parts())
    own = {"note": lambda word: seen.append(word) or ""}
    macro = app.jinja_env.from_string(AT, globals={**own, **app.jinja_env.globals}).module.links  # type: ignore[attr-defined]
    with app.test_request_context():
        said = [drawn.drawn_at(here, macro, "x") for here in ('/a?b=1&c="<', "/é")]
    assert said == [
        '<a href="/join?next=/a%3Fb%3D1%26c%3D%22%3C"><input value="/a?b=1&amp;c=&#34;&lt;">x',
        '<a href="/join?next=/%C3%A9"><input value="/é">x',
    ]
    assert seen == ["x"]
