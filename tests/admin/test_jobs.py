"""The page of jobs that failed for good."""

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tribe.base.db import now, session
from tribe.jobs import Job, Lane


def add_failed(app: Flask, count: int) -> list[int]:
    with app.app_context():
        jobs = [
            Job(
                kind="reports.make",
                lane=Lane.SLOW,
                payload={},
                attempts=5,
                failed_at=now(),
                failure="MemoryError in tribe/reports/requests/jobs.py:40 make_report",
            )
            for _ in range(count)
        ]
        session.add_all(jobs)
        session.commit()
        return [job.id for job in jobs]


def test_failed_jobs_are_shown_and_decided_on(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    assert "Nothing failed" in ada.get("/admin/jobs").text
    first, second = add_failed(app, 2)
    page = ada.get("/admin/jobs").text
    assert page.count("MemoryError in tribe/reports/requests/jobs.py:40") == 2
    assert "tried 5 times" in page
    assert ada.post(f"/admin/jobs/{first}/retry").status_code == 303
    assert ada.post(f"/admin/jobs/{second}/discard").status_code == 303
    page = ada.get("/admin/jobs").text
    assert "1 job waits, 1 of them late." in page
    with app.app_context():
        (job,) = session.scalars(select(Job)).all()
        assert (job.id, job.failed_at, job.attempts) == (first, None, 0)
    assert ada.post(f"/admin/jobs/{second}/retry").status_code == 404


def test_many_are_paged(app: Flask, cast: Cast) -> None:
    numbers = add_failed(app, 31)
    ada = sign_in(app, cast, "ada")
    page = ada.get("/admin/jobs").text
    assert page.count("MemoryError") == 30
    assert f"after={numbers[1]}" in page
    last = ada.get(f"/admin/jobs?after={numbers[1]}").text
    assert last.count("MemoryError") == 1
    assert f"before={numbers[0]}" in last
