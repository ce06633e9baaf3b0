"""What is typed is read as a question of few parts."""

from tribe.search.asking import Part, read


def test_equal_parts_are_one() -> None:
    assert read("bread bread -bread bread").parts == (
        Part(("bread",)),
        Part(("bread",), is_excluded=True),
    )


def test_a_beginning_has_three_letters() -> None:
    assert [part.is_beginning for part in read("x* be* bre*").parts] == [False, False, True]
