"""Every declared function against networkx and the other engines: one command, a table out.

    python -m benchmarks.graph [--sizes S M L] [--functions pagerank …] [--engines igraph …]

Each run is a process of its own with one thread, a limit of time and of memory. ``seconds`` is
the work alone on a graph that is ready, ``in`` what making it costs: from columns, or, for the
backends of networkx and for “networkx to tribe”, from a networkx graph. Values are compared with
networkx's where it was asked, else with ours. Backends are installed in environments of their own.
With ``--write`` runs are kept, and those already kept are not repeated unless ``--again`` says so;
``python -m benchmarks.graph.handbook`` puts them into docs/analysts/.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.graph.calls import CALLS
from benchmarks.graph.engines import BACKENDS, EVERYONE, functions_of, python_of
from benchmarks.graph.graphs import SIZES, load
from benchmarks.graph.others import LIBRARIES
from benchmarks.graph.results import Results, Run
from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER

ROOT = Path(__file__).resolve().parents[2]
ORDER = list(SIZES)
MEMORY = 14 << 30
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")
LINE = "{:<40}{:<5}{:<20}{:>9}{:>10}{:>9}{:>10}{:>9}"


def limited() -> None:
    """No process may eat the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def values_path(cache: Path, function: str, size: str, engine: str) -> Path:
    """Where the numbers of a run lie, to be compared with those of other runs."""
    return cache / "values" / f"{function}-{size}-{engine.replace(' ', '-')}.npy"


def run(engine: str, function: str, size: str, cache: Path, limit: float) -> Run:
    """One measurement in a process of its own."""
    python = python_of(engine, cache)
    if python is None:
        return Run(trouble="cannot be installed")
    values = values_path(cache, function, size, engine)
    values.parent.mkdir(parents=True, exist_ok=True)
    values.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            [python, "-m", "benchmarks.graph.one", engine, function, size, cache, values],
            capture_output=True, text=True, timeout=limit, cwd=ROOT, preexec_fn=limited,
            env={**os.environ, **dict.fromkeys(THREADS, "1"), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Run(trouble=f"> {limit:.0f} s")
    if done.returncode:
        return Run(trouble=trouble_of(done.stderr))
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Run(round(said["into"], 4), round(said["seconds"], 5), round(said["peak_mb"]))


def trouble_of(text: str) -> str:
    """The kind of error, in a word."""
    lines = text.strip().splitlines()
    last = lines[-1] if lines else "killed"
    if "NotImplementedError" in last:
        return "–"
    return "memory" if "MemoryError" in last or last == "killed" else last.split(":")[0][:24]


def difference(cache: Path, function: str, size: str, engine: str) -> float | None:
    """The largest difference from networkx's values, else ours, relative to the largest value.

    A library's values are first divided by their largest.
    """
    mine = values_path(cache, function, size, engine)
    for other in ("networkx", "tribe"):
        known = values_path(cache, function, size, other)
        if engine == other or not mine.exists() or not known.exists():
            continue
        a, b = np.nan_to_num(np.load(mine)), np.nan_to_num(np.load(known))
        if a.shape != b.shape or not len(a):
            return None
        if engine in LIBRARIES and len(a) > 1:
            # libraries have scales of their own
            a, b = a / max(np.abs(a).max(), 1e-300), b / max(np.abs(b).max(), 1e-300)
        return float(f"{np.abs(a - b).max() / max(float(np.abs(b).max()), 1e-300):.0e}")
    return None


def engines_for(function: str, size: str, asked: argparse.Namespace) -> list[str]:
    """Who can be asked for a function on a network of this size."""
    upto = {"networkx": CALLS[function].upto, **dict.fromkeys(BACKENDS, "M")}
    found = []
    for engine in asked.engines:
        most = upto.get(engine, CALLS[function].size)
        if not most or ORDER.index(size) > ORDER.index(most):
            continue
        if function in functions_of(engine, asked.cache):
            found.append(engine)
    return found


def compare(function: str, size: str, asked: argparse.Namespace, results: Results) -> None:
    """All engines on one function and size."""
    known = {} if asked.again else results.of(function, size)
    ours = known.get("tribe")
    for engine in engines_for(function, size, asked):
        found = known.get(engine)
        if found is None:
            found = run(engine, function, size, asked.cache, asked.limit)
            found = replace(found, differs=difference(asked.cache, function, size, engine))
            results.keep(function, size, engine, found)
        if engine == "tribe":
            ours = found
        print(LINE.format(function, size, engine, *shown(found, ours)), flush=True)


def shown(found: Run, ours: Run | None) -> list[str]:
    """The columns of one line."""
    if found.trouble:
        return [found.trouble, "", "", "", ""]
    compared = ours is not None and not ours.trouble and found is not ours
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
    for function in asked.functions:
        for size in asked.sizes:
            if ORDER.index(size) <= ORDER.index(CALLS[function].size):
                compare(function, size, asked, results)
    missing = ", ".join(sorted(set(REGISTER) - set(CALLS)))
    print(f"\nnot called here, variants of those above: {missing}", file=sys.stderr)


if __name__ == "__main__":
    main()
