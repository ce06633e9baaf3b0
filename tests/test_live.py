"""Live messages leave when all is committed."""

import pytest
from flask import Flask

from tests.conftest import Cast
from tribe import live
from tribe.base.db import session


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was sent to rooms."""
    names: list[str] = []
    monkeypatch.setattr(live.socketio, "emit", lambda name, *_rest, **_more: names.append(name))
    return names


def test_a_savepoint_is_no_commit(context: Flask, cast: Cast, sent: list[str]) -> None:
    cast.get("cleo").bio = "tea"
    live.announce("room", "news")
    with session.begin_nested():
        cast.get("dov").bio = "bread"
    assert sent == []
    session.rollback()
    session.commit()
    assert sent == []


def test_what_is_undone_to_a_savepoint_silences_nothing_before_it(
    context: Flask, cast: Cast, sent: list[str]
) -> None:
    cast.get("cleo").bio = "tea"
    live.announce("room", "news")
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        cast.get("dov").bio = str(1 // 0)
    session.commit()
    assert sent == ["news"]
