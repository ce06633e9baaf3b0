"""Where a disk is full, nothing half done is left under a name, and the name is told."""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from tests.world import World
from tribe.archive import services
from tribe.archive.errors import ArchiveError
from tribe.audit.queries import list_entries
from tribe.base.db import reading, session
from tribe.personal_data.commands import privacy

Full = tuple[Flask, World]
TOO_LARGE = os.strerror(errno.EFBIG)


@contextmanager
def no_more_than(app: Flask, size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes; SQLite has what it needs to read."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with app.app_context(), reading():
        session.execute(text("SELECT count(*) FROM member"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("write", [services.back_up, services.export_to])
@pytest.mark.parametrize("size", [0, 5_000])
def test_an_archive_that_cannot_grow_is_named_and_gone(
    full: Full, tmp_path: Path, write: object, size: int
) -> None:
    assert callable(write)
    target = tmp_path / "kept"
    said = pytest.raises(ArchiveError, match=f"{target} cannot be written: {TOO_LARGE}")
    with no_more_than(full[0], size), said:
        write(target)
    assert list(tmp_path.iterdir()) == []


def test_half_an_export_of_a_member_is_not_left(full: Full, tmp_path: Path) -> None:
    target = tmp_path / "cleo.zip"
    words = ["export", "cleo", str(target), "--why", "a letter"]
    with no_more_than(full[0], 1_000):
        done = CliRunner().invoke(privacy, words, obj=lambda: full[0])
    assert isinstance(done.exception, OSError)
    assert list(tmp_path.iterdir()) == []
    with full[0].app_context():
        assert list_entries(kinds=["privacy.exported"]).rows == []
    assert CliRunner().invoke(privacy, words, obj=lambda: full[0]).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["cleo.zip"]
