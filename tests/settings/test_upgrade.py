"""The row about the place becomes settings, and again the row."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.migrations.conftest import MIGRATIONS, bare_app
from tribe.base import db
from tribe.settings import current

__all__ = ["bare_app"]
ROW = {
    "id": 1,
    "name": "L'Étable",
    "tagline": "“Milk”, bread",
    "accent": "#a34a1f",
    "brand": "",
    "attribution": "Thanks\nto all",
    "attribution_url": "https://example.org/",
}
INSERT = f"INSERT INTO place ({', '.join(ROW)}) VALUES ({', '.join(':' + key for key in ROW)})"


def test_the_place_is_kept_up_and_down(bare_app: Flask) -> None:
    with bare_app.app_context():
        upgrade(directory=str(MIGRATIONS), revision="members_zone")
        with db.db.engine.begin() as connection:
            connection.execute(text(INSERT), ROW)
        upgrade(directory=str(MIGRATIONS), revision="settings_and_audit")
        with bare_app.app_context():
            held = current()
        assert {key: held[key] for key in ROW if key != "id"} == {
            key: value for key, value in ROW.items() if key != "id"
        }
        db.session.remove()
        downgrade(directory=str(MIGRATIONS), revision="members_zone")
        with db.db.engine.begin() as connection:
            assert dict(connection.execute(text("SELECT * FROM place")).mappings().one()) == ROW
        db.db.engine.dispose()


def test_a_place_without_a_row_stays_without_one(bare_app: Flask) -> None:
    with bare_app.app_context():
        upgrade(directory=str(MIGRATIONS), revision="settings_and_audit")
        downgrade(directory=str(MIGRATIONS), revision="members_zone")
        with db.db.engine.begin() as connection:
            assert connection.execute(text("SELECT count(*) FROM place")).scalar() == 0
        db.db.engine.dispose()
