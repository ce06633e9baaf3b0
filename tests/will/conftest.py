"""A council of seven, each with a key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from tests.conftest import Cast
from tribe.base.db import db, session
from tribe.members.models import Member
from tribe.voice import services as voice
from tribe.will import services

SINCE = date(2026, 1, 1)
OTHERS = ("fay", "gil", "hana", "ivo", "juno")


@dataclass
class Council:
    """The council of the tests: numbers of its members, and the words of their keys."""

    ids: dict[str, int]
    words: dict[str, str]


def sit(*names: str) -> dict[str, int]:
    """Give members their seats; those who are not there yet join."""
    ids = {}
    for name in names:
        member = session.query(Member).filter_by(name=name).first()
        if member is None:
            session.add(member := Member(name=name, name_key=name))
            session.flush()
        voice.seat(member, SINCE)
        ids[name] = member.id
    return ids


@pytest.fixture
def council(app: Flask, cast: Cast) -> Iterator[Council]:
    """Cleo, Dov and five others, who have all made a key."""
    with app.app_context():
        ids = sit("cleo", "dov", *OTHERS)
        words = {name: services.make_key(session.get_one(Member, one)) for name, one in ids.items()}
        session.commit()
    yield Council(ids, words)
    with app.app_context():
        session.remove()
        db.engine.dispose()
