"""Asking for a report: who may, to what end, for which period, and what goes on record."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests.conftest import Cast
from tests.reports.conftest import END, Village
from tribe.db import now, session
from tribe.errors import Forbidden, RuleBroken
from tribe.graph.kinds import Kind
from tribe.jobs import Job
from tribe.ledger import services as ledger
from tribe.ledger.models import Cause, Interaction
from tribe.reports import queries, services
from tribe.reports.models import Look, Snapshot, SnapshotState

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
    assert long_ago < end <= long_ago + Days(days=1)


def test_the_job_comes_with_the_report(ask) -> None:
    snapshot = ask()
    job = session.scalars(select(Job)).one()
    assert (job.kind, job.payload) == ("reports.make", {"snapshot_id": snapshot.id})
    assert job.key == queries.job_key(snapshot.id)


def test_a_request_that_is_not_committed_leaves_no_job(context: Flask, cast: Cast) -> None:
    services.request_report(cast.get("ines"), "To know", None, END)
    session.rollback()
    assert session.scalars(select(Job)).all() == []
    assert session.scalars(select(Look)).all() == []


def test_nearly_the_same_period_gives_the_same_report(ask) -> None:
    first = ask()
    again = ask(until=END - Days(days=2), purpose="Another end")
    assert again.id == first.id
    assert len(session.scalars(select(Job)).all()) == 1
    assert [look.purpose for look in queries.list_looks()] == ["Another end", "To know"]


def test_another_period_gives_another_report(ask) -> None:
    first = ask()
    assert ask(until=END - Days(days=30)).id != first.id
    assert ask(END - Days(days=90)).id != first.id


def test_a_beginning_written_out_is_the_same_as_none(ask) -> None:
    """The window "from the beginning" and one that begins on its first day could be subtracted."""
    first, beginning = ask(), queries.first_moment()
    assert beginning is not None
    assert ask(beginning + Days(days=1)).id == first.id
    assert ask(beginning - Days(days=200)).id != first.id


def test_a_failed_report_stands_in_nobodys_way(ask) -> None:
    first = ask()
    services.give_up(first, "MemoryError")
    session.commit()
    assert ask().id != first.id


def test_a_look_is_kept_once_a_day(context: Flask, cast: Cast, ask) -> None:
    snapshot = ask()
    for _ in range(3):
        services.note_look(cast.get("ada"), snapshot)
    services.note_look(cast.get("ada"), snapshot, "A purpose")
    session.commit()
    looks = [(look.member_id, look.purpose) for look in queries.list_looks()]
    ada, ines = cast.ids["ada"], cast.ids["ines"]
    assert looks == [(ada, "A purpose"), (ada, ""), (ines, "To know")]


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
