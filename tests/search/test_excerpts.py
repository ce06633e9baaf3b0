"""What is shown of a text that was found: the words around those that were asked for."""

from tribe.search import words
from tribe.search.asking import read
from tribe.search.excerpts import MOST_LOOKED_AT, excerpt, marker_of


def test_a_long_text_of_words_that_begin_alike_is_soon_left() -> None:
    marker = marker_of(read("x").wanted)
    alike = " ".join(f"x{number:04}" for number in range(20 * MOST_LOOKED_AT))
    words.stems.cache_clear()
    assert "<mark>" not in excerpt(alike, marker)
    assert words.stems.cache_info().misses <= MOST_LOOKED_AT
    assert "<mark>x</mark>" in excerpt(f"{alike[:500]} x {alike}", marker)
