"""Files that no row tells of go after a day, and never one that a row tells of."""

import os
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import Cast
from tribe import jobs, storage
from tribe.base.db import now, session
from tribe.jobs import Job
from tribe.members import services as members
from tribe.members.models import Avatar, Member
from tribe.members.pictures import Drawn
from tribe.storage import StoredFile, services
from tribe.storage.folder import Folder

ROUNDS = 25


def content(number: int) -> bytes:
    return f"file {number}".encode()


def digest(number: int) -> str:
    return sha256(content(number)).hexdigest()


def do_all_jobs() -> None:
    services.prune({})
    session.commit()
    while jobs.run_next():
        pass
    failed = session.scalars(sa.select(Job.failure).where(Job.failure != "")).all()
    assert not failed


def count_files() -> int:
    store = storage.store()
    return sum(len(list(store.list(f"{number:02x}"))) for number in range(256))


def test_what_was_rolled_back_goes_after_a_day(
    stored: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stored.app_context():
        storage.keep(content(1), "image/webp")
        session.rollback()
        storage.keep(content(2), "image/webp")
        session.commit()
        do_all_jobs()
        assert storage.store().has(digest(1))
        in_two_days = now() + timedelta(days=2)
        session.execute(sa.update(StoredFile).values(kept_at=in_two_days))
        session.commit()
        monkeypatch.setattr(services, "now", lambda: in_two_days)
        do_all_jobs()
        assert not storage.store().has(digest(1))
        assert storage.read(digest(2)) == content(2)


def test_more_than_one_job_takes_away_goes_on_in_the_next(
    stored: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "BATCH", 10)
    monkeypatch.setattr(services, "GRACE", timedelta())
    with stored.app_context():
        for number in range(35):
            storage.keep(content(number), "image/webp")
        session.commit()
        time.sleep(1.1)  # the clock of S3 tells seconds
        do_all_jobs()
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0
        assert count_files() == 0
        assert len(session.scalars(sa.select(Job).where(Job.kind == "storage.sweep")).all()) > 2


def test_what_is_kept_after_it_was_seen_as_lost_stays(stored: Flask) -> None:
    with stored.app_context():
        storage.bring(content(1))
        assert services._untold([digest(1)]) == [digest(1)]
        storage.keep(content(1), "image/webp")
        session.commit()
        services._take_away(digest(1))
        assert storage.read(digest(1)) == content(1)


def test_drafts_of_the_killed_go_and_what_is_not_ours_stays(app: Flask, tmp_path: Path) -> None:
    before, app.extensions["files"] = app.extensions["files"], Folder(tmp_path / "files")
    shelf = tmp_path / "files" / digest(1)[:2]
    shelf.mkdir(parents=True)
    old, new = (shelf / f"{digest(1)}.{word * 16}.draft" for word in "ab")
    alien = shelf / "README"
    for path in (old, new, alien):
        path.touch()
    for path in (old, alien):
        os.utime(path, (time.time() - 3 * 86400,) * 2)
    with app.app_context():
        do_all_jobs()
    app.extensions["files"] = before
    assert not old.exists()
    assert new.exists()
    assert alien.exists()


def test_a_row_never_loses_its_file_while_all_is_kept_and_pruned_at_once(
    stored: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members show the same two pictures in turn; without a day's grace, pruning goes on beside."""
    monkeypatch.setattr(services, "GRACE", timedelta(seconds=-2))  # even what is of this second
    names = ["ben", "cleo", "dov", "ada"]
    with stored.app_context():
        ids = [cast.get(name).id for name in names]
    is_done, broken = threading.Event(), list[str]()

    def in_context(work: Callable[..., None], *about: Any) -> threading.Thread:
        def run() -> None:
            with stored.app_context():
                try:
                    work(*about)
                except Exception as error:
                    broken.append(repr(error))

        return threading.Thread(target=run, daemon=True)

    def show(member_id: int) -> None:
        chance = random.Random(member_id)  # noqa: S311 - any order will do
        for _ in range(ROUNDS):
            member = session.get_one(Member, member_id)
            drawn = Drawn(content(chance.randrange(2)))
            session.commit()
            storage.bring(drawn.image)
            members.show_picture(member, member, drawn)
            if chance.random() < 0.3:
                session.rollback()
            else:
                session.commit()
                found = session.scalar(
                    sa.select(Avatar.digest).where(Avatar.member_id == member_id)
                )
                session.commit()
                if not storage.store().has(found):
                    broken.append(f"{found} is gone")

    def take_away() -> None:
        while not is_done.is_set():
            services.prune({})
            session.rollback()
            for one in (digest(0), digest(1)):
                services._sweep_shelf(one[:2])

    writers = [in_context(show, member_id) for member_id in ids]
    cleaners = [in_context(take_away) for _ in range(2)]
    for thread in [*writers, *cleaners]:
        thread.start()
    for thread in writers:
        thread.join(120)
    is_done.set()
    for thread in cleaners:
        thread.join(60)
    assert not broken
    with stored.app_context():
        for one in session.scalars(sa.select(StoredFile.digest)):
            assert storage.store().has(one)
