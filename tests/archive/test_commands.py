"""What the commands say, how they end, and the lines of the operators' guide."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from flask import Flask

from tests.archive.conftest import ENDED, environ_of, rows_of, tribe
from tests.serving import TRIBE
from tests.world import World
from tribe.archive.writing import tables_that_stay

Full = tuple[Flask, World]
GUIDE = (Path(__file__).parents[2] / "docs/operators/keeping.md").read_text()


def test_back_up_and_restore_by_command(full: Full, place: Flask, tmp_path: Path) -> None:
    done = tribe(full[0], "backup", tmp_path / "kept.tribe")
    assert (done.returncode, done.stderr) == (0, "")
    rows = sum(map(len, rows_of(full[0]).values()))
    assert f"{rows} rows of " in done.stdout
    again = tribe(full[0], "backup", tmp_path / "kept.tribe")
    assert again.returncode == 1
    assert "is there already" in again.stderr
    done = tribe(place, "restore", tmp_path / "kept.tribe")
    assert done.returncode == 0, done.stderr
    assert "Everybody signs in anew" in done.stdout
    if place.config["SETTINGS"].database_url.startswith("sqlite"):
        assert f"Restored into {place.config['SETTINGS'].data_dir}/tribe.sqlite3: " in done.stdout
    assert "Restored into " in done.stdout
    assert rows_of(place, *ENDED) == rows_of(full[0], *ENDED)
    again = tribe(place, "restore", tmp_path / "kept.tribe")
    assert again.returncode == 1
    assert "there is a tribe here already" in again.stderr


def test_export_and_import_by_command(full: Full, place: Flask, tmp_path: Path) -> None:
    done = tribe(full[0], "export", tmp_path / "export")
    assert done.returncode == 0, done.stderr
    for name, why in tables_that_stay().items():
        assert f"Left out: {name} ({why})" in done.stdout
    (tmp_path / "export/tables/reaction.jsonl").write_bytes(b"?\n")
    done = tribe(place, "import", "tribe", tmp_path / "export")
    assert done.returncode == 1
    assert "tables/reaction.jsonl, line 1: is no JSON" in done.stderr
    assert "Imported: " in done.stdout
    assert rows_of(place)["post"] == rows_of(full[0])["post"]


@pytest.mark.parametrize(
    ("command", "where"), [("backup", "/proc/none"), ("export", "/proc/none/below")]
)
def test_a_place_where_nothing_can_be_written_is_named(
    full: Full, command: str, where: str
) -> None:
    done = tribe(full[0], command, where)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {where[:20]}")
    assert len(done.stderr.splitlines()) == 1


def test_a_device_is_no_backup(place: Flask) -> None:
    done = tribe(place, "restore", "/dev/zero")  # it has no end
    assert (done.returncode, done.stdout) == (1, "")
    assert "/dev/zero is no backup of Tribe" in done.stderr


def test_a_backup_where_there_is_no_tribe_is_refused(place: Flask, tmp_path: Path) -> None:
    done = tribe(place, "backup", tmp_path / "kept.tribe")
    assert done.returncode == 1
    assert "there is no tribe in the database yet" in done.stderr
    assert list(tmp_path.glob("kept*")) == []


@pytest.mark.parametrize("content", [b"", b"no backup", b"PK\x03\x04" + b"\0" * 400])
def test_what_is_no_backup_is_refused_in_words(
    small_place: Flask, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "wrong.tribe").write_bytes(content)
    done = tribe(small_place, "restore", tmp_path / "wrong.tribe")
    assert done.returncode == 1
    assert "is no backup of Tribe, or is damaged" in done.stderr
    assert "Traceback" not in done.stderr


def lines_of_the_guide() -> list[str]:
    """What cron and systemd run, as the shell is given it."""
    (cron,) = re.findall(r"^30 3 \* \* \* (.+)$", GUIDE, re.M)
    (unit,) = re.findall(r"^ExecStart=/bin/sh -c '(.+)'$", GUIDE, re.M)
    return [cron.replace(r"\%", "%"), unit.replace("%%", "%")]


@pytest.mark.parametrize("line", lines_of_the_guide(), ids=["cron", "systemd"])
def test_the_line_for_each_night_works(full: Full, tmp_path: Path, line: str) -> None:
    if full[0].config["SETTINGS"].database_url.startswith("postgresql"):
        pytest.skip("the line is of SQLite")
    backups = tmp_path / "backups"
    backups.mkdir()
    for name, days in (("tribe-old.tribe", 31), ("tribe-new.tribe", 29), ("other", 99)):
        (backups / name).touch()
        os.utime(backups / name, times=(then := time.time() - days * 86_400, then))
    data = str(full[0].config["SETTINGS"].data_dir)
    own = line.replace("/srv/backups", str(backups)).replace("/srv/tribe", data)
    path = f"{TRIBE.parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", own],
        env=environ_of(full[0]) | {"PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    today = f"tribe-{time.strftime('%Y-%m-%d')}.tribe"
    assert sorted(one.name for one in backups.iterdir()) == ["other", today, "tribe-new.tribe"]
