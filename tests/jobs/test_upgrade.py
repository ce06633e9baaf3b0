"""Jobs of the first release are carried over: what had failed is failed, and says no words."""

from datetime import UTC, datetime

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.migrations.conftest import MIGRATIONS, bare_app
from tribe.base import db
from tribe.jobs import Job, claim
from tribe.jobs.models import JobState

__all__ = ["bare_app"]
AT = datetime(2026, 11, 1, tzinfo=UTC)
ROW = text(
    "INSERT INTO job (kind, payload, run_at, attempts, failure, done_at) "
    "VALUES (:kind, '{}', :at, :attempts, :failure, :done_at)"
)


def test_old_jobs_are_carried_over(bare_app: Flask) -> None:
    with bare_app.app_context():
        upgrade(directory=MIGRATIONS, revision="0001")
        rows = [
            {"kind": "reports.make", "attempts": 0, "failure": "", "done_at": None},
            {"kind": "events.settle", "attempts": 5, "failure": "KeyError: words", "done_at": None},
            {"kind": "events.settle", "attempts": 1, "failure": "", "done_at": AT},
        ]
        with db.db.engine.begin() as connection:
            connection.execute(ROW, [row | {"at": AT} for row in rows])
        upgrade(directory=MIGRATIONS)
        waits, failed, done = db.session.query(Job).order_by(Job.id)
        assert (waits.lane, waits.state) == ("slow", JobState.WAITING)
        assert (failed.lane, failed.state, failed.failure) == (
            "quick",
            JobState.FAILED,
            "KeyError",
        )
        assert done.state is JobState.DONE
        taken = claim()
        assert taken is not None
        assert taken.id == waits.id
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0001")
        with db.db.engine.begin() as connection:
            assert connection.execute(text("SELECT count(*) FROM job")).scalar() == 3
        db.db.engine.dispose()
