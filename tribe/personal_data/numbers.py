"""The list of erased numbers beside the database, for backups that are put back.

It holds no personal data: a number that leads to nobody, what became of the words, the day, and a
check that only this server can make. A backup neither has this file nor replaces it.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

FILE = "erased-members.jsonl"


@dataclass(frozen=True)
class Line:
    """One erasure."""

    member: int
    words: str
    on: str
    check: str


def list_path() -> Path:
    """Where the list lies."""
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder / FILE


def check_of(member_id: int, joined_at: datetime) -> str:
    """What tells whether a row of a backup is the account that was erased."""
    told = f"{member_id} {joined_at.isoformat()}".encode()
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, told, hashlib.sha256).hexdigest()[:16]


def write_down(line: Line) -> None:
    """Add an erasure to the list; it is on the disk when this returns. Twice is as once."""
    if line in read_list():
        return
    path = list_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, (json.dumps(asdict(line)) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_list() -> list[Line]:
    """All erasures, the oldest first; a line that was cut off by a crash is none."""
    path = list_path()
    return list(_lines(path)) if path.exists() else []


def _lines(path: Path) -> Iterator[Line]:
    for written in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Line(**json.loads(written))
        except (ValueError, TypeError):
            continue
