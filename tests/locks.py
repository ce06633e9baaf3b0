"""Whether this process still holds the locks by which SQLite keeps its files whole.

A process that opens a database's file beside SQLite, and closes it, drops all of its locks on it
(POSIX). Another process then takes itself for the last one and removes the log under the first.
"""

import os
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

FILES, NOTES = Path("/proc/self/fd"), Path("/proc/self/fdinfo")


def sqlite_of(app: Flask) -> Path | None:
    """The file of an application's database; None on another kind of database."""
    url = make_url(app.config["SETTINGS"].database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def lost_locks(database: Path) -> str | None:
    """What is wrong, where this process has the file open and no lock on it; None if nothing is."""
    if not FILES.exists():
        return None
    found = {name: path for name in os.listdir(FILES) if (path := _target(FILES / name))}
    if gone := sorted(p for p in found.values() if p.startswith(f"{database}-") and "(del" in p):
        return f"{gone[0]}: removed while it is open"
    ours = [name for name, path in found.items() if path == str(database)]
    if not ours or any("\nlock:" in (NOTES / name).read_text() for name in ours):
        return None
    return f"{database}: open, and no lock on it is left: something opened and closed it beside us"


def _target(link: Path) -> str | None:
    try:
        return os.readlink(link)
    except OSError:
        return None
