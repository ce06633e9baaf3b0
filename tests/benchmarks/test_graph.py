"""The comparisons can be run: one command, a table out, and what was measured is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.graph.calls import CALLS
from benchmarks.graph.results import Results, Run
from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER

ROOT = Path(__file__).parents[2]


def test_every_declared_function_is_called() -> None:
    assert interface.backend
    assert set(CALLS) == set(REGISTER)


def test_two_engines_are_compared(tmp_path: Path) -> None:
    asked = ["--sizes", "XS", "--functions", "core_number", "pagerank"]
    asked += ["--engines", "tribe", "networkx", "--cache", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.graph", *asked],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    heading, *lines = (line.split() for line in done.stdout.splitlines())
    assert heading[0] == "function"
    assert [line[:3] for line in lines] == [
        [function, "XS", engine]
        for engine in ("networkx", "tribe")
        for function in ("core_number", "pagerank")
    ]
    for line in lines:
        into, seconds, megabytes = map(float, line[3:6])
        assert into >= 0
        assert seconds > 0
        assert megabytes > 10
    for line in lines[2:]:
        assert float(line[6]) < 1e-6  # the same values as networkx


def test_what_was_measured_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    results = Results(path)
    results.keep("hits", "S", "tribe", Run(0.1, 0.2, 100, 1e-9))
    results.keep("hits", "S", "igraph", Run(trouble="> 180 s"))
    again = Results(path, written=False)
    assert again.of("hits", "S") == results.of("hits", "S")
    assert again.of("hits", "S")["igraph"].trouble == "> 180 s"
    assert again.of("hits", "M") == {}
    again.keep("hits", "M", "tribe", Run(0.1, 0.2, 100))
    assert Results(path).of("hits", "M") == {}
