"""A member who is erased leaves no trace in tables and files, but what is declared to stay."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, func, select, text, update

from tests.conftest import Cast, sign_in
from tests.locks import sqlite_of
from tests.personal_data import filling
from tests.personal_data.filling import EMAIL, MARK, NAME, NUMBER, PICTURE
from tests.serving import served
from tribe import audit, storage
from tribe.access import TrustLevel
from tribe.audit import AuditEntry
from tribe.base import remains
from tribe.base.db import Base, db, now, session
from tribe.events import services as events
from tribe.events.models import Attendance, Event, EventStatus, Mode, Rsvp
from tribe.forum import services as forum
from tribe.forum.models import Category, Mention, Post, PostRevision, Topic
from tribe.jobs import Job, Lane, run_next
from tribe.ledger.models import Interaction
from tribe.members.models import FormerName, Member, State
from tribe.moderation import services as moderation
from tribe.moderation.erasing import holds_words
from tribe.moderation.models import Decision
from tribe.moderation.services import Ruling
from tribe.personal_data import jobs, numbers
from tribe.personal_data.models import Erased, Words
from tribe.personal_data.services import erase
from tribe.personal_data.services.erasing import REMAINS
from tribe.privacy import Erase, Personal, declared_tables
from tribe.rituals import services as rituals
from tribe.search.frequency import count
from tribe.search.models import SearchWord
from tribe.storage.models import StoredFile
from tribe.voice.models import CouncilSeat

DAY = timedelta(days=1)


def allowed(words: Words) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Where the number may stand after an erasure, and where words of theirs may."""
    numbers_, texts = set(), set()
    for name, one in declared_tables().items():
        if isinstance(one, Personal):
            stays = {c for c, e in one.references.items() if e.how is not Erase.DELETE}
            numbers_ |= {(name, column) for column in stays}
            texts |= {(name, column) for column in one.remains}
            texts |= {(name, c) for c in one.words if words is Words.STAY}
    if words is Words.STAY:  # those of texts that stay are found
        texts |= {("search_word", "word"), ("search_word", "written"), ("search_term", "term")}
    return numbers_, texts


@pytest.mark.parametrize("words", list(Words))
def test_no_table_and_no_file_keeps_a_trace(app: Flask, cast: Cast, words: Words) -> None:
    with app.app_context():
        filling.join()
        filling.fill_every_table(cast.ids["dov"])
        before = {(table, column) for table, column, _what in filling.traces()}
        tables = {table for table, _column in before}
        personal = {n for n, one in declared_tables().items() if isinstance(one, Personal)}
        assert personal - tables == {"stored_file", "erasure"}, (
            "a table that was not filled proves nothing"
        )
        erase(NUMBER, words)
        session.remove()
        numbers_, texts = allowed(words)
        left = set(filling.traces())
        assert {(t, c) for t, c, what in left if what == "number"} <= numbers_
        assert {(t, c) for t, c, what in left if what == "words"} <= texts
        assert NAME.lower() not in {*session.scalars(select(SearchWord.word))}
        assert session.scalar(select(func.count(StoredFile.digest))) == 0
        files = app.config["SETTINGS"].files
        assert not [path for path in files.rglob("*") if path.is_file() and _tells(path)]
        member = session.get_one(Member, NUMBER)
        assert (member.state, member.email, member.bio) == (State.LEFT, None, "")
        assert member.name == "former member 1"


def declared_to_remain() -> list[bytes]:
    """What `filling` wrote into columns that an erasure leaves as they are, the longest first."""
    tables, (_numbers, texts) = Base.metadata.tables, allowed(Words.GO)
    columns = [tables[table].c[column] for table, column in texts]
    told = {one for column in columns if MARK in (one := _filled(column))}
    return sorted((one.encode() for one in told), key=len, reverse=True)


def _filled(column: Column[Any]) -> str:
    fit = filling.FIT.get(column.table.name, {})
    if isinstance(column.type, JSON):
        return json.dumps({"words": MARK})
    if column.name in fit:
        return str(fit[column.name])
    return f"{MARK}-{column.table.name}-{column.name}"[: getattr(column.type, "length", None)]


