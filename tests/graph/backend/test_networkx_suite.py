"""networkx's own tests that call anything of ours, with this backend; all declared are tried.

What is left out, and how to run all of them, says `counting.py` beside this file. Alone:
``pytest tests/graph/backend/test_networkx_suite.py``, two minutes of one processor.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER

HOME = Path(nx.__file__).parent
ALGORITHMS = HOME / "algorithms"
# networkx has no test of its own that gets an answer of these
UNTRIED = frozenset({"local_constraint", "overall_reciprocity"})


def homes() -> dict[str, list[Path]]:
    """networkx's folders of tests in three parts, so that processors can share them."""
    found = sorted(path for path in HOME.rglob("tests") if path.is_dir())
    packages = [path for path in found if path.parent.parent == ALGORITHMS]
    rest = [path for path in found if path not in packages and path.parent != ALGORITHMS]
    return {"algorithms": [ALGORITHMS / "tests"], "packages": packages, "rest": rest}


def home_of(name: str) -> Path:
    """Where networkx tests a function: its package's tests, or those of all single modules."""
    function = nx.utils.backends._registered_algorithms[name].orig_func
    return Path(sys.modules[function.__module__].__file__ or "").parent / "tests"


@pytest.mark.slow
@pytest.mark.parametrize("part", homes())
def test_networkx_own_tests_pass(part: str, tmp_path: Path) -> None:
    assert interface.backend
    served, places = tmp_path / "served.json", homes()[part]
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
            "-p", "tests.graph.backend.counting", *map(str, places),
        ],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
            "NETWORKX_TEST_BACKEND": "tribe",
            "NETWORKX_FALLBACK_TO_NX": "True",
            "TRIBE_SERVED": str(served),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    counts = json.loads(served.read_text(encoding="utf-8"))
    tested = [name for name in REGISTER if home_of(name) in places and name not in UNTRIED]
    assert [name for name in tested if not counts.get(name)] == []


def test_every_declared_function_has_its_tests_in_one_of_the_parts() -> None:
    places = {place for part in homes().values() for place in part}
    assert {name for name in REGISTER if home_of(name) not in places} == set()
    assert places == {path for path in HOME.rglob("tests") if any(path.glob("test_*.py"))}
