"""Every template compiles, has a title where it is a page, and styles nothing in place.

Each test asks all templates, and names those at fault: a test for each of eight times 265 would
spend its time on being a test.
"""

import re
from pathlib import Path

from flask import Flask
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.nodes import Const, Filter

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
TEXTS = {
    str(path.relative_to(TEMPLATES)): path.read_text()
    for path in sorted(TEMPLATES.rglob("*"))
    if path.is_file()
}
PAGES = {name: text for name, text in TEXTS.items() if name.endswith(".html")}


def test_each_compiles(bare_app: Flask) -> None:
    assert len(PAGES) > 200
    with bare_app.app_context():
        assert all(bare_app.jinja_env.get_template(name) for name in TEXTS)


def test_a_page_has_a_title() -> None:
    given = "home/home.html"  # its title is the tribe's name, which the base page gives
    pages = {name: text for name, text in PAGES.items() if '{% extends "base.html" %}' in text}
    without = {name for name, text in pages.items() if "{% block title %}" not in text}
    assert len(pages) > 50
    assert without == {given}


def test_nothing_that_the_content_security_policy_forbids() -> None:
    forbidden = re.compile(
        r"\son\w+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)"
    )
    styled = re.compile(r"\sstyle=|<style")  # a mail is read elsewhere, and brings its own
    assert not [name for name, text in TEXTS.items() if forbidden.search(text)]
    assert not [
        name for name, text in TEXTS.items() if not name.startswith("mail/") and styled.search(text)
    ]


def test_addresses_of_topics_and_posts_are_asked_for() -> None:
    """`post_link` and `topic_entry` write them, so that they may change in one place."""
    written = re.compile(r"""/[pt]/(?!new\b|\d)|["']/[pt]["']""")
    assert not [name for name, text in TEXTS.items() if written.search(text)]


def test_escaping_is_left_to_jinja() -> None:
    allowed = re.compile(r"\|\s*safe")
    lines = {(name, one) for name, text in TEXTS.items() for one in text.splitlines()}
    unescaped = [(name, one) for name, one in lines if allowed.search(one)]
    assert not [(name, one) for name, one in unescaped if "html" not in one and "svg" not in one]


def test_no_words_are_settled_before_there_is_a_reader(bare_app: Flask) -> None:
    """Jinja works out a filter on a constant when it compiles, in the language of that moment."""
    ours = set(bare_app.jinja_env.filters) - set(DEFAULT_FILTERS)
    filters = {
        (name, one.name)
        for name, text in TEXTS.items()
        for one in bare_app.jinja_env.parse(text).find_all(Filter)
        if isinstance(one.node, Const)
    }
    assert not [(name, one) for name, one in filters if one in ours]


def test_a_form_that_is_kept_is_written_in_one_way() -> None:
    """Only `kept_form` names a draft both to the browser and to the server that forgets it."""
    assert [name for name, text in TEXTS.items() if "data-draft" in text] == [
        "components/forms.html"
    ]


def test_each_choice_that_draws_a_page_anew_takes_what_is_typed_along() -> None:
    """By `turning.js`, for every form of a page but its passwords: none is named anywhere."""
    forms = [form for text in TEXTS.values() for form in re.findall(r"<form [^>]*>", text)]
    turning = [one for one in forms if re.search(r'action="/(language|theme)"', one)]
    assert len(turning) == 2
    assert all(" data-turns" in one for one in turning)
    assert not [one for one in forms if " data-turns" in one and one not in turning]


def test_a_summary_says_which_field_it_means() -> None:
    """`Please fill this in.` alone, above ten fields, helps nobody."""
    named = {
        (name, said)
        for name, text in PAGES.items()
        for said in re.findall(r"\{\{ error_summary\(([^)]*)\)", text)
    }
    assert named
    assert not [(name, said) for name, said in named if "," not in said]
