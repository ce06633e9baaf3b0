"""Every template compiles, has a title where it is a page, and styles nothing in place."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.nodes import Const, Filter

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_compiles(bare_app: Flask, name: str) -> None:
    with bare_app.app_context():
        assert bare_app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_a_page_has_a_title(name: str) -> None:
    if name == "home/home.html":
        return  # its title is the tribe's name, which the base page gives
    text = (TEMPLATES / name).read_text()
    assert '{% extends "base.html" %}' not in text or "{% block title %}" in text


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_the_content_security_policy_forbids(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    if not name.startswith("mail/"):  # a mail is read elsewhere, and brings its own styles
        assert not re.search(r"\sstyle=|<style", text)
    assert not re.search(r"\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", text)


@pytest.mark.parametrize("name", NAMES)
def test_addresses_of_topics_and_posts_are_asked_for(name: str) -> None:
    """`post_link` and `topic_entry` write them, so that they may change in one place."""
    assert not re.search(r"""/[pt]/(?!new\b|\d)|["']/[pt]["']""", (TEMPLATES / name).read_text())


@pytest.mark.parametrize("name", NAMES)
def test_escaping_is_left_to_jinja(name: str) -> None:
    allowed = re.compile(r"\|\s*safe")
    lines = [line for line in (TEMPLATES / name).read_text().splitlines() if allowed.search(line)]
    assert all("html" in line or "svg" in line for line in lines), lines


@pytest.mark.parametrize("name", NAMES)
def test_no_words_are_settled_before_there_is_a_reader(bare_app: Flask, name: str) -> None:
    """Jinja works out a filter on a constant when it compiles, in the language of that moment."""
    tree = bare_app.jinja_env.parse((TEMPLATES / name).read_text())
    ours = set(bare_app.jinja_env.filters) - set(DEFAULT_FILTERS)
    fixed = [one for one in tree.find_all(Filter) if isinstance(one.node, Const)]
    assert not [one.name for one in fixed if one.name in ours]


@pytest.mark.parametrize("name", NAMES)
def test_a_form_that_is_kept_is_written_in_one_way(name: str) -> None:
    """Only `kept_form` names a draft both to the browser and to the server that forgets it."""
    if name != "components/forms.html":
        assert "data-draft" not in (TEMPLATES / name).read_text()


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_a_summary_says_which_field_it_means(name: str) -> None:
    """`Please fill this in.` alone, above ten fields, helps nobody."""
    text = (TEMPLATES / name).read_text()
    for named in re.findall(r"\{\{ error_summary\(([^)]*)\)", text):
        assert "," in named, f"{name}: error_summary({named}) has no labels"