def bytes_of(path: Path) -> bytes:
    """Read apart: to open and close a file beside SQLite drops the locks of this process on it."""
    if not path.exists():
        return b""
    return subprocess.run(["cat", path], check=True, capture_output=True).stdout.lower()


@pytest.mark.parametrize("is_measured_by_sqlite", [False, True])
def test_no_byte_of_the_database_file_tells_of_them(
    app: Flask, cast: Cast, is_measured_by_sqlite: bool
) -> None:
    if (file := sqlite_of(app)) is None:
        pytest.skip("PostgreSQL has files of its own; docs/operators/law.md says what they keep")
    files = [file, Path(f"{file}-wal")]
    with app.app_context():
        leaver = filling.join()
        filling.fill_every_table(cast.ids["dov"])
        hall = Category(slug="hall", name="Hall")
        session.add(hall)
        session.flush()
        topic = forum.create_topic(leaver, hall, f"{MARK} title", f"{MARK} opening")
        forum.reply(leaver, topic, f"{MARK} words of mine")
        session.commit()
        count({})
        if is_measured_by_sqlite:
            session.execute(text("ANALYZE"))
            session.commit()
        held = b"".join(map(bytes_of, files))
        for told in (NAME.lower(), EMAIL, f"{MARK} hash", f"{MARK} words of mine"):
            assert told.encode() in held
        erase(NUMBER, Words.GO)
        session.remove()
        assert session.scalar(select(func.count(Job.id)).where(Job.kind == REMAINS)) == 0
        held = b"".join(map(bytes_of, files))
        for kept in declared_to_remain():
            held = held.replace(kept, b"")
        assert MARK.encode() not in held, held[(n := held.index(MARK.encode())) - 80 : n + 80]


def test_a_log_that_is_being_read_is_asked_for_again(app: Flask, cast: Cast) -> None:
    if (file := sqlite_of(app)) is None:
        pytest.skip("SQLite alone has a log that others hold")
    log = Path(f"{file}-wal")
    with app.app_context():
        filling.join()
        session.commit()
        reader: Any = db.engine.raw_connection()
        reader.cursor().execute("BEGIN")
        reader.cursor().execute("SELECT count(*) FROM member").fetchone()
        erase(NUMBER, Words.GO)
        assert MARK.encode() in bytes_of(log)
        reader.rollback()
        reader.close()
        waiting = session.scalars(select(Job).where(Job.kind == REMAINS)).one()
        waiting.run_at = now()
        session.commit()
        while run_next(Lane.SLOW):
            pass
        session.remove()
        assert MARK.encode() not in bytes_of(log) + bytes_of(file)


def test_what_was_deleted_before_goes_once_from_the_file(app: Flask, cast: Cast) -> None:
    if (file := sqlite_of(app)) is None:
        pytest.skip("PostgreSQL has files of its own")
    with app.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA user_version=0")
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")
            connection.exec_driver_sql("CREATE TABLE long_ago AS SELECT 'zqxlongago' AS name")
            connection.exec_driver_sql("DROP TABLE long_ago")
            connection.commit()
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        remains.empty_log(db.engine)
        assert b"zqxlongago" in bytes_of(file)
        jobs.write_anew({})
        assert b"zqxlongago" not in bytes_of(file) + bytes_of(Path(f"{file}-wal"))
        assert not remains.write_anew(db.engine)  # once is enough


def test_a_copy_that_an_upgrade_kept_goes_after_thirty_days(app: Flask) -> None:
    if (file := sqlite_of(app)) is None:
        pytest.skip("PostgreSQL has files of its own")
    ages = {"0001": 31, "0002": 29, "0003": 0}
    copies = {name: Path(f"{file}.before-x{name}") for name in ages}
    for name, days in ages.items():
        copies[name].write_text("a copy")
        long_ago = (now() - timedelta(days=days)).timestamp()
        os.utime(copies[name], (long_ago, long_ago))
    with app.app_context():
        jobs.expire({})
    assert [name for name, copy in copies.items() if copy.exists()] == ["0002", "0003"]
    for name in ("0002", "0003"):
        copies[name].unlink()


