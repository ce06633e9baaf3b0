"""Names of elsewhere become names that can stand here, whole letters only."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.importers.people import fit_name
from tribe.members import names


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("सीता", "सीता"),
        ("  Ada   Lovelace ", "Ada-Lovelace"),
        ("_x_", "x"),
        ("ा-सी", "सी"),  # a vowel sign with no letter before it
        ("🧶", ""),
        ("a" * 29 + "सी", "a" * 29),
        ("a" * 28 + "सी", "a" * 28 + "सी"),
        ("e\u0301ve", "éve"),
    ],
)
def test_names(there: str, here: str) -> None:
    assert fit_name(there) == here


@given(st.text(alphabet=st.sampled_from("aéसीता्ष-_. e\u0301\u0327นำ"), max_size=60))
def test_no_letter_loses_a_mark(there: str) -> None:
    here = fit_name(there)
    assert len(here) <= names.MAX_LENGTH
    assert not here or unicodedata.category(here[0])[0] != "M"
    kept = [c for c in unicodedata.normalize("NFC", there) if c not in "-_. "]
    letters = [c for c in here if c not in "-_. "]
    begin = next((at for at, c in enumerate(kept) if unicodedata.category(c)[0] != "M"), 0)
    assert letters == kept[begin : begin + len(letters)]
    after = kept[begin + len(letters) :]
    assert not letters or not after or unicodedata.category(after[0])[0] != "M"
