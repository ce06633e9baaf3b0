"""Of an answer the writer's own words are kept, and what their program added is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.clients import HTML, KEPT, TEXTS
from tribe.mail.hypertext import Hypertext
from tribe.mail.quoting import own_words


@pytest.mark.parametrize("name", HTML)
def test_html_of_programs(name: str) -> None:
    source, said = HTML[name]
    assert own_words(Hypertext(source).to_markdown()) == said


@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_programs(name: str) -> None:
    source, said = TEXTS[name]
    assert own_words(source) == said


@pytest.mark.parametrize("said", KEPT)
def test_what_people_write_stays(said: str) -> None:
    assert own_words(said) == said


def test_only_a_quote_is_nothing() -> None:
    assert own_words("On 28 Nov 2026, The Hall wrote:\n> quoted words\n") == ""


LINES = ["> x", "On 1 wrote:", "De : x", "-- ", "--", "Envoyé : x", "À : x", "word", "", "____"]


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_no_line_is_made_up(lines: list[str]) -> None:
    once = own_words("\n".join(lines))
    assert set(once.split("\n")) <= {*lines, "", *(line.rstrip() for line in lines)}


@pytest.mark.parametrize(
    "line", ["On 1 ", "De : x", ">", "-- ", "--", "Le x@y", "On " + "a " * 190, "On x wrote: " * 30]
)
def test_many_lines_take_no_more_than_their_number(line: str) -> None:
    text = (line + "\n") * (100_000 // (len(line) + 1))
    began = time.process_time()
    own_words(text)
    assert time.process_time() - began < 3


def test_elements_in_elements_are_no_trouble() -> None:
    began = time.process_time()
    for tag in ("div", "blockquote", "b", "span"):
        assert "deep" in Hypertext(f"<{tag}>" * 10_000 + "deep").to_markdown()
    assert time.process_time() - began < 10


def test_no_script_and_no_address_of_another_kind_comes_through() -> None:
    source = "<script>evil()</script><style>p{}</style><a href='javascript:x()'>link</a> &amp; *so*"
    assert Hypertext(source).to_markdown() == "link & \\*so\\*"
