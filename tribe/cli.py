"""The `tribe` command: what an operator does from a terminal."""

import signal
import threading

import click
from flask import Flask
from flask_migrate import upgrade

from tribe import __version__, jobs
from tribe.app import beside, create_app
from tribe.config import Settings, WrongSetting
from tribe.db import db
from tribe.demo.commands import demo
from tribe.importers.commands import import_
from tribe.members.commands import member
from tribe.reports.commands import measure, report
from tribe.serving import Server


class Failing(click.Group):
    """Exit status 1 with a message for what is wrong in the world, 2 for wrong usage."""

    def invoke(self, context: click.Context) -> object:
        """Run the command and say on stderr why it could not be done."""
        try:
            return super().invoke(context)
        except WrongSetting as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Failing)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Tribe: a community where a brand's customers relate to each other."""
    context.obj = ready_app  # what a room's command calls for an application at head


def ready_app() -> Flask:
    """The application on a database that is at head."""
    app = create_app()
    migrate_to_head(app)
    return app


def migrate_to_head(app: Flask) -> None:
    """Bring the database to head; nothing happens when it is there."""
    with app.app_context():
        upgrade(directory=beside("migrations"))


@main.command()
def migrate() -> None:
    """Bring the database to head; safe to run twice."""
    migrate_to_head(create_app())
    click.echo("The database is at head.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve with gunicorn; the queue is embedded unless TRIBE_REDIS_URL is set."""
    settings = Settings.from_environ()
    if workers > 1 and not settings.redis_url:
        raise click.UsageError("several workers need TRIBE_REDIS_URL, or live messages are lost")
    app = create_app(settings)
    migrate_to_head(app)
    with app.app_context():
        db.engine.dispose()  # no connection may cross the fork
    Server(settings, host, port, workers).run()


@main.command()
def worker() -> None:
    """Run the queue and the schedule when they are not embedded."""
    app, stop = ready_app(), threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    jobs.work(app, stop)


for command in (member, import_, report, measure, demo):
    main.add_command(command)
