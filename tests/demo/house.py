"""A house for the demo: an application on the database that the environment names."""

from flask import Flask

from tribe import db
from tribe.app import create_app


def ready_app() -> Flask:
    """As `tribe.cli.ready_app`, with tables made from the models."""
    app = create_app()
    with app.app_context():
        db.Base.metadata.create_all(db.db.engine)
        db.session.remove()
    return app
