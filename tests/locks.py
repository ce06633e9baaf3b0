"""Whether this process still holds the locks by which SQLite keeps its files whole.

A process that opens a database's file beside SQLite, and closes it, drops all of its locks on it
(POSIX). Another process then takes itself for the last one and removes the log under the first.
"""

import os
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

LOCKS = Path("/proc/locks")


def sqlite_of(app: Flask) -> Path | None:
    """The file of an application's database; None on another kind of database."""
    url = make_url(app.config["SETTINGS"].database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def lost_locks(database: Path) -> str | None:
    """What is wrong, where this process has the file open and no lock on it; None if nothing is."""
    if not LOCKS.exists():
        return None
    found = {path for path in map(_target, Path("/proc/self/fd").iterdir()) if path}
    if gone := sorted(path for path in found if path.startswith(f"{database}-") and "(del" in path):
        return f"{gone[0]}: removed while it is open"
    if str(database) not in found:
        return None
    inode, ours = str(database.stat().st_ino), str(os.getpid())
    held = [line.split() for line in LOCKS.read_text().splitlines()]
    if any(words[-4] == ours and words[-3].endswith(f":{inode}") for words in held):
        return None
    return f"{database}: open, and no lock on it is left: something opened and closed it beside us"


def _target(link: Path) -> str | None:
    try:
        return str(link.readlink())
    except OSError:
        return None
