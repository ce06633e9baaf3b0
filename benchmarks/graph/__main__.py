"""Every declared function against networkx and the other engines: one command, a table out.

    python -m benchmarks.graph [--sizes S M L] [--functions pagerank …] [--engines igraph …]

Each run is a process of its own with one thread, a limit of time and of memory. ``seconds`` is
the work alone on a graph that is ready, ``in`` what making it costs: from columns, or, for
“networkx to tribe”, from a networkx graph. Values are compared with networkx's where it was
asked, else with ours. Backends of networkx are installed in environments of their own.
Ratios go to docs/analysts/networkx.md with ``--write``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.graph.calls import CALLS
from benchmarks.graph.graphs import SIZES, load
from benchmarks.graph.others import LIBRARIES
from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER

ROOT = Path(__file__).resolve().parents[2]
ORDER = list(SIZES)
BACKENDS = {
    "graphblas": "graphblas-algorithms",
    "parallel": "nx-parallel",
    "rustworkx backend": "nx-rustworkx",
    "rustnx": "rustnx",
}
LIBRARIES_WANTED = {"igraph": "igraph", "networkit": "networkit", "rustworkx": "rustworkx"}
OWN = ("tribe", "networkx to tribe", "networkx")
MEMORY = 14 << 30
RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Run:
    """What one process said, or why it said nothing."""

    into: float = 0.0
    seconds: float = 0.0
    peak_mb: float = 0.0
    trouble: str = ""
    values: np.ndarray | None = None


def environment(engine: str, cache: Path) -> Path:
    """The Python that has the engine; ours, or one made for it in the cache."""
    if engine in OWN or engine == "igraph":
        return Path(sys.executable)
    wanted = LIBRARIES_WANTED.get(engine) or BACKENDS[engine]
    home = cache / "environments" / wanted
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        parts = ["numpy", "scipy", "networkx", wanted]
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", *parts], capture_output=True, text=True
        )
        lines = done.stderr.strip().splitlines()
        (home / "ready").write_text("" if done.returncode == 0 else lines[-1] if lines else "?")
    return python


def limited() -> None:
    """No process may eat the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(engine: str, function: str, size: str, cache: Path, limit: float) -> Run:
    """One measurement in a process of its own."""
    python = environment(engine, cache)
    ready = python.parent.parent / "ready"
    if ready.exists() and ready.read_text():
        return Run(trouble="cannot be installed")
    name = {"rustworkx backend": "rustworkx"}.get(engine, engine)
    spoken = name if engine != "rustworkx backend" else "backend:rustworkx"
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    with TemporaryDirectory() as place:
        values = Path(place) / "values.npy"
        try:
            done = subprocess.run(
                [python, "-m", "benchmarks.graph.one", spoken, function, size, cache, values],
                capture_output=True, text=True, timeout=limit, cwd=ROOT, preexec_fn=limited,
                env={**os.environ, **threads, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Run(trouble=f"> {limit:.0f} s")
        if done.returncode:
            return Run(trouble=trouble_of(done.stderr))
        said = json.loads(done.stdout.strip().splitlines()[-1])
        held = np.load(values) if values.exists() else None
        return Run(said["into"], said["seconds"], said["peak_mb"], values=held)


def trouble_of(text: str) -> str:
    """The kind of error, in a word."""
    lines = text.strip().splitlines()
    last = lines[-1] if lines else "killed"
    if "NotImplementedError" in last:
        return "–"
    return "memory" if "MemoryError" in last or last == "killed" else last.split(":")[0][:24]


def agreement(mine: np.ndarray | None, other: np.ndarray | None) -> str:
    """The largest difference, relative to the largest value; empty where drawn by lot."""
    if mine is None or other is None or mine.shape != other.shape or not len(mine):
        return ""
    scale = max(float(np.abs(other).max()), 1e-300)
    return f"{float(np.abs(mine - other).max()) / scale:.0e}"


def engines_for(function: str, wanted: list[str]) -> list[str]:
    """Who can be asked for a function."""
    found = []
    for engine in wanted:
        if engine in LIBRARIES and function not in LIBRARIES[engine][1]:
            continue
        found.append(engine)
    return found


def main() -> None:
    """Measure what is asked for, and print it as it comes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    everyone = [*OWN, *LIBRARIES, *BACKENDS]
    parser.add_argument("--sizes", nargs="+", choices=ORDER, default=["S", "M", "L"])
    parser.add_argument("--functions", nargs="+", choices=sorted(CALLS), default=list(CALLS))
    parser.add_argument("--engines", nargs="+", choices=everyone, default=everyone)
    parser.add_argument("--limit", type=float, default=180.0, help="seconds for one run")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "tribe-benchmarks")
    parser.add_argument("--write", action="store_true", help="keep the results for the docs")
    asked = parser.parse_args()
    assert interface.backend
    missing = sorted(set(REGISTER) - set(CALLS))
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    head = ("function", "size", "engine", "in s", "work s", "peak MB", "ours is", "differs")
    print("{:<40}{:<5}{:<20}{:>9}{:>10}{:>9}{:>10}{:>9}".format(*head))
    for size in ["XS", *asked.sizes]:
        load(size, asked.cache)
    for function in asked.functions:
        for size in asked.sizes:
            if ORDER.index(size) > ORDER.index(CALLS[function].size):
                continue
            compare(function, size, asked, kept)
    print(f"\nnot called here, variants of those above: {', '.join(missing)}")
    if asked.write:
        RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def compare(function: str, size: str, asked: argparse.Namespace, kept: dict) -> None:
    """All engines on one function and size."""
    mine: Run | None = None
    known: np.ndarray | None = None
    upto = CALLS[function].upto
    for engine in engines_for(function, asked.engines):
        slow = engine == "networkx" or engine in BACKENDS
        if slow and ORDER.index(size) > (ORDER.index(upto) if upto else -1):
            continue
        found = run(engine, function, size, asked.cache, asked.limit)
        if engine == "tribe":
            mine = found
        if engine == "networkx":
            known = found.values
        ratio = ""
        if mine is not None and engine != "tribe" and not found.trouble and not mine.trouble:
            ratio = f"{found.seconds / max(mine.seconds, 1e-9):.1f} x"
        differs = agreement(found.values, known if known is not None else mine and mine.values)
        shown = [found.trouble, "", "", "", ""]
        if not found.trouble:
            shown = [
                f"{found.into:.3f}",
                f"{found.seconds:.4f}",
                f"{found.peak_mb:.0f}",
                ratio,
                differs,
            ]
            kept.setdefault(function, {}).setdefault(size, {})[engine] = {
                "into": round(found.into, 4),
                "seconds": round(found.seconds, 5),
                "peak_mb": round(found.peak_mb),
            }
        print("{:<40}{:<5}{:<20}{:>9}{:>10}{:>9}{:>10}{:>9}".format(function, size, engine, *shown))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
