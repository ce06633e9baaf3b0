"""A person is taken out of what others wrote: their name, and where they wish it their words."""

import pytest

from tribe.markup.unnaming import keys_called, posts_quoted, without_name, without_quotes_of

NOBODY = "former member 3"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Hello @cleo!", f"Hello {NOBODY}!"),
        ("@Cleo, @CLEO and @cleo", f"{NOBODY}, {NOBODY} and {NOBODY}"),
        ("@cleopatra stays", "@cleopatra stays"),
        ("@cleo.smith stays", "@cleo.smith stays"),
        ("@cleo. She said", f"{NOBODY}. She said"),
        (r"as text: \@cleo", f"as text: {NOBODY}"),
        ("`@cleo` in code", f"`{NOBODY}` in code"),
        ("post@cleo.example is an address", "post@cleo.example is an address"),
        ("https://x.example/@cleo is one too", "https://x.example/@cleo is one too"),
        (
            "cleo without a sign is a word of the writer",
            "cleo without a sign is a word of the writer",
        ),
        ("@cleo/@cleo", f"{NOBODY}/{NOBODY}"),
        ("", ""),
    ],
)
def test_a_name_is_called_no_more(source: str, told: str) -> None:
    borne = {"cleo", "cleopatra", "cleo.smith"}
    assert without_name(source, {"cleo"}, borne, NOBODY) == told
    assert without_name(told, {"cleo"}, borne, NOBODY) == told


def test_the_names_that_a_text_may_call_are_found() -> None:
    assert keys_called([r"\@Dov and @cleo.smith", "@ nobody"]) == {"dov", "cleo.smith", "cleo"}


QUOTE = "> [Cleo](/p/12)\n>\n> her words\nand lazy ones\n\nMine."


def test_a_quote_loses_its_name_and_keeps_its_words() -> None:
    told = without_quotes_of(QUOTE, {12}, {"cleo"}, {"name": NOBODY})
    assert told == QUOTE.replace("Cleo", NOBODY)
    assert without_quotes_of(QUOTE, {13}, {"cleo"}, {"name": NOBODY}) == QUOTE


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (QUOTE, f"> [{NOBODY}](/p/12)\n>\n> (gone)\n\nMine."),
        (
            "> [Dov](/p/5)\n>\n> his\n>\n> > [Cleo](/p/12)\n> > hers\n>\n> his again\n\nMine.",
            f"> [Dov](/p/5)\n>\n> his\n>\n> > [{NOBODY}](/p/12)\n> >\n> > (gone)\n>\n> his again"
            "\n\nMine.",
        ),
        ("> [Cleo](/p/12) said: her words", f"> [{NOBODY}](/p/12)\n>\n> (gone)"),
        (">\n> [Cleo](/p/12)\n> her words", f"> [{NOBODY}](/p/12)\n>\n> (gone)"),
        ("- > [Cleo](/p/12)\n  > her words", f"- > [{NOBODY}](/p/12)\n  >\n  > (gone)"),
        ("See [Cleo](/p/12) there", f"See [{NOBODY}](/p/12) there"),
        (
            "> [Cleo](/p/12)\n> one\n\nMine.\n\n> [Cleo](/p/13)\n> two",
            f"> [{NOBODY}](/p/12)\n>\n> (gone)\n\nMine.\n\n> [{NOBODY}](/p/13)\n>\n> (gone)",
        ),
    ],
)
def test_words_that_go_leave_no_quote(source: str, told: str) -> None:
    away = {"name": NOBODY, "words": "(gone)"}
    assert without_quotes_of(source, {12, 13}, {"cleo"}, away) == told
    assert without_quotes_of(told, {12, 13}, {"cleo"}, away) == told
    assert posts_quoted(told) == posts_quoted(source)


def test_a_link_that_another_named_otherwise_keeps_its_words() -> None:
    source = "[this idea](/p/12) of [Cleo](/p/12)"
    told = without_quotes_of(source, {12}, {"cleo"}, {"name": NOBODY})
    assert told == f"[this idea](/p/12) of [{NOBODY}](/p/12)"
