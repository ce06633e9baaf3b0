"""What was measured, kept from one call of the command to the next."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Run:
    """What one process said, or why it said nothing.

    `into` and `seconds` in seconds, `peak_mb` of the whole process in MB; `differs` is the largest
    difference from networkx's values, else from ours, by the largest value; None where there is
    nothing to compare.
    """

    into: float = 0.0
    seconds: float = 0.0
    peak_mb: float = 0.0
    differs: float | None = None
    trouble: str = ""


def values_path(cache: Path, function: str, size: str, engine: str) -> Path:
    """Where the numbers of a run lie, to be compared with those of other runs."""
    return cache / "values" / f"{function}-{size}-{engine.replace(' ', '-')}.npy"


class Results:
    """Runs by function, size and engine; written after each, so that nothing measured is lost."""

    def __init__(self, path: Path = RESULTS, written: bool = True) -> None:
        self.path = path
        self.written = written
        self.runs = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def of(self, function: str, size: str) -> dict[str, Run]:
        """The runs of one function on one size, by engine."""
        found = self.runs.get(function, {}).get(size, {})
        return {engine: Run(**run) for engine, run in found.items()}

    def keep(self, function: str, size: str, engine: str, run: Run) -> None:
        """Put one run down."""
        told = {name: value for name, value in asdict(run).items() if value not in ("", None)}
        if run.trouble:
            told = {"trouble": run.trouble}
        self.runs.setdefault(function, {}).setdefault(size, {})[engine] = told
        if self.written:
            text = json.dumps(self.runs, indent=1, sort_keys=True) + "\n"
            self.path.write_text(text, encoding="utf-8")
