"""Who is measured: ours, the libraries and the backends of networkx, each with its own Python."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

from benchmarks.graph.calls import CALLS
from benchmarks.graph.others import LIBRARIES

#: networkx first: the others' values are compared with its.
OWN = ("networkx", "tribe", "networkx to tribe")
BACKENDS = {
    "graphblas": "graphblas-algorithms",
    "parallel": "nx-parallel",
    "rustworkx backend": "nx-rustworkx",
    "rustnx": "rustnx",
}
EVERYONE = (*OWN, *LIBRARIES, *BACKENDS)
HERE = (*OWN, "igraph")
#: What a backend was written for, where it does not work with the newest networkx.
OLDER = {"parallel": "networkx<3.5"}

DECLARED = """
import json, networkx as nx
info = nx.utils.backends.backend_info[{name!r}]
print(json.dumps(sorted(info.get("functions", {{}}))))
"""


def backend_name(engine: str) -> str:
    """What networkx calls a backend."""
    return engine.removesuffix(" backend")


@cache
def python_of(engine: str, place: Path) -> Path | None:
    """The Python that has an engine; ours, or one made for it. None where it can't be installed."""
    if engine in HERE:
        return Path(sys.executable)
    wanted = BACKENDS.get(engine, engine)
    home = place / "environments" / wanted
    told = home / "ready"
    if not told.exists():
        venv.create(home, with_pip=True, clear=True)
        parts = ["numpy", "scipy", OLDER.get(engine, "networkx"), "setuptools", wanted]
        install = [home / "bin/python", "-m", "pip", "install", "-q", *parts]
        done = subprocess.run(install, capture_output=True, text=True)
        told.write_text(done.stderr if done.returncode else "", encoding="utf-8")
    return None if told.read_text(encoding="utf-8") else home / "bin/python"


@cache
def functions_of(engine: str, place: Path) -> frozenset[str]:
    """The functions that an engine has, of those we call."""
    if engine in OWN:
        return frozenset(CALLS)
    if engine in LIBRARIES:
        return frozenset(LIBRARIES[engine][1])
    python = python_of(engine, place)
    if python is None:
        return frozenset(CALLS)
    ask = [python, "-c", DECLARED.format(name=backend_name(engine))]
    said = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    return frozenset(CALLS).intersection(json.loads(said.strip().splitlines()[-1]))
