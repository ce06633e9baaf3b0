"""`tribe check`, run as an operator runs it."""

import os
import smtplib
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from tests.accounts.provider import running
from tests.mail.servers import CONNECT, smtp_server
from tests.migrations.conftest import put_release
from tests.serving import free_port
from tribe import checking
from tribe.app import create_app
from tribe.base.db import db, now, session
from tribe.cli import main
from tribe.config import Settings
from tribe.jobs import Job, Lane, run_next
from tribe.mail import TEST, Recipient, enqueue
from tribe.operating import migrate_to_head
from tribe.search.models import SearchDocument

PARTS = ["settings", "database", "mail", "push", "jobs", "search", "appeals", "storage"]


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of one's own, and no variable but that."""
    for name in [name for name in os.environ if name.startswith("TRIBE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRIBE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def run() -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit status, and for each part whether it is good and in which words."""
    done = CliRunner().invoke(main, ["check"])
    lines = [line.split(None, 2) for line in done.stdout.splitlines()]
    return done.exit_code, {part: (state, words) for state, part, words in lines}


def migrate() -> None:
    """Make the database of the surroundings."""
    app = create_app(Settings.from_environ())
    migrate_to_head(app)
    with app.app_context():
        db.engine.dispose()


def test_all_in_order_is_a_line_for_each_part(surroundings: Path) -> None:
    migrate()
    code, found = run()
    assert (code, list(found)) == (0, PARTS)
    assert {state for state, _words in found.values()} == {"ok"}
    assert "SQLite" in found["database"][1]
    assert "TRIBE_BASE_URL is not set" in found["settings"][1]


@pytest.mark.parametrize(
    ("base_url", "proxies", "said"),
    [
        ("https://hall.example", "", "is not set, but TRIBE_BASE_URL is https"),
        ("https://hall.example", "1", ""),
        ("https://hall.example", "2", ""),
        ("http://hall.example", "", ""),
        ("http://hall.example", "1", ""),  # in a net of one's own
        ("", "", ""),
        ("", "1", "set TRIBE_BASE_URL to the address that readers use"),
        ("http://localhost:8000", "", ""),
        ("http://localhost:8000", "1", "Unset it, or set TRIBE_BASE_URL to the address"),
        ("http://[::1]:8000", "2", "is 2, but TRIBE_BASE_URL is on this machine"),
    ],
)
def test_who_is_said_to_ask_fits_to_where_readers_come_from(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch, base_url: str, proxies: str, said: str
) -> None:
    migrate()
    monkeypatch.setenv("TRIBE_BASE_URL", base_url)
    monkeypatch.setenv("TRIBE_PROXIES", proxies)
    code, found = run()
    if not said:
        assert (code, "proxies" in found) == (0, False)
        return
    state, words = found["proxies"]
    assert (code, state, said in words) == (1, "WRONG", True)
    assert words.startswith("TRIBE_PROXIES: ")


def test_a_disk_that_is_nearly_full_is_told(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate()
    monkeypatch.setattr(checking, "LEAST_ROOM", 2**60)
    code, found = run()
    assert (code, found["settings"][0]) == (1, "WRONG")
    assert " MB are left" in found["settings"][1]


def test_before_there_is_a_database_it_says_what_to_do_and_makes_none(surroundings: Path) -> None:
    code, found = run()
    none = "there is none yet: run tribe migrate, or tribe serve"
    assert (code, found["database"]) == (1, ("WRONG", none))
    assert "jobs" not in found
    assert not surroundings.exists()  # neither a folder nor a secret is made


def test_a_mail_server_is_named_without_its_password(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate()
    monkeypatch.setattr(smtplib.SMTP, "connect", CONNECT)
    port = free_port()
    monkeypatch.setenv("TRIBE_MAIL_URL", f"smtp://me:secret-word@127.0.0.1:{port}")
    code, found = run()
    said = "none is sent, nobody is set whom mails are from: TRIBE_MAIL_FROM, or tribe place set"
    assert (code, found["mail"][0], said in found["mail"][1]) == (1, "WRONG", True)
    monkeypatch.setenv("TRIBE_MAIL_FROM", "hall@hall.example")
    monkeypatch.setenv("TRIBE_BASE_URL", "https://hall.example")
    code, found = run()
    assert (code, found["mail"][0]) == (1, "WRONG")
    assert f"TRIBE_MAIL_URL: 127.0.0.1:{port}, without encryption cannot be" in found["mail"][1]
    assert "secret-word" not in str(found)


def test_a_mail_that_waits_for_a_server_is_wrong(surroundings: Path) -> None:
    migrate()
    app = create_app(Settings.from_environ())
    with app.app_context():
        enqueue(TEST, Recipient("wren@example.org", "Wren"))
        session.commit()
        db.engine.dispose()
    code, found = run()
    assert (code, found["mail"][0]) == (1, "WRONG")
    assert "no server is set" in found["mail"][1]
    assert "1 waiting" in found["mail"][1]


def test_a_mail_server_is_greeted(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate()
    monkeypatch.setattr(smtplib.SMTP, "connect", CONNECT)
    monkeypatch.setenv("TRIBE_MAIL_FROM", "hall@hall.example")
    monkeypatch.setenv("TRIBE_BASE_URL", "https://hall.example")
    with smtp_server() as server:
        monkeypatch.setenv("TRIBE_MAIL_URL", server.url)
        said = f"127.0.0.1:{server.port}, without encryption; 0 waiting, 0 failed"
        assert run()[1]["mail"] == ("ok", said)
        assert server.box.taken == []


def test_texts_that_are_still_read_into_the_index_after_an_upgrade_are_no_fault(
    surroundings: Path,
) -> None:
    app = create_app(Settings.from_environ())
    put_release(app, "0.1.0")
    migrate_to_head(app)
    code, found = run()
    assert (code, found["search"][0]) == (0, "ok")
    assert "being read into the index: " in found["search"][1]
    with app.app_context():
        while run_next(Lane.SLOW):
            pass
        assert run()[1]["search"][1].startswith("the newest texts are in the index")
        session.execute(delete(SearchDocument))
        session.commit()
        session.remove()
        db.engine.dispose()
    code, found = run()
    assert (code, found["search"][0]) == (1, "WRONG")
    assert "run tribe search rebuild" in found["search"][1]


def test_failed_jobs_are_told(surroundings: Path) -> None:
    migrate()
    app = create_app(Settings.from_environ())
    with app.app_context():
        session.add(Job(kind="toy.run", lane="quick", payload={}, run_at=now(), failed_at=now()))
        session.commit()
        session.remove()
        db.engine.dispose()
    code, found = run()
    assert (code, found["jobs"][0], "1 failed" in found["jobs"][1]) == (1, "WRONG", True)


@pytest.mark.parametrize(
    ("name", "value", "part", "said"),
    [
        ("TRIBE_MAIL_URL", "smtp://", "settings", "TRIBE_MAIL_URL"),
        ("TRIBE_MAIL_URL", "smtp://host:many", "settings", "TRIBE_MAIL_URL"),
        ("TRIBE_PROXIES", "nine", "settings", "TRIBE_PROXIES"),
        (
            "TRIBE_DATABASE_URL",
            "postgresql://u:secret-word@127.0.0.1:9/x",
            "database",
            "TRIBE_DATABASE_URL",
        ),
    ],
)
def test_what_is_wrong_is_named(
    surroundings: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    part: str,
    said: str,
) -> None:
    monkeypatch.setenv(name, value)
    code, found = run()
    every = " ".join(words for _state, words in found.values())
    assert code == 1
    assert said in every
    assert "secret-word" not in every
    assert found[part][0] == "WRONG"


def test_a_provider_of_accounts_answers_or_is_named(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate()
    with running("https://tribe.example/sign-in/brand/back") as provider:
        for name, value in provider.settings("https://tribe.example").items():
            monkeypatch.setenv(name, value)
        assert run()[1]["accounts"] == ("ok", f"My Brand at {provider.url} answers")
        provider.is_down = True
        code, found = run()
        away = ("WRONG", f"TRIBE_OIDC_ISSUER: {provider.url} does not answer")
        assert (code, found["accounts"]) == (1, away)
        provider.is_down = False
        monkeypatch.setenv("TRIBE_OIDC_ISSUER", provider.url + "/")
        assert "another name" in run()[1]["accounts"][1]
    assert "the secret of tribe there" not in str(run())
