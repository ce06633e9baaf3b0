"""A small house for the journeys of a quick run, where the demo would take a minute to build."""

from datetime import timedelta
from pathlib import Path

from tests.conftest import PASSWORD, Cast
from tests.world import furnish, open_the_doors
from tribe.app import create_app
from tribe.base.db import db, now, session
from tribe.config import Settings
from tribe.events import services as events
from tribe.events.models import Mode
from tribe.events.services import EventDraft
from tribe.members.passwords import hash_password
from tribe.operating import migrate_to_head

SECRET = "only for tests"


def build(folder: Path) -> str:
    """One of each thing, on a database in the folder. Returns the password of the cast."""
    app = create_app(
        Settings.from_environ({"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": SECRET})
    )
    migrate_to_head(app)
    cast = Cast(app)
    furnish(app, cast)
    open_the_doors(app)
    with app.app_context():
        for name in cast.ids:
            cast.get(name).password_hash = hash_password(PASSWORD)
        at = now() + timedelta(days=9)
        supper = EventDraft("Supper", Mode.PLACE, "UTC", at, at + timedelta(hours=2), place="Hall")
        events.create_event(cast.get("ben"), supper)  # one that cleo does not host
        session.commit()
        session.remove()
        db.engine.dispose()
    return PASSWORD
