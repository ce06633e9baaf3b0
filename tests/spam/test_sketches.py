"""Nearly the same text is found again; others, short ones and quotes are not taken for it."""

import pytest

from tribe.spam.sketches import ALIKE, likeness, sketch

OFFER = (
    "Our agency offers you the cheapest loans of the whole country, without any question asked, "
    "within a single day and paid back whenever you like; write to us today and be rich tomorrow."
)
LETTER = (
    "Yesterday we walked along the old canal and saw the mill again. The wheel turns, somebody has "
    "mended the gate, and there was bread. Who comes along on Sunday, if the weather stays?"
)


def alike(one: str, other: str) -> bool:
    made, second = sketch(one), sketch(other)
    assert made is not None
    assert second is not None
    is_found = bool(set(made.bands) & set(second.bands))
    return is_found and likeness(made.hashes, second.hashes) >= ALIKE


@pytest.mark.parametrize(
    "again",
    [
        OFFER,
        OFFER.upper() + "!!!",
        OFFER.replace("today", "at once"),
        "Dear all, " + OFFER,
        OFFER.replace(",", " ").replace("offers", "öffers"),
    ],
)
def test_a_repetition_is_found(again: str) -> None:
    assert alike(OFFER, again)


def test_another_text_is_not() -> None:
    assert not alike(OFFER, LETTER)
    assert not alike(LETTER, LETTER.split(".")[0] + ". And what else happened there, tell us more?")


def test_what_many_say_and_what_is_quoted_is_not_compared() -> None:
    assert sketch("Thank you all, that helped!") is None
    assert sketch(f"> {OFFER}\n\nI agree") is None
    assert sketch("See https://a.example/offer") is not None
    assert sketch("") is None


def test_its_numbers_are_the_same_in_each_process_and_fit_their_columns() -> None:
    made = sketch(OFFER)
    assert made is not None
    assert made.hashes[0] == 5 or made.hashes[0] > 0
    assert all(0 <= number < 2**63 for number in (*made.hashes, *made.bands))
