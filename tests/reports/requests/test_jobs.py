"""The job that makes a report: once, with progress, after a kill, and failing in words."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from tests.conftest import Cast
from tests.mail.reading import read_letters
from tests.reports.conftest import CIRCLES, END, Village
from tribe import jobs
from tribe.access import Role
from tribe.base.db import now, session
from tribe.jobs import Job, claim, run_next
from tribe.members.models import Member
from tribe.reports.build import document
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests import jobs as reports_jobs
from tribe.reports.requests import mails, queries, services
from tribe.reports.requests.looks import note_look


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer comparisons than a real report, but real ones; progress at each step."""
    real = document.make

    def fewer(*parts: Any, **options: Any) -> document.Made:
        return real(*parts, nulls=60, bootstraps=100, **options)

    monkeypatch.setattr(document, "make", fewer)
    monkeypatch.setattr(reports_jobs, "EVERY", 0.0)


@pytest.fixture
def asked(context: Flask, cast: Cast, village: Village) -> Snapshot:
    """A report that waits for its worker."""
    snapshot = services.request_report(cast.get("ines"), "To know", None, END)
    session.commit()
    return snapshot


def test_a_report_is_made_and_kept(asked: Snapshot, village: Village) -> None:
    assert run_next()
    session.expire_all()
    assert (asked.state, asked.progress) == (SnapshotState.DONE, 1.0)
    assert asked.document is not None
    measures = asked.document["measures"]
    assert measures["C5"]["detail"]["circles"] == CIRCLES  # as planted
    assert measures["C5"]["null_model"]["p"] <= 0.05
    assert measures["U1"]["detail"]["period_days"] == pytest.approx(7, abs=0.05)
    assert 3 < measures["N1"]["value"] < 8  # hours, planted with a mean of five
    assert measures["F4"]["enough"]
    assert run_next()  # who asked is told
    assert not run_next()


def test_nothing_that_is_kept_names_anyone(asked: Snapshot, village: Village, cast: Cast) -> None:
    run_next()
    session.expire_all()
    kept = json.dumps([asked.document, asked.drawing])
    people = session.scalars(select(Member)).all()
    assert len(people) > 90
    for person in people:
        assert not re.search(rf"\b{person.name}\b", kept)
        assert str(person.email) not in kept
    assert not re.search(r"actor_id|target_id|member_id", kept)


def test_progress_is_seen_and_holds_the_lease(
    asked: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[float, float]] = []
    renew = jobs.renew

    def watch() -> None:
        renew()
        job = session.scalars(select(Job).execution_options(populate_existing=True)).one()
        assert job.leased_until is not None
        seen.append((asked.progress, (job.leased_until - now()).total_seconds()))

    monkeypatch.setattr(reports_jobs.jobs, "renew", watch)
    run_next()
    shares = [share for share, _left in seen]
    assert len(shares) > 20
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1
    assert all(left > 100 for _share, left in seen)


def test_a_killed_worker_s_report_is_taken_up(asked: Snapshot) -> None:
    dropped = claim()  # a worker took it, began, and died
    assert dropped is not None
    services.begin(asked)
    session.commit()
    assert not run_next()  # its lease holds
    session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))
    session.commit()
    assert run_next()
    session.expire_all()
    assert asked.state is SnapshotState.DONE


def test_a_report_that_is_made_is_not_made_again(asked: Snapshot) -> None:
    run_next()
    session.expire_all()
    before = asked.document
    reports_jobs.make_report({"snapshot_id": asked.id})
    session.expire_all()
    assert asked.document == before


def told(asked: Snapshot) -> list[str]:
    """The subjects of the mails of a report, as they would arrive now."""
    session.commit()
    return [letter.subject for letter in read_letters("reports.ready")]


def test_who_asked_is_mailed_once_it_is_made_unless_they_have_read_it(
    context: Flask, cast: Cast, asked: Snapshot, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines = cast.get("ines")
    ines.email_confirmed_at, ines.locale = now(), "en"
    session.commit()
    run_next()
    for _again in range(2):
        mails.tell(asked)
    assert told(asked) == ["Your report is ready"]
    [mailed] = read_letters("reports.ready")
    assert mailed.to == "ines@example.invalid"
    assert "To know" in mailed.text
    asked.state = SnapshotState.FAILED
    assert told(asked) == ["What became of your report"]
    ines.role = Role.MEMBER
    assert mails.ready({"snapshot": asked.id, "member": ines.id}) is None
    ines.role = Role.ANALYST
    note_look(ines, asked.id)
    session.commit()
    assert mails.ready({"snapshot": asked.id, "member": ines.id}) is None


def test_a_failure_is_said_and_not_tried_again(
    asked: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_parts: Any, **_options: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(document, "make", fail)
    assert run_next()
    session.expire_all()
    assert (asked.state, asked.failure) == (SnapshotState.FAILED, "MemoryError")
    assert session.scalars(select(Job).where(Job.kind == queries.JOB)).one().done_at is not None


def test_a_busy_database_is_tried_again(asked: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_parts: Any, **_options: Any) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(document, "make", busy)
        assert run_next()
    session.execute(update(Job).values(run_at=now()))
    session.commit()
    assert run_next()
    session.expire_all()
    assert asked.state is SnapshotState.DONE


def test_a_report_that_kills_every_worker_is_given_up(asked: Snapshot) -> None:
    assert not queries.is_abandoned(asked)
    session.execute(
        update(Job).values(attempts=jobs.ATTEMPTS, leased_until=now() - timedelta(seconds=1))
    )
    session.commit()
    assert queries.is_abandoned(asked)


def test_a_tribe_of_nobody_has_a_report_too(context: Flask, cast: Cast) -> None:
    snapshot = services.request_report(cast.get("ines"), "To begin")
    session.commit()
    run_next()
    session.expire_all()
    assert snapshot.state is SnapshotState.DONE
    assert snapshot.document is not None
    assert not any(entry["enough"] for entry in snapshot.document["measures"].values())
    assert snapshot.drawing == {"map": None, "rites": [], "undeclared": []}
