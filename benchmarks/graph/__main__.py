"""Every declared function against networkx and the other engines: one command, a table out.

    python -m benchmarks.graph [--sizes S M L] [--functions pagerank …] [--engines igraph …]

Each run is a process of its own with one thread, a limit of time and of memory. ``seconds`` is
the work alone on a graph that is ready, ``in`` what making it costs: from columns, or, for the
backends of networkx and for “networkx to tribe”, from a networkx graph. Values are compared with
networkx's where it was asked, else with ours. Backends are installed in environments of their own.
An engine that took more than a tenth of the limit on the next smaller network is not asked.
With ``--write`` runs are kept, and those already kept are not repeated unless ``--again`` says so;
``python -m benchmarks.graph.handbook`` puts them into docs/analysts/.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.graph.calls import CALLS
from benchmarks.graph.engines import EVERYONE, functions_of, python_of
from benchmarks.graph.graphs import SIZES, load
from benchmarks.graph.others import LIBRARIES
from benchmarks.graph.results import Results, Run, values_path
from tribe.graph.backend import interface

ROOT = Path(__file__).resolve().parents[2]
ORDER = list(SIZES)
MEMORY = 14 << 30
TOO_LONG = "too long"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")
LINE = "{:<40}{:<5}{:<20}{:>9}{:>10}{:>9}{:>10}{:>9}"


def limited() -> None:
    """No process may eat the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def runs(
    engine: str, size: str, kind: str, functions: Sequence[str], asked: argparse.Namespace
) -> Iterator[tuple[str, Run]]:
    """The functions one after the other, each in a process of its own."""
    python = python_of(engine, asked.cache)
    if python is None:
        yield from ((function, Run(trouble="cannot be installed")) for function in functions)
        return
    values_path(asked.cache, "", size, engine).parent.mkdir(parents=True, exist_ok=True)
    for function in functions:
        values_path(asked.cache, function, size, engine).unlink(missing_ok=True)
    left = list(functions)
    call = [engine, size, kind, asked.cache, str(asked.limit), *functions]
    with subprocess.Popen(
        [python, "-m", "benchmarks.graph.one", *call],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, preexec_fn=limited,
        env={**os.environ, **dict.fromkeys(THREADS, "1"), "PYTHONPATH": str(ROOT)},
    ) as work:  # fmt: skip
        assert work.stdout
        for line in work.stdout:
            said = json.loads(line)
            left.remove(function := said.pop("function"))
            yield function, Run(**said)
    yield from ((function, Run(trouble="memory")) for function in left)


def difference(cache: Path, function: str, size: str, engine: str) -> float | None:
    """The largest difference from networkx's values, else ours, relative to the largest value.

    A library's values are first divided by their largest.
    """
    mine = values_path(cache, function, size, engine)
    for other in ("networkx", "tribe"):
        if engine == other:
            return None
        known = values_path(cache, function, size, other)
        if not mine.exists() or not known.exists():
            continue
        a, b = np.nan_to_num(np.load(mine)), np.nan_to_num(np.load(known))
        if a.shape != b.shape or not len(a):
            return None
        if engine in LIBRARIES and len(a) > 1:
            # libraries have scales of their own
            a, b = a / max(np.abs(a).max(), 1e-300), b / max(np.abs(b).max(), 1e-300)
        return float(f"{np.abs(a - b).max() / max(float(np.abs(b).max()), 1e-300):.0e}")
    return None


def too_long(function: str, size: str, engine: str, results: Results, limit: float) -> bool:
    """Whether the next smaller network has already taken a tenth of the limit, or more than all."""
    if size == ORDER[0]:
        return False
    smaller = ORDER[ORDER.index(size) - 1]
    run = results.of(function, smaller).get(engine, Run())
    return run.trouble.startswith((">", TOO_LONG)) or run.seconds > limit / 10


def compare(size: str, engine: str, asked: argparse.Namespace, results: Results) -> None:
    """One engine on one size: what is kept of it, then what is to be measured, by kind of graph."""
    wanted: dict[str, list[str]] = {}
    for function in asked.functions:
        call = CALLS[function]
        if function not in functions_of(engine, asked.cache):
            continue
        kept = None if asked.again else results.of(function, size).get(engine)
        if kept is None and too_long(function, size, engine, results, asked.limit):
            kept = Run(trouble=TOO_LONG)
            results.keep(function, size, engine, kept)
        if kept is None:
            wanted.setdefault(call.kind, []).append(function)
        else:
            show(function, size, engine, kept, results)
    for kind, functions in wanted.items():
        for function, run in runs(engine, size, kind, functions, asked):
            found = replace(run, differs=difference(asked.cache, function, size, engine))
            results.keep(function, size, engine, found)
            show(function, size, engine, found, results)


def show(function: str, size: str, engine: str, found: Run, results: Results) -> None:
    """One line, beside ours where it is known."""
    ours = results.of(function, size).get("tribe")
    print(LINE.format(function, size, engine, *shown(found, ours)), flush=True)


def shown(found: Run, ours: Run | None) -> list[str]:
    """The columns of one line."""
    if found.trouble:
        return [found.trouble, "", "", "", ""]
    compared = ours is not None and not ours.trouble and found != ours
    ratio = f"{found.seconds / max(ours.seconds, 1e-9):.1f} x" if ours and compared else ""
    differs = "" if found.differs is None else f"{found.differs:.0e}"
    return [f"{found.into:.3f}", f"{found.seconds:.4f}", f"{found.peak_mb:.0f}", ratio, differs]


def main() -> None:
    """Measure what is asked for, and print it as it comes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", nargs="+", choices=ORDER, default=["S", "M", "L"])
    parser.add_argument("--functions", nargs="+", choices=sorted(CALLS), default=list(CALLS))
    parser.add_argument("--engines", nargs="+", choices=EVERYONE, default=EVERYONE)
    parser.add_argument("--limit", type=float, default=180.0, help="seconds for one run")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "tribe-benchmarks")
    parser.add_argument("--write", action="store_true", help="keep the results for the docs")
    parser.add_argument("--again", action="store_true", help="measure anew what is kept")
    asked = parser.parse_args()
    assert interface.backend
    results = Results(written=asked.write)
    head = ("function", "size", "engine", "in s", "work s", "peak MB", "ours is", "differs")
    print(LINE.format(*head))
    for size in ["XS", *asked.sizes]:
        load(size, asked.cache)
    for size in sorted(asked.sizes, key=ORDER.index):
        for engine in sorted(asked.engines, key=EVERYONE.index):
            compare(size, engine, asked, results)


if __name__ == "__main__":
    main()
