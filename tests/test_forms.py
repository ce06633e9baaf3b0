"""Typed text is cleaned, errors are told in words, and nothing typed is lost."""

import time

import pytest
from flask import Flask

from tribe.base.text import clean
from tribe.web.forms import Form


def test_control_characters_never_reach_the_database() -> None:
    assert clean("a\x00b\x1b[0m\r\nc\rd\ud800\te") == "ab[0m\nc\nd\te"


def test_what_was_typed_is_kept(context: Flask) -> None:
    form = Form({"title": "  Hi  ", "age": "old"})
    assert form.line("title", minimum=5) == "Hi"
    assert form.integer("age") is None
    assert form.values == {"title": "Hi", "age": "old"}
    assert set(form.errors) == {"title", "age"}
    assert not form.is_valid


@pytest.mark.parametrize(
    ("typed", "is_fit"),
    [
        (" https://a.example/r?a=1 ", True),
        ("http://a.example", True),
        ("", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("a.example/room", False),
        ("https://user:secret@a.example/", False),
        ('https://a.example/" onload=x', False),
    ],
)
def test_an_address_may_stand_in_a_link(context: Flask, typed: str, is_fit: bool) -> None:
    form = Form({"url": typed})
    assert form.url("url") == typed.strip()
    assert form.is_valid is is_fit


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3", 3), (" 3 ", 3), ("", None), ("-1", None), ("11", None), ("٣", None), ("9" * 99, None)],
)
def test_a_whole_number_within_bounds(context: Flask, typed: str, number: int | None) -> None:
    assert Form({"n": typed}).integer("n", maximum=10) == number


@pytest.mark.parametrize(
    "typed", ["", "tomorrow", "2026-13-01T10:00", "2026-01-01T10:00Z", "0001-01-01T00:00"]
)
def test_a_moment_that_cannot_be_is_refused(context: Flask, typed: str) -> None:
    form = Form({"at": typed})
    assert form.local_datetime("at") is None
    assert form.errors


def test_a_choice_is_one_of_those_offered(context: Flask) -> None:
    form = Form({"mode": "sideways"})
    assert form.choice("mode", ["up", "down"], default="up") == "up"
    assert form.errors


def test_a_letter_keeps_thirty_marks() -> None:
    """Marks are brought into an order, which takes the square of how many there are."""
    assert clean("e\u0301") == "é"
    assert clean("नमस्ते, สวัสดี") == "नमस्ते, สวัสดี"
    assert len(clean("a" + "\u0301\u0323" * 1000)) <= 31
    began = time.process_time()
    for pile in ("\u0301\u0323", "\u0f73\u0323", "\u0345\u0301"):
        clean("a" + pile * 200_000)
    assert time.process_time() - began < 5


def test_a_line_of_which_nothing_is_seen_is_none() -> None:
    form = Form({"steps": " one  more\n\u200b\n\n\u3164 \ufe0f\ntwo\u200b\r\n"})
    assert form.lines("steps") == ["one more", "two\u200b"]
