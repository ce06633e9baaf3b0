"""A house for the demo: an application on the database that the environment names.

`python -m tests.demo.house FOLDER` builds one beside the linters, for every pytest of a run.
"""

import fcntl
import sys
from pathlib import Path

import pytest
from flask import Flask

from tribe.app import create_app
from tribe.base import db
from tribe.demo.keeping import Keeping
from tribe.operating import ready_app as migrated_app


def ready_app() -> Flask:
    """As `tribe.operating.ready_app`, with tables made from the models."""
    app = create_app()
    with app.app_context():
        db.Base.metadata.create_all(db.db.engine)
        db.session.remove()
    return app


def told(runs: Path) -> Path:
    """The folder of a demo with its reports, built by whichever process of a run comes first.

    Others copy it; nobody changes it.
    """
    folder = runs / "told-demo"
    with (runs / "told-demo.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keeping = Keeping(folder)
        if not keeping.is_built:
            patch.setenv("TRIBE_DATA_DIR", str(folder))
            patch.setenv("TRIBE_SECRET_KEY", "only for tests")
            patch.setenv("TRIBE_DATABASE_URL", "")
            keeping.rebuild(migrated_app)
    return folder


if __name__ == "__main__":
    told(Path(sys.argv[1]))
