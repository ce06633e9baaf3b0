"""A furnished world that is put back is the one that services made, and only for the same cast."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import world as worlds
from tests.conftest import Cast, empty
from tests.world import furnish
from tribe.base.db import Base, db, session
from tribe.forum.models import Category
from tribe.storage import store
from tribe.storage.models import StoredFile


@pytest.fixture
def made(app: Flask, monkeypatch: pytest.MonkeyPatch) -> worlds.World:
    """A world that was just furnished, of which nothing but what is kept of it is left."""
    monkeypatch.setattr(worlds, "NEW_FOR", 600)  # also on a machine with other work
    worlds._kept.pop(app, None)
    world = furnish(app, Cast(app))
    clear(app)
    return world


def clear(app: Flask) -> None:
    with app.app_context():
        empty(db.engine.dialect.name)


def rows(app: Flask) -> dict[str, list[str]]:
    with app.app_context():
        tables = Base.metadata.sorted_tables
        return {t.name: sorted(map(str, session.execute(select(t)))) for t in tables}


def test_what_is_put_back_is_what_was_made(app: Flask, made: worlds.World) -> None:
    assert furnish(app, Cast(app)) is made
    before = rows(app)
    clear(app)
    worlds._kept.clear()
    anew = furnish(app, Cast(app))
    assert {name: len(found) for name, found in rows(app).items()} == {
        name: len(found) for name, found in before.items()
    }
    assert counted(anew) == counted(made)
    with app.app_context():
        assert all(store().has(digest) for digest in session.scalars(select(StoredFile.digest)))


def counted(world: worlds.World) -> dict[str, Any]:
    """Its numbers, without those that are drawn by lot."""
    return {name: number for name, number in vars(world).items() if number in range(1000)}


def test_a_cast_of_which_somebody_changed_is_furnished_itself(
    app: Flask, made: worlds.World
) -> None:
    cast = Cast(app)
    with app.app_context():
        cast.get("ada").locale = "fr"
        session.commit()
    furnish(app, cast)
    with app.app_context():
        assert cast.get("ada").locale == "fr"


def test_nothing_that_is_there_already_is_taken_away(app: Flask, made: worlds.World) -> None:
    cast = Cast(app)
    with app.app_context():
        session.add(Category(slug="attic", name="Attic", description=""))
        session.commit()
    furnish(app, cast)
    with app.app_context():
        assert session.scalar(select(func.count()).where(Category.slug == "attic")) == 1


def test_after_half_a_minute_it_is_made_anew(
    app: Flask, made: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds, "NEW_FOR", 0)
    assert furnish(app, Cast(app)) is not made
