"""Whatever people leave out when they type, they find what others wrote."""

import pytest

from tribe.search import words


@pytest.mark.parametrize(
    ("asked", "written", "language"),
    [
        ("evenements", "Événement", "fr"),
        ("oeuvre", "œuvres", "fr"),
        ("mange", "mangée", "fr"),
        ("l'ete", "L’été", "fr"),
        ("generaux", "général", "fr"),
        ("Running", "runs", "en"),
        ("naive", "naïve", "en"),
        ("STRASSE", "Straße", "en"),
        ("e-mail", "E‑Mail", "en"),
        ("42", "42", "en"),
        ("育", "体育館", "en"),
        ("체육관", "체육관", "en"),
        ("हिन्दी", "हिन्दी", "en"),
    ],
)
def test_what_is_asked_finds_what_is_written(asked: str, written: str, language: str) -> None:
    kept = words.terms(words.split(written), language)
    assert kept
    for word in words.split(asked):
        if not words.is_small(word):
            assert set(words.stems(word)) & set(kept)


def test_a_text_is_cut_in_its_own_language() -> None:
    assert words.language_of(words.split("Le pain est dans le four, et il lève.")) == "fr"
    assert words.language_of(words.split("The bread is in the oven, and it rises.")) == "en"
    assert words.language_of([]) == "en"


def test_small_words_are_left_out_in_their_language_alone() -> None:
    assert words.terms(words.split("le thé de la maison"), "fr") == ["the", "maison"]
    assert words.terms(words.split("the main son"), "en") == ["main", "son"]
    assert words.is_small("the")
    assert not words.is_small("thé")


def test_whatever_is_typed_has_words_of_letters_alone() -> None:
    for text in ("'\" OR 1=1 --", "\x00a\u0301\u200d", "½ x² ﬁne", "a" * 500, "🙂 +-*/", "_a_"):
        for word in words.split(text):
            for stem in words.stems(word):
                assert stem.isalnum()
                assert len(stem) <= words.MAX_WORD
