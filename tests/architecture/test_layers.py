"""The rooms lean one way, as the design has them."""

import subprocess
import sys
from pathlib import Path


def test_import_contracts_hold() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([command, "--no-cache"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
