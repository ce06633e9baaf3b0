"""`tribe check`: whether all that a running Tribe stands on is in order, each part in one line."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tribe.accounts.openid import find_provider
from tribe.admin.health import LEAST_ROOM
from tribe.app import create_app
from tribe.base.db import SAFE_SQLITE, db, session
from tribe.config import LOOPBACK, Settings, WrongSetting
from tribe.home.health import why_not_ready
from tribe.jobs.queries import count_jobs
from tribe.mail import checking as mail
from tribe.moderation.services.judges import count_without_judge
from tribe.notices.push import NO_ADDRESS, NO_HTTPS, OFF, why_not_pushing
from tribe.notices.queries import count_devices
from tribe.search.rebuilding import compare, is_reading
from tribe.storage import store
from tribe.surroundings import check_redis, explain

PUSH_WORDS = {
    OFF: "no device is told: TRIBE_PUSH is off",
    NO_ADDRESS: "no device is told: set TRIBE_BASE_URL=https://tribe.example.org",
    NO_HTTPS: "no device is told: browsers take notices from addresses with https alone, "
    "and TRIBE_BASE_URL has none",
}
NEWEST = 1000  # numbers of each kind, so that the check takes a second


@dataclass(frozen=True)
class Finding:
    """One part, whether it is in order, and in a sentence how it is or how to mend it."""

    part: str
    is_good: bool
    words: str

    def __str__(self) -> str:
        """The line that is printed."""
        return f"{'ok' if self.is_good else 'WRONG':6}{self.part:10}{self.words}"


def check() -> Iterator[Finding]:
    """Look at each part; changes nothing. What stands on a broken part is not looked at."""
    try:
        settings = Settings.from_environ(may_write=False)
        check_redis(settings)
    except WrongSetting as error:
        yield Finding("settings", False, str(error))
        return
    yield _settings(settings)
    if reason := _why_not_told_who_asks(settings):
        yield Finding("proxies", False, f"TRIBE_PROXIES: {reason}")
    if _lacks_database(settings):
        yield Finding("database", False, "there is none yet: run tribe migrate, or tribe serve")
        return
    app = create_app(settings)
    with app.app_context():
        yield from _looked_at(app, settings)
        db.engine.dispose()


def _looked_at(app: Flask, settings: Settings) -> Iterator[Finding]:
    reason = _why_unreachable(settings) or why_not_ready()
    yield Finding("database", reason is None, reason or f"at head, {_version()}")
    if reason is None:
        yield _mail()
        yield _push()
        yield _jobs()
        yield _search()
        yield _appeals()
    yield _storage(settings)
    yield from _accounts(settings)


def _settings(settings: Settings) -> Finding:
    words = f"data in {settings.data_dir}"
    room = _room(settings.data_dir)
    if room < LEAST_ROOM:
        left = f"only {room // 2**20} MB are left, and what cannot be written is refused: make room"
        return Finding("settings", False, f"{words}: {left}")
    if settings.base_url is None:
        words += "; TRIBE_BASE_URL is not set: mails wait, and feeds name whatever host is asked"
    return Finding("settings", True, words)


def _why_not_told_who_asks(settings: Settings) -> str | None:
    """What is wrong with the proxies before us, and what mends it; Tribe itself speaks no TLS."""
    host = urlsplit(settings.base_url or "").hostname
    sends, count = "X-Forwarded-For, -Proto and -Host", settings.proxies
    if settings.is_https and not count:
        return (
            "is not set, but TRIBE_BASE_URL is https, which only a proxy before Tribe speaks; so "
            "all readers seem to be that proxy, and share its limits. Set it to how many of your "
            f"own stand there (1 for one nginx), and let that proxy set {sends}"
        )
    if count and host is None:
        return (
            f"is {count}, but nothing says where your proxy leads from: set TRIBE_BASE_URL to the "
            "address that readers use"
        )
    if count and host in LOOPBACK:
        return (
            f"is {count}, but TRIBE_BASE_URL is on this machine, where no proxy is needed; so "
            f"whoever asks Tribe itself is believed in {sends}. Unset it, or set TRIBE_BASE_URL to "
            "the address that readers use"
        )
    return None


def _room(folder: Path) -> int:
    """Bytes that are left where a folder is, or will be."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free


def _lacks_database(settings: Settings) -> bool:
    path = make_url(settings.database_url).database
    return settings.database_url.startswith("sqlite") and not Path(str(path)).exists()


def _why_unreachable(settings: Settings) -> str | None:
    try:
        with db.engine.connect():
            return None
    except DBAPIError as error:
        return explain(error, settings) or "it does not answer"
    except SQLAlchemyError:
        return "it does not answer"


def _version() -> str:
    if db.engine.dialect.name != "sqlite":
        with db.engine.connect() as connection:
            version = connection.dialect.server_version_info or ()
        return "PostgreSQL " + ".".join(map(str, version))
    version = db.engine.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    words = "SQLite " + ".".join(map(str, version))
    return (
        words if version >= SAFE_SQLITE else f"{words}, which may lose pages: use 3.51.3 or later"
    )


def _mail() -> Finding:
    is_good, said = mail.look()
    session.rollback()
    return Finding("mail", is_good, said)


def _push() -> Finding:
    reason, count = why_not_pushing(), count_devices()
    session.rollback()
    words = PUSH_WORDS[reason] if reason else f"{count} devices are told"
    return Finding("push", True, words)


def _jobs() -> Finding:
    counts = count_jobs()
    session.rollback()
    words = f"{counts.waiting} waiting, {counts.late} of them late, {counts.failed} failed"
    if counts.failed:
        words += ": see tribe jobs list, then retry or discard"
    return Finding("jobs", not counts.failed, words)


def _appeals() -> Finding:
    count = count_without_judge()
    session.rollback()
    if count:
        words = f"{count} wait that nobody here may judge: make another member a moderator"
        return Finding("appeals", False, words)
    return Finding("appeals", True, "each that waits has somebody who may judge it")


def _search() -> Finding:
    """The newest texts tell whether the index follows; `tribe search check` asks all of them."""
    is_being_read = is_reading()  # before, as it may end meanwhile
    found = compare(NEWEST)
    session.rollback()
    if is_being_read and not found.is_good:
        words = f"being read into the index: {found}, among the newest"
        return Finding("search", True, words)
    words = f"the newest texts are in the index (looked at {NEWEST} of each kind)"
    if not found.is_good:
        words = f"{found}, among the newest: run tribe search rebuild"
    return Finding("search", found.is_good, words)


def _accounts(settings: Settings) -> Iterator[Finding]:
    """Whether the provider of the brand's own accounts answers, where there is one."""
    provider = find_provider()
    if provider is not None:
        reason = provider.why_away()
        yield Finding("accounts", reason is None, reason or f"{settings.oidc} answers")


def _storage(settings: Settings) -> Finding:
    fault = store().fault()
    if fault is None:
        return Finding("storage", True, str(store()))
    name = (
        "TRIBE_DATA_DIR" if settings.files == settings.data_dir / "files" else "TRIBE_STORAGE_URL"
    )
    return Finding("storage", False, f"{name}: {fault}")
