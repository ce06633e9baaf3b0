"""Whether what the place stands on is in order, for the page of it; nothing here changes anything.

`tribe check` asks the same on the server, reaches for the mail server and the provider too, and
says of each fault which setting mends it.
"""

import platform
import shutil
from typing import NamedTuple

from flask import current_app
from flask_babel import format_decimal

from tribe import __version__, mail
from tribe.base.db import SAFE_SQLITE, db
from tribe.base.i18n import gettext as _
from tribe.base.i18n import ngettext
from tribe.home.health import why_not_ready
from tribe.jobs.queries import count_jobs
from tribe.mail.queries import count_states
from tribe.moderation.services.judges import count_without_judge
from tribe.storage import store

LEAST_ROOM = 200 * 2**20  # bytes: a copy of the database before an upgrade, and some days


class Part(NamedTuple):
    """One part: its name, whether it is in order, how it stands, and where more is said."""

    name: str
    is_good: bool
    words: str
    url: str | None = None


def look() -> list[Part]:
    """Each part, in the reader's words."""
    return [_database(), _jobs(), _mail(), _appeals(), _files(), _room(), _versions()]


def _database() -> Part:
    if why_not_ready() is not None:
        return Part(_("Database"), False, _("Its tables are not those of this version."))
    return Part(_("Database"), True, _("It answers, and its tables are those of this version."))


def _jobs() -> Part:
    counts = count_jobs()
    said = [ngettext("%(num)s job waits", "%(num)s jobs wait", counts.waiting)]
    if counts.late:
        said.append(ngettext("%(num)s of them late", "%(num)s of them late", counts.late))
    said.append(ngettext("%(num)s failed", "%(num)s failed", counts.failed))
    return Part(_("Jobs"), not counts.failed, ", ".join(said) + ".", "/admin/jobs")


def _mail() -> Part:
    counts, reason = count_states(), mail.why_not_sending()
    failed = counts.get(mail.MailState.FAILED, 0)
    words = _("Mails leave.") if reason is None else _("Mails are kept here, and none leaves.")
    words += " " + ngettext("%(num)s mail failed.", "%(num)s mails failed.", failed)
    if waiting := counts.get(mail.MailState.WAITING, 0):
        words += " " + ngettext("%(num)s waits.", "%(num)s wait.", waiting)
    return Part(_("Mail"), reason is None and not failed, words, "/admin/mail")


def _appeals() -> Part:
    if count := count_without_judge():
        words = ngettext(
            "%(num)s waits that nobody here may judge: make another member a moderator.",
            "%(num)s wait that nobody here may judge: make another member a moderator.",
            count,
        )
        return Part(_("Appeals"), False, words, "/moderation/appeals")
    return Part(_("Appeals"), True, _("Each that waits has somebody who may judge it."))


def _files() -> Part:
    if store().fault() is not None:
        return Part(_("Pictures and files"), False, _("Where they are kept does not answer."))
    return Part(_("Pictures and files"), True, _("Where they are kept answers."))


def _room() -> Part:
    free = shutil.disk_usage(current_app.config["SETTINGS"].data_dir).free
    words = _("%(size)s GB are free.", size=format_decimal(round(free / 2**30, 1)))
    return Part(_("Room on the disk"), free >= LEAST_ROOM, words)


def _versions() -> Part:
    dialect, is_safe = db.engine.dialect, True
    if dialect.name == "sqlite":
        version = dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
        is_safe, base = version >= SAFE_SQLITE, "SQLite"
    else:
        version, base = dialect.server_version_info or (), "PostgreSQL"
    found = ("Tribe " + __version__, "Python " + platform.python_version())
    words = " · ".join((*found, f"{base} {'.'.join(map(str, version))}"))
    return Part(_("Versions"), is_safe, words)
