"""Commands that operate a Tribe: serve, work on the queue, bring the database to head, check."""

import signal
import subprocess
import sys
import threading

import click
from flask import Flask
from flask_migrate import upgrade

from tribe.app import create_app
from tribe.base import logs, remains
from tribe.base.db import db
from tribe.base.migrations import keep_private
from tribe.base.resources import resource_dir
from tribe.checking import check
from tribe.config import Bucket, Settings
from tribe.features import FEATURES
from tribe.jobs import Worker
from tribe.serving import Server, check_address, folder
from tribe.surroundings import check_redis


def ready_app() -> Flask:
    """The application on a database that is at head."""
    app = bare_app()
    migrate_to_head(app)
    return app


def bare_app() -> Flask:
    """The application on the database as it is."""
    logs.configure()
    return create_app()


def migrate_to_head(app: Flask) -> None:
    """Bring the database to head, readable by its owner alone; nothing else when it is there."""
    with app.app_context():
        upgrade(directory=resource_dir("migrations"))
        keep_private(db.engine)


@click.command()
def migrate() -> None:
    """Bring the database to head; safe to run twice."""
    ready_app()
    click.echo("The database is at head.")


def _migrate_apart() -> None:
    """Migrate in a process that ends: the threads which ask a bucket are lost by a later fork."""
    command = [sys.executable, "-c", "from tribe.cli import main; main()", "migrate"]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve with gunicorn; the queue is embedded unless TRIBE_REDIS_URL is set."""
    settings = Settings.from_environ()
    if workers > 1 and not settings.redis_url:
        raise click.UsageError("several workers need TRIBE_REDIS_URL, or live messages are lost")
    check_redis(settings)
    check_address(host, port)
    if isinstance(settings.files, Bucket):
        _migrate_apart()
    logs.configure()
    app = create_app(settings)
    migrate_to_head(app)
    with app.app_context():
        _greet(settings.base_url or f"http://{host}:{port}")
        db.engine.dispose()  # no connection may cross the fork
    held = folder.hold(settings.data_dir)  # until we end
    if held is None and not settings.redis_url:
        click.echo(folder.OTHERS, err=True)
    Server(settings, host, port, workers, lambda: _end(app)).run()


def _end(app: Flask) -> None:
    """Leave the database as a process does that is the last one."""
    with app.app_context():
        remains.end_orderly(db.engine)


def _greet(address: str) -> None:
    """Print what features have to say to whoever starts the server."""
    for greet in (greet for feature in FEATURES for greet in feature.greetings):
        said = greet(address)
        if said is not None:
            click.echo(said)


@click.command()
def worker() -> None:
    """Run the queue and the schedule when they are not embedded."""
    check_redis(Settings.from_environ())
    app, told = ready_app(), threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: told.set())
    running = Worker(app).start()
    told.wait()
    running.stop()
    _end(app)


@click.command("check")
def check_() -> None:
    """Look at settings, mail, database, jobs and storage, a line each; changes nothing."""
    findings = []
    for finding in check():
        click.echo(str(finding))
        findings.append(finding)
    if not all(finding.is_good for finding in findings):
        raise click.exceptions.Exit(1)
