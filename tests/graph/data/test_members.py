"""Ids kept as numbers are read as text, and are the same members as those kept as text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.data.members import Labels, chosen, tokens

NUMBERS = st.lists(st.integers(-(2**62), 2**62), unique=True, max_size=20)


@given(NUMBERS)
def test_labels_read_as_the_tuple_of_their_texts(numbers: list[int]) -> None:
    labels, texts = Labels(np.array(numbers, dtype=np.int64)), tuple(map(str, numbers))
    assert labels == texts
    assert hash(labels) == hash(texts)
    assert tuple(labels) == texts
    assert [labels.index(text) for text in texts] == list(range(len(texts)))
    assert all(text in labels for text in texts)
    mask = np.arange(len(texts)) % 2 == 0
    assert chosen(labels, mask) == chosen(texts, mask) == labels[::2]
    everyone = np.ones(len(texts), dtype=np.bool_)
    assert tokens(labels, everyone).tolist() == tokens(texts, everyone).tolist()


@pytest.mark.parametrize("stranger", ["3", "01", "+1", "one", "", "-", 1, "1" * 30, "²"])
def test_who_is_no_member(stranger: object) -> None:
    labels = Labels(np.array([1, 2]))
    assert stranger not in labels
    with pytest.raises(ValueError, match="no member"):
        labels.index(stranger)
    assert labels != ("1",)
    assert labels != 7
    assert "1" in repr(labels)


def test_tokens_tell_members_apart() -> None:
    names = [str(number) for number in range(3000)] + [f"m{number}" for number in range(3000)]
    assert len(set(tokens(names, np.ones(6000, dtype=np.bool_)).tolist())) == 6000
    assert tokens(["a", "b"], np.array([True, False]))[1] == 0