def test_a_server_that_is_told_to_end_leaves_no_log(tmp_path: Path) -> None:
    log = tmp_path / "tribe.sqlite3-wal"
    with served({"TRIBE_DATA_DIR": str(tmp_path)}):
        with closing(sqlite3.connect(tmp_path / "tribe.sqlite3")) as other:
            other.execute("CREATE TABLE written_meanwhile (id INTEGER)")
        assert log.stat().st_size > 0
    assert not log.exists() or log.stat().st_size == 0


def test_the_account_says_nothing_but_that_somebody_spoke(app: Flask, cast: Cast) -> None:
    """Also of columns that are added later: whatever is not said to stay is emptied."""
    stays = {"id", "name", "name_key", "role", "state", "is_brand", "joined_at", "left_at", "trust"}
    with app.app_context():
        member = filling.join()
        member.name_shape, member.trust = f"{MARK} shape", TrustLevel.TRUSTED
        session.commit()
        erase(NUMBER, Words.STAY)
        table = Base.metadata.tables["member"]
        row = session.execute(select(table).where(table.c.id == NUMBER)).mappings().one()
        told = {name: value for name, value in row.items() if value and name not in stays}
        assert told == {}
        assert (row["role"], row["is_brand"], row["trust"]) == ("member", False, "new")
        assert row["joined_at"].time() == time()


def _tells(path: Path) -> bool:
    return MARK.encode() in path.read_bytes()


def test_every_table_is_filled_by_itself_or_says_how(app: Flask) -> None:
    assert set(filling.FIT) <= set(Base.metadata.tables)


def talk(app: Flask, cast: Cast) -> dict[str, int]:
    """A conversation in which a member speaks, is named and is quoted; numbers of what was said."""
    leaver = filling.join()
    dov, ben = cast.get("dov"), cast.get("ben")
    hall = Category(slug="hall", name="Hall")
    session.add(hall)
    session.flush()
    topic = forum.create_topic(leaver, hall, f"{MARK} title", f"{MARK} opening")
    forum.edit(leaver, _first(topic), f"{MARK} opening, said better", title=f"{MARK} new title")
    other = forum.create_topic(dov, hall, "Of something else", f"Hello @{NAME}!")
    own = forum.reply(leaver, other, f"{MARK} words of mine")
    quote = f"> [{NAME}](/p/{own.id})\n>\n> {MARK} words of mine\n\nWell said, @{NAME}."
    quoting = forum.reply(dov, other, quote)
    deep = forum.reply(
        ben,
        other,
        f"> [dov](/p/{quoting.id})\n>\n> > [{NAME}](/p/{own.id})\n> > {MARK} deep\n\nYes.",
    )
    forum.edit(dov, quoting, quote + "\n\nAgain.")
    session.commit()
    return {
        "topic": topic.id, "other": other.id, "own": own.id, "quoting": quoting.id, "deep": deep.id
    }  # fmt: skip


def _first(topic: Topic) -> Post:
    return session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()


def test_words_stay_under_a_former_member_and_nobody_calls_them(app: Flask, cast: Cast) -> None:
    with app.app_context():
        made = talk(app, cast)
        erase(NUMBER, Words.STAY)
        own, quoting = session.get_one(Post, made["own"]), session.get_one(Post, made["quoting"])
        assert own.source == f"{MARK} words of mine"
        assert own.deleted_at is None
        nobody = "former member 1"
        assert quoting.source == (
            f"> [{nobody}](/p/{own.id})\n>\n> {MARK} words of mine\n\n"
            f"Well said, {nobody}.\n\nAgain."
        )
        assert NAME not in quoting.html
        assert f'<a href="/p/{own.id}"' in quoting.html
        texts = [
            *session.scalars(select(Post.source)),
            *session.scalars(select(PostRevision.source)),
        ]
        assert not [text for text in texts if NAME.lower() in text.lower()]
        revised = select(PostRevision).where(PostRevision.editor_id == NUMBER)
        assert session.scalars(revised).all() == []  # who leaves words leaves them as they stand
        assert session.scalars(select(Mention)).all() == []
        assert session.get_one(Topic, made["topic"]).title == f"{MARK} new title"


