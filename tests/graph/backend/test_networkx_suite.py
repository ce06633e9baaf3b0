"""networkx's own tests, run with this backend, for every function that it declares."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import networkx as nx
import pytest

from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER

ALGORITHMS = Path(nx.__file__).parent / "algorithms"
# networkx has no test of its own that gets an answer of these
UNTRIED = frozenset({"local_constraint", "overall_reciprocity"})


def home_of(name: str) -> Path:
    """Where networkx tests a function: its package's tests, or the file named after its module."""
    function = nx.utils.backends._registered_algorithms[name].orig_func
    module = Path(sys.modules[function.__module__].__file__ or "")
    if module.parent == ALGORITHMS:
        return ALGORITHMS / "tests" / f"test_{module.name}"
    return module.parent / "tests"


def places() -> dict[str, list[str]]:
    """The declared functions by where networkx tests them."""
    assert interface.backend
    found: dict[str, list[str]] = defaultdict(list)
    for name in REGISTER:
        found[str(home_of(name).relative_to(ALGORITHMS.parent.parent))].append(name)
    return dict(found)


@pytest.mark.parametrize(("place", "names"), sorted(places().items()), ids=lambda part: str(part))
def test_networkx_own_tests_pass(place: str, names: list[str], tmp_path: Path) -> None:
    served = tmp_path / "served.json"
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
            "-p", "tests.graph.backend.counting", str(ALGORITHMS.parent.parent / place),
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
    assert [name for name in names if not counts.get(name) and name not in UNTRIED] == []
