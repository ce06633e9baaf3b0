"""The table of declared functions for docs/analysts/networkx.md, with what was measured.

``python -m benchmarks.graph.handbook`` writes it into the page, between its two marks.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.graph.__main__ import RESULTS
from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER, Declared

PAGE = Path(__file__).resolve().parents[2] / "docs/analysts/networkx.md"
BEGIN, END = "<!-- functions -->\n", "<!-- end of functions -->\n"
SIZES = ("S", "M", "L")
NEVER = 10**11


def table() -> str:
    """One row for each declared function: its kernel, when it pays, and times networkx's speed."""
    assert interface.backend
    measured = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    head = (
        "| function | kernel and why | worth converting from | S, ours | × networkx | × igraph "
        "| M, ours | × networkx | × igraph | L, ours | × igraph |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    )
    rows = [row(REGISTER[name], measured.get(name, {})) for name in sorted(REGISTER)]
    return "\n".join([*head, *rows]) + "\n"


def row(found: Declared, measured: dict[str, dict[str, dict[str, float]]]) -> str:
    """One function; a dash where it was not measured or the other has it not."""
    worth = "never" if found.smallest > NEVER else f"{found.smallest:,} edges"
    cells = [f"`{found.name}`", found.why, worth]
    for size in SIZES:
        runs = measured.get(size, {})
        ours = runs.get("tribe", {}).get("seconds")
        cells.append("–" if ours is None else f"{ours:.2g} s")
        for other in ("networkx", "igraph") if size != "L" else ("igraph",):
            theirs = runs.get(other, {}).get("seconds")
            known = ours is not None and theirs is not None
            cells.append(f"{theirs / max(ours, 1e-9):.3g}" if known else "–")
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{table()}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