def test_words_go_wherever_they_were_quoted(app: Flask, cast: Cast) -> None:
    with app.app_context():
        made = talk(app, cast)
        erase(NUMBER, Words.GO)
        own, quoting = session.get_one(Post, made["own"]), session.get_one(Post, made["quoting"])
        assert (own.source, own.html, own.text) == ("", "", "")
        assert own.deleted_at is not None
        assert quoting.source == (
            f"> [former member 1](/p/{own.id})\n>\n> (taken away by who wrote it)\n\n"
            "Well said, former member 1.\n\nAgain."
        )
        assert {what for _t, _c, what in filling.traces()} == {"number"}
        topic, other = session.get_one(Topic, made["topic"]), session.get_one(Topic, made["other"])
        assert (topic.title, topic.posts_count) == ("(taken away by who wrote it)", 0)
        assert (other.posts_count, other.last_poster_id) == (3, cast.ids["ben"])


@pytest.mark.parametrize("taken_by", [None, "ben", "the topic"])
def test_nobody_is_offered_what_an_erased_post_said(
    app: Flask, cast: Cast, taken_by: str | None
) -> None:
    with app.app_context():
        made = talk(app, cast)
        own = session.get_one(Post, made["own"])
        beside = session.get_one(Topic, own.topic_id)
        if taken_by == "ben":
            forum.remove(cast.get("ben"), own)
        if taken_by == "the topic":
            forum.remove_topic(cast.get("ben"), beside)
        session.commit()
        erase(NUMBER, Words.GO)
        topic_id, number = beside.id, own.id
        if taken_by == "the topic":
            forum.restore_topic(cast.get("ben"), session.get_one(Topic, topic_id))
            session.commit()
        assert session.get_one(Post, number).is_erased
    for name in (None, "cleo", "ben", "ines", "ada"):
        client = sign_in(app, cast, name) if name else app.test_client()
        page = client.get(f"/p/{number}", follow_redirects=True).text
        assert f'id="p-{number}"' in page or "removed by" in page
        for offered in ("history", "undelete", "delete"):
            assert f"/p/{number}/{offered}" not in page, name
        answer = client.get(f"/p/{number}/history", follow_redirects=True)
        if name:
            assert (answer.status_code, "went with its author" in answer.text) == (404, True)
        for act in ("undelete", "delete"):
            assert client.post(f"/p/{number}/{act}", data={"why": "So"}).status_code in (303, 403)
    with app.app_context():
        assert session.get_one(Post, number).is_erased


def test_names_that_they_had_before_go_too(app: Flask, cast: Cast) -> None:
    with app.app_context():
        made = talk(app, cast)
        quoting = session.get_one(Post, made["quoting"])
        named = "And @Zqxolder said so."
        session.add(FormerName(
            name="Zqxolder", name_key="zqxolder", name_shape="zqxolder", member_id=NUMBER
        ))  # fmt: skip
        session.commit()
        forum.edit(cast.get("dov"), quoting, named)
        session.commit()
        erase(NUMBER, Words.STAY)
        assert session.get_one(Post, quoting.id).source == "And former member 1 said so."


