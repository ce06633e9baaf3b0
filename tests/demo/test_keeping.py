"""A demo that is interrupted leaves nothing half, and no other tribe is ever touched."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.demo.house import ready_app
from tribe.demo.keeping import Busy, Keeping, NotOurs

BUILDER = """
import sys
from pathlib import Path
from tests.demo.house import ready_app
from tribe.demo.keeping import Keeping
Keeping(Path(sys.argv[1])).rebuild(ready_app)
"""


def test_the_password_is_made_once(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path)
    password = keeping.password
    assert len(password) >= 10
    assert Keeping(tmp_path).password == password
    assert json.loads((tmp_path / "demo.json").read_text())["password"] == password


def test_another_tribe_is_never_taken_for_the_demo(tmp_path: Path) -> None:
    (tmp_path / "tribe.sqlite3").write_bytes(b"somebody's own")
    keeping = Keeping(tmp_path)
    with pytest.raises(NotOurs):
        assert keeping.is_built
    with pytest.raises(NotOurs):
        keeping.rebuild(ready_app)
    assert (tmp_path / "tribe.sqlite3").read_bytes() == b"somebody's own"


def test_a_build_killed_midway_leaves_no_half_tribe(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path)
    environ = os.environ | {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_SECRET_KEY": "only for tests"}
    builder = subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(tmp_path)], env=environ, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 120
    journal = tmp_path / "tribe.sqlite3.building-wal"
    while time.monotonic() < until and builder.poll() is None:
        if journal.exists() and journal.stat().st_size > 600_000:
            break
        time.sleep(0.05)
    assert builder.poll() is None, "it ended before it could be killed"
    with pytest.raises(Busy):
        keeping.rebuild(ready_app)
    builder.send_signal(signal.SIGKILL)
    builder.wait(10)
    assert keeping.draft.exists()
    assert not keeping.is_built
