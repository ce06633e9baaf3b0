"""Tokens open one thing once, on both databases, whatever is brought in their place."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import Cast
from tribe import tokens
from tribe.base.db import now, session
from tribe.tokens import SingleUseToken, TokenRefused

HOUR = timedelta(hours=1)


def why_not(act: Callable[..., object], *given: object) -> str:
    """The code of a refusal."""
    with pytest.raises(TokenRefused) as refused:
        act(*given)
    return refused.value.code


def test_a_token_is_used_once_and_looked_at_often(context: Flask, cast: Cast) -> None:
    secret = tokens.issue("toy.box", HOUR, cast.ids["cleo"], box=7)
    assert tokens.look("toy.box", secret).about == {"box": 7}
    assert tokens.look("toy.box", secret).used_at is None
    assert tokens.use("toy.box", secret).member_id == cast.ids["cleo"]
    assert why_not(tokens.use, "toy.box", secret) == "tokens.used"
    assert why_not(tokens.look, "toy.box", secret) == "tokens.used"


def test_the_database_knows_no_secret(context: Flask) -> None:
    secret = tokens.issue("setup", HOUR)
    [row] = session.execute(select(SingleUseToken.__table__)).all()
    assert secret not in repr(row)
    assert tokens.use("setup", secret).member_id is None


@pytest.mark.parametrize(
    "brought", ["", "x", "x" * 43, "é" * 43, "\0" * 43, "'; --", "%" * 43, "x" * 10_000]
)
def test_what_was_never_issued_is_forged(context: Flask, brought: str) -> None:
    tokens.issue("toy.box", HOUR)
    assert why_not(tokens.use, "toy.box", brought) == "tokens.forged"


def test_a_secret_that_is_changed_or_cut_is_forged(context: Flask) -> None:
    secret = tokens.issue("toy.box", HOUR)
    for brought in (secret[:-1], secret + "A", secret.swapcase(), secret[1:] + secret[0]):
        assert why_not(tokens.look, "toy.box", brought) == "tokens.forged"


def test_a_token_of_another_purpose_or_member_is_foreign(context: Flask, cast: Cast) -> None:
    secret = tokens.issue("toy.box", HOUR, cast.ids["cleo"])
    assert why_not(tokens.use, "toy.key", secret) == "tokens.foreign"
    assert why_not(tokens.use, "toy.box", secret, cast.ids["dov"]) == "tokens.foreign"
    tokens.use("toy.box", secret, cast.ids["cleo"])


def test_a_token_expires_and_is_withdrawn(context: Flask, cast: Cast) -> None:
    late = tokens.issue("toy.box", -timedelta(seconds=1), cast.ids["cleo"])
    assert why_not(tokens.use, "toy.box", late) == "tokens.expired"
    secret = tokens.issue("toy.box", HOUR, cast.ids["cleo"])
    kept = tokens.issue("toy.box", HOUR, cast.ids["dov"])
    tokens.withdraw("toy.box", cast.ids["cleo"])
    assert why_not(tokens.use, "toy.box", secret) == "tokens.withdrawn"
    tokens.use("toy.box", kept)


def test_of_many_at_one_moment_one_uses_it(app: Flask) -> None:
    with app.app_context():
        secret = tokens.issue("toy.box", HOUR)
        session.commit()
    together = Barrier(6)

    def use(_number: int) -> str:
        with app.app_context():
            together.wait()
            try:
                tokens.use("toy.box", secret)
                session.commit()
            except TokenRefused as refusal:
                session.rollback()
                return refusal.code
            finally:
                session.remove()
        return "used"

    with ThreadPoolExecutor(6) as pool:
        told = sorted(pool.map(use, range(6)))
    assert told == ["tokens.used"] * 5 + ["used"]


def test_what_was_undone_can_be_used_again(context: Flask) -> None:
    secret = tokens.issue("toy.box", HOUR)
    session.commit()
    tokens.use("toy.box", secret)
    session.rollback()
    tokens.use("toy.box", secret)


def test_old_tokens_are_forgotten(context: Flask) -> None:
    moments = {"fresh": HOUR, "over": -HOUR, "old": -timedelta(days=31)}
    for purpose, lifetime in moments.items():
        tokens.issue(purpose, lifetime, address="a@example.org")
    tokens.prune()
    rows = session.scalars(select(SingleUseToken).order_by(SingleUseToken.id)).all()
    assert [(row.purpose, bool(row.about)) for row in rows] == [("fresh", True), ("over", False)]
    session.execute(update(SingleUseToken).values(expires_at=now() - timedelta(days=40)))
    tokens.prune()
    assert not session.scalars(select(SingleUseToken)).all()
