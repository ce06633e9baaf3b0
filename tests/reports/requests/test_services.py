"""Asking for a report: who may, to what end, for which period, and what goes on record."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests.conftest import Cast
from tests.reports.conftest import END, Village
from tribe.audit.queries import list_entries
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.graph.data.kinds import Kind
from tribe.jobs import Job
from tribe.ledger import services as ledger
from tribe.ledger.models import Cause, Interaction
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests import looks, queries, services

pytestmark = pytest.mark.usefixtures("village")
Days = timedelta


@pytest.fixture
def ask(context: Flask, cast: Cast):
    """Ask for a report as Ines, committed as the page does."""

    def do(
        since: datetime | None = None, until: datetime | None = END, purpose: str = "To know"
    ) -> Snapshot:
        snapshot = services.request_report(cast.get("ines"), purpose, since, until)
        session.commit()
        return snapshot

    return do


@pytest.mark.parametrize("name", ["ben", "cleo", "dov", "eve"])
def test_only_analysts_and_admins_ask(context: Flask, cast: Cast, name: str) -> None:
    with pytest.raises(Forbidden):
        services.request_report(cast.get(name), "To know", None, END)


@pytest.mark.parametrize("name", ["ines", "ada"])
def test_analysts_and_admins_do(context: Flask, cast: Cast, name: str) -> None:
    snapshot = services.request_report(cast.get(name), "To know", None, END)
    assert snapshot.state is SnapshotState.QUEUED
    assert snapshot.requested_by_id == cast.ids[name]


@pytest.mark.parametrize("purpose", ["", "   ", "\n\t"])
def test_a_report_needs_a_purpose(ask, purpose: str) -> None:
    with pytest.raises(RuleBroken):
        ask(purpose=purpose)


def test_a_period_must_have_a_length(ask) -> None:
    with pytest.raises(RuleBroken):
        ask(END, END)


def test_the_future_is_not_measured(ask) -> None:
    snapshot = ask(None, now() + Days(days=400))
    assert snapshot.until <= now()


def test_an_archive_is_measured_as_it_was_when_it_lived(context: Flask, cast: Cast) -> None:
    last = session.scalar(select(func.max(Interaction.at)))
    assert last is not None
    assert queries.natural_end() > last + Days(days=1)  # alive: until now
    long_ago = now() - Days(days=3000)
    session.execute(delete(Interaction).where(Interaction.at > long_ago))
    ledger.record(
        Kind.REPLY, cast.ids["ada"], [cast.ids["ben"]], cause=Cause.POST, cause_id=1, at=long_ago
    )
    end = services.request_report(cast.get("ines"), "To know").until
    assert long_ago < end <= long_ago + Days(days=8)


def test_the_job_comes_with_the_report(ask) -> None:
    snapshot = ask()
    job = session.scalars(select(Job)).one()
    assert (job.kind, job.payload) == ("reports.make", {"snapshot_id": snapshot.id})
    assert job.key == queries.job_key(snapshot.id)


def test_a_request_that_is_not_committed_leaves_no_job(context: Flask, cast: Cast) -> None:
    services.request_report(cast.get("ines"), "To know", None, END)
    session.rollback()
    assert session.scalars(select(Job)).all() == []
    assert looks.list_looks().rows == []


def test_the_same_weeks_give_the_same_report(ask) -> None:
    first = ask()
    again = ask(until=first.until - Days(days=2), purpose="Another end")
    assert again.id == first.id
    assert len(session.scalars(select(Job)).all()) == 1
    assert [look.purpose for look in looks.list_looks().rows] == ["Another end", "To know"]


def test_another_period_gives_another_report(ask) -> None:
    first = ask()
    assert ask(until=END - Days(days=30)).id != first.id
    assert ask(END - Days(days=90)).id != first.id


def test_a_period_is_made_of_whole_weeks(ask) -> None:
    snapshot = ask(END - Days(days=100), END)
    assert snapshot.since is not None
    assert snapshot.since.weekday() == snapshot.until.weekday() == 0
    assert snapshot.since <= END - Days(days=100) < snapshot.since + Days(days=7)


def test_a_week_that_is_not_over_is_not_measured(ask) -> None:
    present = now()
    monday = present.replace(hour=0, minute=0, second=0, microsecond=0) - Days(present.weekday())
    with pytest.raises(RuleBroken):
        ask(monday, present)


def test_a_failed_report_stands_in_nobodys_way(ask) -> None:
    first = ask()
    services.give_up(first, "MemoryError")
    session.commit()
    assert ask().id != first.id


def test_each_look_is_kept(context: Flask, cast: Cast, ask) -> None:
    snapshot = ask()
    for _ in range(3):
        looks.note_look(cast.get("ada"), snapshot.id)
    session.commit()
    seen = [(one.member and one.member.name, one.is_request) for one in looks.list_looks().rows]
    assert seen == [("ada", False), ("ada", False), ("ada", False), ("ines", True)]
    assert {one.purpose for one in looks.list_looks().rows} == {"To know"}


def test_looks_are_entries_of_the_audit_which_hold_for_good(cast: Cast, ask) -> None:
    snapshot = ask()
    looks.note_look(cast.get("ada"), snapshot.id)
    session.commit()
    entries = list_entries(subject_type="report").rows
    assert [(one.kind, one.subject_id, one.why) for one in entries] == [
        (looks.READ, str(snapshot.id), ""),
        (looks.REQUESTED, str(snapshot.id), "To know"),
    ]
    session.delete(entries[0])
    with pytest.raises(RuntimeError):
        session.flush()
    session.rollback()
    session.execute(delete(Snapshot))
    assert looks.list_looks().rows == []  # of a report that is no more


def test_what_was_asked_for_before_stands_at_its_time(context: Flask, cast: Cast) -> None:
    moment = now() - timedelta(days=40)
    snapshot = services.request_report(cast.get("ines"), "To know", None, END, at=moment)
    assert snapshot.created_at == moment
    assert [one.at for one in looks.list_looks().rows] == [moment]


def done(since: datetime | None, until: datetime) -> Snapshot:
    """A finished report."""
    made = Snapshot(
        state=SnapshotState.DONE, purpose="x", since=since, until=until, document={}, drawing={}
    )
    session.add(made)
    session.flush()
    return made


def test_the_report_before_is_of_a_like_period(context: Flask, village: Village) -> None:
    year = Days(days=365)
    old = done(END - 2 * year, END - year)
    quarter = done(END - Days(days=120), END - Days(days=30))
    everything = done(None, END - Days(days=60))
    latest = done(END - year, END)
    assert queries.snapshot_before(latest) == old
    assert queries.snapshot_before(done(None, END)) == everything
    assert queries.snapshot_before(quarter) is None


def test_the_last_report_is_of_the_latest_and_longest_period(context: Flask) -> None:
    assert queries.last_snapshot() is None
    done(None, END - Days(days=60))
    done(END - Days(days=30), END)
    whole = done(None, END)
    done(END - Days(days=9), END)
    assert queries.last_snapshot() == whole
