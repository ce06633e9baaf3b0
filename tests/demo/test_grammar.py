"""Sentences are drawn, filled and tidied as their language asks."""

from random import Random

import pytest

from tribe.demo import truth
from tribe.demo.grammar import SLOT, Speech, read_words, tidy
from tribe.demo.talk import first_sentence


def fresh() -> Speech:
    return Speech(Random(1))  # noqa: S311


def test_every_phrase_comes_once_before_any_comes_again() -> None:
    speech, phrases = fresh(), [str(number) for number in range(20)]
    assert sorted(speech.draw(phrases) for _ in range(20)) == sorted(phrases)
    assert speech.draw(phrases) in phrases


def test_what_a_title_names_stays_and_what_an_answer_names_does_not() -> None:
    speech, slots = fresh(), {"bread": ["rye loaf"], "flour": ["spelt", "einkorn"]}
    known: dict[str, str] = {}
    assert speech.say("My {bread}", slots, "en", known, remember=True) == "My rye loaf"
    speech.say("{flour} here", slots, "en", known)
    assert known == {"bread": "rye loaf"}


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError):
        fresh().say("a {mystery}", {}, "en")


@pytest.mark.parametrize(
    ("phrase", "slots", "said"),
    [
        ("près de {x}", {"x": ["le moulin"]}, "Près du moulin"),
        ("la taille de {x}", {"x": ["les pains"]}, "La taille des pains"),
        ("bonjour de {x}", {"x": ["Évora"]}, "Bonjour d’Évora"),
        ("merci de le montrer", {}, "Merci de le montrer"),
        ("on le croit ? oui !", {}, "On le croit\u00a0? Oui\u00a0!"),
    ],
)
def test_french_contracts_where_a_slot_was_filled(
    phrase: str, slots: dict[str, list[str]], said: str
) -> None:
    assert fresh().say(phrase, slots, "fr") == said


def test_english_says_an_where_a_slot_asks_for_it() -> None:
    speech = fresh()
    assert speech.say("a {x}", {"x": ["oven"]}, "en") == "An oven"
    assert speech.say("a one-page note", {}, "en") == "A one-page note"


def test_sentences_begin_with_a_capital() -> None:
    assert tidy("one. two\n- three", "en") == "One. Two\n- Three"


def test_a_quotation_is_one_sentence() -> None:
    assert first_sentence("Wait. Then light it.") == "Wait."
    assert len(first_sentence("word " * 80)) < 150


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("circle", [circle.key for circle in truth.CIRCLES])
def test_each_slot_of_a_circle_has_its_list(circle: str, language: str) -> None:
    words = read_words(circle)[language]
    phrases = [*words["extras"], *words["questions"], *words.get("weekly", ())]
    for subject in words["subjects"].values():
        assert len(subject["titles"]) == len(subject["openings"])
        phrases += [*subject["titles"], *subject["openings"], *subject["answers"]]
    for phrases_of_slot in words["slots"].values():
        phrases += phrases_of_slot
    used = {match[1] for phrase in phrases for match in SLOT.finditer(phrase)}
    assert used <= set(words["slots"])


def test_both_languages_have_the_same_lists() -> None:
    for name in ("common", *(circle.key for circle in truth.CIRCLES)):
        words = read_words(name)
        assert set(words["en"]) == set(words["fr"])
    for circle in truth.CIRCLES:
        words = read_words(circle.key)
        assert list(words["en"]["subjects"]) == list(words["fr"]["subjects"])