def test_their_name_without_its_accents_goes_too_and_that_of_others_stays(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        made = talk(app, cast)
        leaver = session.get_one(Member, NUMBER)
        leaver.name, leaver.name_key, leaver.name_folded = "Zqxé", "zqxé", "zqxe"
        session.add(Member(name="Zqxe-clé", name_key="zqxe-clé"))
        session.commit()
        quoting = session.get_one(Post, made["quoting"])
        forum.edit(cast.get("dov"), quoting, "And @zqxe said so, @zqxe-cle too.")
        session.commit()
        erase(NUMBER, Words.STAY)
        told = session.get_one(Post, quoting.id).source
        assert told == "And former member 1 said so, @zqxe-cle too."


def test_what_rests_on_them_is_handed_on_or_called_off(app: Flask, cast: Cast) -> None:
    with app.app_context():
        leaver, dov, ben = filling.join(), cast.get("dov"), cast.get("ben")
        draft = events.EventDraft(
            title="At mine",
            mode=Mode.PLACE,
            zone="Europe/Paris",
            starts_at=now() + timedelta(days=3),
            ends_at=now() + timedelta(days=3, hours=2),
            place=f"{MARK} street 5",
            capacity=1,
        )
        alone = events.create_event(leaver, draft)
        shared = events.create_event(dov, draft)
        events.answer(leaver, shared, Rsvp.GOING)
        assert events.answer(ben, shared, Rsvp.GOING).status is Rsvp.WAITLISTED
        rite = rituals.declare(leaver, rituals.RitualDraft(name="First light", purpose="To wake"))
        seat = CouncilSeat(member_id=NUMBER, since=date(2026, 1, 1))
        session.add(seat)
        session.commit()
        erase(NUMBER, Words.STAY)
        off, kept = session.get_one(Event, alone.id), session.get_one(Event, shared.id)
        assert (off.status, off.place) == (EventStatus.CANCELLED, "")
        assert (kept.status, kept.place) == (EventStatus.CONFIRMED, f"{MARK} street 5")
        seats = session.scalars(select(Attendance).where(Attendance.event_id == shared.id)).all()
        assert [(one.member_id, one.status) for one in seats] == [(ben.id, Rsvp.GOING)]
        assert session.get_one(CouncilSeat, seat.id).until == now().date()
        assert rituals.ask_to_keep(ben, rite)  # a rite that nobody keeps is taken up


def test_the_ledger_forgets_them_and_the_audit_keeps_who_decided(app: Flask, cast: Cast) -> None:
    with app.app_context():
        talk(app, cast)
        assert session.scalar(select(func.count(Interaction.id)))
        about = audit.record(
            "members.member.suspended", "member", NUMBER, actor_id=cast.ids["ada"],
            facts={"before": f"called {NAME}", "days": 3}, why=f"{MARK} was rude",
        )  # fmt: skip
        by = audit.record(
            "members.member.suspended",
            "member",
            cast.ids["dov"],
            actor_id=NUMBER,
            why="He shouted",
        )
        session.commit()
        about_id, by_id = about.id, by.id
        erase(NUMBER, Words.STAY)
        theirs = (Interaction.actor_id == NUMBER) | (Interaction.target_id == NUMBER)
        assert session.scalar(select(func.count(Interaction.id)).where(theirs)) == 0
        about, by = (session.get_one(AuditEntry, number) for number in (about_id, by_id))
        assert (about.actor_id, about.why) == (cast.ids["ada"], "")
        assert about.facts == {"before": None, "days": 3}
        assert (by.actor_id, by.why) == (NUMBER, "He shouted")


def test_an_erasure_that_was_broken_off_is_taken_up(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        talk(app, cast)
        from tribe.personal_data.services import erasing

        def fail(_leaver: object) -> None:
            raise RuntimeError("killed")

        with monkeypatch.context() as broken:
            broken.setattr(erasing, "close_account", fail)
            with pytest.raises(RuntimeError):
                erase(NUMBER, Words.GO)
        session.rollback()
        assert session.get_one(Member, NUMBER).name == NAME  # the last step is done whole or not
        erase(NUMBER, Words.STAY)  # what was begun is ended as it was begun
        assert {what for _t, _c, what in filling.traces()} == {"number"}
        assert session.scalar(select(func.count(Erased.id))) == 1
        assert len(numbers.read_list()) == 1
        assert erase(NUMBER, Words.GO).member_id == NUMBER  # and again changes nothing


def test_an_older_backup_is_cleaned_again(app: Flask, cast: Cast) -> None:
    from tribe.personal_data.services import forget_again

    with app.app_context():
        joined = filling.join().joined_at
        session.commit()
        erase(NUMBER, Words.GO)
        [line] = numbers.read_list()
        assert (line.member, line.words) == (NUMBER, "go")
        assert MARK not in numbers.list_path().read_text().lower()
        assert forget_again() == []
        _put_back(joined)
        assert forget_again() == [NUMBER]
        assert not [t for t in filling.traces() if t[2] == "words"]
        _put_back(joined - timedelta(seconds=1))  # another account that bears the number
        assert forget_again() == []


def _put_back(joined_at: object) -> None:
    """The member as an older backup has them."""
    session.execute(Erased.__table__.delete())
    old = {"state": State.ACTIVE, "name": NAME, "name_key": NAME.lower(), "email": EMAIL}
    session.execute(
        update(Member).where(Member.id == NUMBER).values(old | {"joined_at": joined_at})
    )
    session.commit()


def test_jobs_about_them_go(app: Flask, cast: Cast) -> None:
    with app.app_context():
        filling.join()
        session.add(Job(kind="reports.place", lane="quick", payload={"member_id": NUMBER}))
        session.add(Job(kind="events.settle", lane="quick", payload={"event_id": NUMBER}))
        session.commit()
        erase(NUMBER, Words.STAY)
        left = {job.kind: job.payload for job in session.scalars(select(Job))}
        assert left == {"events.settle": {"event_id": NUMBER}, "search.count": {}}


def test_pictures_that_others_use_too_stay(app: Flask, cast: Cast) -> None:
    from tribe.members.models import Avatar

    with app.app_context():
        filling.join()
        digest = storage.keep(PICTURE, "image/webp")
        session.add_all([Avatar(member_id=NUMBER, digest=digest)])
        session.add(Avatar(member_id=cast.ids["dov"], digest=digest))
        session.commit()
        erase(NUMBER, Words.STAY)
        assert storage.read(digest) == PICTURE


@pytest.mark.parametrize("words", list(Words))
def test_what_a_decision_took_goes_and_undoing_it_says_so(
    app: Flask, cast: Cast, words: Words
) -> None:
    with app.app_context():
        leaver = filling.join()
        ruling = Ruling("members.profile.take_words", "It insults", "Be kind")
        silence = Ruling("members.member.silence", "So loud", "Be kind", ends_at=now() + DAY)
        taken = moderation.decide_on(cast.get("ben"), "member", leaver.id, ruling)
        held = moderation.decide_on(cast.get("ben"), "member", leaver.id, silence)
        assert MARK in str(taken.details)
        session.commit()
        first, second = taken.id, held.id
        erase(NUMBER, words)
        taken, held = session.get_one(Decision, first), session.get_one(Decision, second)
        assert MARK not in str(taken.details)
        assert taken.are_words_gone
        assert not held.are_words_gone  # a number alone
        assert taken.why == "It insults"
    page = sign_in(app, cast, "ada").get(f"/moderation/decisions/{first}").text
    assert "brings no text back" in page
    client = sign_in(app, cast, "ada")
    answer = client.post(f"/moderation/decisions/{first}/undo", data={"words": "Too harsh"})
    assert answer.status_code == 303
    assert "does not come back" in client.get(answer.location).text
    with app.app_context():
        assert session.get_one(Decision, first).undone_at is not None
        assert moderation.end_due(now() + 2 * DAY) == 1
        assert session.get_one(Member, NUMBER).bio == ""


def test_any_text_in_details_counts_as_words_but_moments() -> None:
    assert holds_words({"held": {"body": "It sells", "number": 3}})
    assert holds_words({"seen": [1, ["x"]]})
    moment = now().isoformat()
    for told in ({}, {"post": 3}, {"at": moment, "posts": [1, 2], "was": None, "is": True}):
        assert not holds_words(told), told
