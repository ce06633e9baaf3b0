"""Numbers as each language writes them."""

from __future__ import annotations

import pytest

from tribe.speech import Bracketed, Decimal, InHundred, Span, Whole, decimal


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (Decimal(1234.5), "1,234.50", "1\u202f234,50"),
        (Decimal(-0.001), "0.00", "0,00"),
        (Decimal(-1.5), "−1.50", "−1,50"),
        (Whole(12.6), "13", "13"),
        (InHundred(0.414), "41", "41"),
        (InHundred(0.0042), "0.4", "0,4"),
        (InHundred(0), "0", "0"),
        (InHundred(-0.00996), "−1", "−1"),
        (InHundred(-0.004), "−0.4", "−0,4"),
        (Span(1, 2), "1–2", "1–2"),
        (Span(Decimal(-1, 1), Decimal(2, 1)), "−1.0 … 2.0", "−1,0 … 2,0"),
        (Bracketed((0.1, 0.25)), " (10–25)", " (10–25)"),
        (Bracketed((0.1, 0.25), Decimal), " (0.10–0.25)", " (0,10–0,25)"),
        (Bracketed((0.6, 2.4), round), " (1–2)", " (1–2)"),
        (Bracketed(None), "", ""),
    ],
    ids=repr,
)
def test_numbers(number: Decimal, english: str, french: str) -> None:
    assert number.said_in("en") == english
    assert number.said_in("fr") == french
    assert number.said_in("fr_CA") == french


@pytest.mark.parametrize(
    ("language", "written"),
    [("de", "−1.234,50"), ("pt_BR", "−1.234,50"), ("xx", "−1,234.50"), ("", "−1,234.50")],
)
def test_other_languages(language: str, written: str) -> None:
    assert decimal(-1234.5, language) == written
