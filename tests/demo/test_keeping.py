"""A demo that is interrupted leaves nothing half, and no other tribe is ever touched."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.demo.house import ready_app
from tests.serving import begin, free_port
from tribe import operating
from tribe.cli import main
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
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_SECRET_KEY": "only for tests"}
    builder = begin([sys.executable, "-c", BUILDER, tmp_path], environ, stderr=subprocess.DEVNULL)
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


def test_the_command_serves_what_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, object]] = []
    monkeypatch.setattr(operating.serve, "callback", lambda **options: served.append(options))
    monkeypatch.setattr(Keeping, "is_built", True)
    monkeypatch.setenv("TRIBE_DATA_DIR", str(tmp_path))
    port = free_port()
    told = CliRunner().invoke(main, ["demo", "--port", str(port)])
    assert told.exit_code == 0, told.output
    assert served == [{"host": "127.0.0.1", "port": port, "workers": 1}]
