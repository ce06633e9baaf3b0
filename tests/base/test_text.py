"""Text as it is cleaned, and what of it can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from tribe.base.text import (
    clean,
    has_ignorable,
    is_blank,
    isolated,
    visible,
    without_ignorable,
)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u200b" * 3, "\u3164", "\ufe0f", "\u2800", "\u115f\u1160", "\n\t\u00a0\u202e"],
)
def test_what_leaves_no_trace_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200bа", "सी", "👋🏽", "·", "٣"])
def test_what_is_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)
    assert visible(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("abc\u202edef", "abc\u202edef\u202c"),
        ("a\u2067b\u202ec", "a\u2067b\u202ec\u202c\u2069"),
        ("a\u202cb", "ab"),  # closes nothing
        ("a\u2067b\u202cc", "a\u2067bc\u2069"),  # out of turn
        ("one\u202e\ntwo", "one\u202e\u202c\ntwo"),
        ("\u2068שלום\u2069", "\u2068שלום\u2069"),
        ("שלום", "שלום"),
    ],
)
def test_directions_end_with_their_line(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_ignorable_characters_are_found_and_left_out(text: str) -> None:
    assert has_ignorable(text) == (without_ignorable(text) != text)
    assert not has_ignorable(without_ignorable(text))


@pytest.mark.parametrize("text", ["", "plain", "été", "कमला", "三", "a · 3"])
def test_what_runs_as_ours_stands_as_it_is(text: str) -> None:
    assert isolated(text) == text


@pytest.mark.parametrize("text", ["שלום", "مرحبا 3", "a\u202eb\u202c"])
def test_what_is_written_from_the_right_is_set_apart(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"
    assert hasattr(isolated(escape(text)), "__html__")  # Markup stays what it is
