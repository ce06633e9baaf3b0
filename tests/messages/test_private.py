"""Nothing of a conversation reaches the ledger, searches, reports, feeds, logs, or another."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask
from sqlalchemy import String, func, select
from sqlalchemy import cast as as_type

from tests.conftest import Cast, sign_in
from tests.messages.conftest import Talk
from tests.notices.conftest import work
from tribe.activity import Activity
from tribe.activity.kinds import Audience
from tribe.audit import AuditEntry
from tribe.base import logs
from tribe.base.db import session
from tribe.features import FEATURES
from tribe.jobs import Job
from tribe.ledger.models import Interaction
from tribe.mail import Mail
from tribe.messages import activities, services
from tribe.messages.feature import FEATURE
from tribe.notices.models import Notice
from tribe.search.models import SearchDocument
from tribe.search.rebuilding import rebuild_now

SAID, TITLE = "kingfisher", "halcyon"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged meanwhile."""
    root, level = list(logging.root.handlers), logging.root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers, logging.root.level = root, level


def test_it_leaves_no_trace_where_others_look(app: Flask, cast: Cast, lines: io.StringIO) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    sent = {"to": "dov", "title": TITLE, "body": f"@dov a {SAID} for [you](/t/1)"}
    where = cleo.post("/conversations/new", data=sent).location
    dov.post(f"{where}/accept")
    dov.post(where, data={"body": f"@cleo a {SAID}!"})
    cleo.post(where, data={"body": f"{SAID} " * 9_000})  # refused
    with app.app_context():
        work()
        rebuild_now()
        session.commit()
        assert session.scalar(select(func.count()).select_from(Interaction)) == 0
        assert session.scalar(select(func.count()).select_from(SearchDocument)) == len(cast.ids) - 1
        for model, column in (
            (Activity, Activity.facts),
            (Job, Job.payload),
            (Mail, Mail.facts),
            (AuditEntry, AuditEntry.facts),
        ):
            for word in (SAID, TITLE):
                told = as_type(column, String).contains(word)
                assert session.scalar(select(func.count()).select_from(model).where(told)) == 0
        assert session.scalar(select(func.count()).select_from(Notice))
    places = ["/", "/topics", "/members", "/u/cleo", "/feed.atom", "/sitemap.xml", "/support"]
    places += ["/reports", "/admin/audit", "/admin/jobs", "/admin/mail", "/notices", "/new"]
    places += [f"/search?q={word}" for word in (SAID, TITLE)]
    places += [where, f"{where}/after?after=0"]
    for name in ("-", "ben", "ines", "ada"):
        reader = app.test_client() if name == "-" else sign_in(app, cast, name)
        for place in places:
            seen = reader.get(place, follow_redirects=True).text.replace(f"q={SAID}", "")
            main = seen.split("<main", 1)[-1]
            asked = place.startswith("/search")  # what was typed stands in the form again
            assert asked or SAID not in main, (name, place)
            assert asked or TITLE not in main, (name, place)
            assert not asked or where not in main, (name, place)
    assert SAID not in lines.getvalue()
    assert TITLE not in lines.getvalue()


def test_its_acts_are_told_to_nobody_but_those_whom_they_concern() -> None:
    assert all(kind.audience is Audience.OWN for kind in activities.KINDS)
    assert not FEATURE.searchable
    assert not FEATURE.news
    assert not FEATURE.mapped
    assert not FEATURE.listed
    heard = [
        listener
        for feature in FEATURES
        for listener in feature.listeners
        if feature.name not in ("ledger", "notices", "messages")
        and set(listener.kinds or activities.KINDS) & set(activities.KINDS)
    ]
    assert heard == []


def test_who_keeps_the_place_and_who_moderates_read_none(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begun = Talk(cast).agreed("cleo", "dov")
        session.commit()
        where = f"/conversations/{begun.id}"
    for name in ("ada", "ben", "ines"):
        reader = sign_in(app, cast, name)
        assert reader.get(where).status_code == 404
        assert reader.post(where, data={"body": "Let me in"}).status_code == 404
        for act in ("accept", "decline", "mute", "unmute", "leave"):
            assert reader.post(f"{where}/{act}").status_code == 404
        assert "A word" not in reader.get("/conversations").text


def test_who_left_is_as_one_who_never_was_there(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begun = Talk(cast).agreed("cleo", "dov", "ines")
        services.leave(cast.get("ines"), begun.id)
        session.commit()
        where = f"/conversations/{begun.id}"
    ines = sign_in(app, cast, "ines")
    assert ines.get(where).status_code == 404
    assert ines.post(f"{where}/accept").status_code == 404
