"""A small flood amid honest posts: more is caught than passes, and hardly anything wrongly."""

from flask import Flask

from benchmarks.spam.__main__ import lines, run


def test_a_flood_is_caught_and_the_honest_are_let_through(context: Flask) -> None:
    told = run({}, seed=7, spam=75, accounts=5, honest=30, is_alone=False)
    honest = told.passed("newcomers") + told.passed("regulars")
    passed = sum(told.passed(group) for group in told.sent) - honest
    assert passed <= 75 * 0.25
    assert honest >= 28
    assert "caught" in "\n".join(lines(told))
