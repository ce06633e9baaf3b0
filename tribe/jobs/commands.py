"""`tribe jobs`: what waits, what failed for good, and what is to become of it."""

from collections.abc import Callable

import click
from flask import Flask

from tribe.base.db import session
from tribe.base.paging import LARGEST
from tribe.jobs import queries, services
from tribe.jobs.models import Job

NUMBER = click.IntRange(0, LARGEST)  # beyond it no database has a row


@click.group("jobs")
def jobs() -> None:
    """See the queue, and decide on jobs that failed."""


@jobs.command("list")
@click.option("--waiting", is_flag=True, help="Those that wait or run, instead of failed ones.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.pass_obj
def list_(ready_app: Callable[[], Flask], waiting: bool, limit: int) -> None:
    """Print failed jobs, one a line: number, kind, attempts, since when, why."""
    with ready_app().app_context():
        failed = queries.list_failed(size=limit).rows
        found = queries.list_open(limit) if waiting else failed
        for job in found:
            click.echo(describe(job))
        counts = queries.count_jobs()
        click.echo(f"{counts.failed} failed, {counts.waiting} waiting, {counts.late} of them late")


@jobs.command("retry")
@click.argument("numbers", nargs=-1, type=NUMBER, required=True, metavar="NUMBER...")
@click.pass_obj
def retry(ready_app: Callable[[], Flask], numbers: tuple[int, ...]) -> None:
    """Try failed jobs afresh."""
    _each(ready_app, numbers, services.retry, "is tried again")


@jobs.command("discard")
@click.argument("numbers", nargs=-1, type=NUMBER, required=True, metavar="NUMBER...")
@click.pass_obj
def discard(ready_app: Callable[[], Flask], numbers: tuple[int, ...]) -> None:
    """Give failed jobs up; what they should have done is not done."""
    _each(ready_app, numbers, services.discard, "is discarded")


def describe(job: Job) -> str:
    """One line on a job, its parts between tabs."""
    since = (job.failed_at or job.run_at).isoformat(timespec="seconds")
    return "\t".join([str(job.id), job.kind, job.state, str(job.attempts), since, job.failure])


def _each(
    ready_app: Callable[[], Flask],
    numbers: tuple[int, ...],
    change: Callable[[int], Job | None],
    said: str,
) -> None:
    """All of them or none."""
    with ready_app().app_context():
        changed = []
        for number in numbers:
            job = change(number)
            if job is None:
                raise click.ClickException(f"No failed job has the number {number}.")
            changed.append(f"Job {number} ({job.kind}) {said}.")
        session.commit()
        click.echo("\n".join(changed))
