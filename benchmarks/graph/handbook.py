"""The tables of what was measured, for docs/analysts/networkx.md and docs/analysts/speed.md.

``python -m benchmarks.graph.handbook`` writes them into the pages, between their marks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.graph.engines import BACKENDS, EVERYONE
from benchmarks.graph.others import LIBRARIES
from benchmarks.graph.results import Results, Run
from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER, Declared

DOCS = Path(__file__).resolve().parents[2] / "docs/analysts"
SIZES = ("S", "M", "L")
NEVER = 10**11
OTHERS = ("networkx", *LIBRARIES, *BACKENDS)
ALIKE = 1e-6


def functions(results: Results) -> str:
    """One row for each declared function: its kernel, when it pays, and times networkx's speed."""
    speeds = [f"{size}, {what}" for size in SIZES for what in ("ours", "× networkx")]
    lines = head("function", "kernel and why", "worth converting from", *speeds)
    lines += [cells(*function(REGISTER[name], results)) for name in sorted(REGISTER)]
    return "\n".join(lines) + "\n"


def function(found: Declared, results: Results) -> list[str]:
    """One function; a dash where it was not measured or the other has it not."""
    worth = "never" if found.smallest > NEVER else f"{found.smallest:,} edges"
    row = [f"`{found.name}`", found.why, worth]
    for size in SIZES:
        runs = results.of(found.name, size)
        row += [seconds(runs.get("tribe")), times(runs.get("networkx"), runs.get("tribe"))]
    return row


def speeds(size: str) -> Callable[[Results], str]:
    """One row for each function that several have: our seconds, and how many times the others'."""

    def table(results: Results) -> str:
        here = [(name, results.of(name, size)) for name in sorted(results.runs)]
        asked = [other for other in OTHERS if any(other in runs for _, runs in here)]
        lines = head("function", "ours", *asked)
        for name, runs in here:
            if any(other in runs for other in asked):
                ours = runs.get("tribe")
                others = [times(runs.get(other), ours) for other in asked]
                lines.append(cells(f"`{name}`", seconds(ours), *others))
        return "\n".join(lines) + "\n"

    return table


def entrance(results: Results) -> str:
    """What getting in costs each engine, and the memory of its whole process."""
    lines = head("engine", *(f"{size}, {what}" for size in SIZES for what in ("in", "peak")))
    for engine in EVERYONE:
        row = []
        for size in SIZES:
            known = [results.of(name, size).get(engine) for name in results.runs]
            runs = [run for run in known if run is not None and not run.trouble]
            row += [
                f"{median(run.into for run in runs):.2g} s" if runs else "–",
                f"{median(run.peak_mb for run in runs):,.0f} MB" if runs else "–",
            ]
        lines.append(cells(engine, *row))
    return "\n".join(lines) + "\n"


def agreement(results: Results) -> str:
    """How many functions agree with networkx's values, and which do not."""
    lines = head("engine", "compared", "within 1e-6", "others, with the largest difference")
    for engine in EVERYONE[1:]:
        worst: dict[str, float] = {}
        for name in results.runs:
            known = [results.of(name, size).get(engine) for size in SIZES]
            apart = [run.differs for run in known if run is not None and run.differs is not None]
            if apart:
                worst[name] = max(apart)
        if worst:
            far = [f"`{name}` {most:.0e}" for name, most in worst.items() if most > ALIKE]
            near = f"{len(worst) - len(far)}"
            lines.append(cells(engine, f"{len(worst)}", near, ", ".join(far) or "none"))
    return "\n".join(lines) + "\n"


def head(*names: str) -> list[str]:
    """The first lines of a table."""
    return [cells(*names), "|" + "---|" * len(names)]


def cells(*parts: str) -> str:
    """One line of a table."""
    return f"| {' | '.join(parts)} |"


def seconds(run: Run | None) -> str:
    """How long it took, or why it did not end."""
    if run is None:
        return "–"
    return run.trouble or f"{run.seconds:.2g} s"


def times(run: Run | None, ours: Run | None) -> str:
    """How many times as long as ours."""
    if run is None or run.trouble or ours is None or ours.trouble:
        return seconds(run) if run is not None and run.trouble else "–"
    return f"{run.seconds / max(ours.seconds, 1e-9):.3g}"


PAGES = {
    "networkx.md": {"functions": functions},
    "speed.md": {
        **{size: speeds(size) for size in SIZES},
        "entrance": entrance,
        "agreement": agreement,
    },
}


def main() -> None:
    """Write the tables into the pages."""
    assert interface.backend
    results = Results(written=False)
    for name, tables in PAGES.items():
        page = DOCS / name
        text = page.read_text(encoding="utf-8")
        for mark, table in tables.items():
            begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
            before, _, rest = text.partition(begin)
            _, found, after = rest.partition(end)
            assert found, f"{name} lacks its marks for {mark}"
            text = f"{before}{begin}{table(results)}{end}{after}"
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
