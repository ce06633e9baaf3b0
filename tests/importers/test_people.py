"""Names of elsewhere become names that can stand here, whole letters only."""

import unicodedata

import pytest
from hypothesis import example, given
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


@example("a" + "_" * 29 + "\u0301")
@example("a" * 29 + "सी")
@given(st.text(alphabet=st.sampled_from("aéसीता्ष-_. e\u0301\u0327นำ"), max_size=60))
def test_no_letter_loses_a_mark(there: str) -> None:
    here = fit_name(there)
    assert len(here) <= names.MAX_LENGTH
    assert not here or unicodedata.category(here[0])[0] != "M"
    plain = unicodedata.normalize("NFC", there)
    places = [at for at, c in enumerate(plain) if c not in "-_. "]
    kept = [plain[at] for at in places]
    letters = [c for c in here if c not in "-_. "]
    begin = next((at for at, c in enumerate(kept) if unicodedata.category(c)[0] != "M"), 0)
    assert letters == kept[begin : begin + len(letters)]
    after = places[begin + len(letters) :]
    is_mark = bool(after) and unicodedata.category(plain[after[0]])[0] == "M"
    assert not letters or not is_mark or plain[after[0] - 1] in "-_. "  # it stands on no letter
