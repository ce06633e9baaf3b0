"""The tables of docs/analysts/truth.md: kept as counts beside, and written where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tribe.graph.study.shares import wilson

RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[2] / "docs/analysts/truth.md"
MEASURED = ("T3", "C2", "C3", "C4", "C5", "C6", "T5")

Counts = Mapping[str, Mapping[str, Any]]  # of each row and column: how many were tried, and hit

EFFECTS = {
    "inertia": "acts towards",
    "reciprocity": "acts from",
    "closure": "common acquaintances",
    "gathering": "a gathering",
    "tenure": "time here",
    "tenure_likeness": "likeness in time",
}
#: What a tribe has in truth, so that finding it is right.
RIGHTLY = {("faithful_pairs", "T5"), ("faithful_pairs", "T6")}


def told_of(hits: int, tried: int) -> str:
    """How many of 100, and Wilson's interval."""
    interval = wilson(hits, tried)
    if interval is None:
        return "–"
    low, high = (100 * end for end in interval)
    return f"{100 * hits / tried:.0f} ({low:.0f}–{high:.0f})"


def found_table(results: Mapping[str, Any]) -> str:
    """In how many empty tribes each measure finds something."""
    columns = (*MEASURED, "T6")
    rows = [
        [_name(world), *(_of(row.get(id_)) for id_ in columns)]
        for world, row in _rows(results, "found")
    ]
    total = ["**all**"]
    for id_ in columns:
        cells = [
            row[id_]
            for world, row in _rows(results, "found")
            if id_ in row and (world, id_) not in RIGHTLY
        ]
        hits, tried = (sum(cell[part] for cell in cells) for part in ("hits", "tried"))
        low, high = wilson(hits, tried) or (0.0, 1.0)
        share = f"{100 * hits / tried:.1f} % ({100 * low:.1f}–{100 * high:.1f})"
        total.append(f"{hits} of {tried}: {share}")
    return _table(["empty tribe", *columns], [*rows, total])


def turning_table(results: Mapping[str, Any]) -> str:
    """Of which things T6 finds that they go with whom people turn to, where none does."""
    rows = [
        [_name(world), *(_of(row.get(name)) for name in EFFECTS)]
        for world, row in _rows(results, "turning")
    ]
    return _table(["empty tribe", *EFFECTS.values()], rows)


def planted_table(results: Mapping[str, Any]) -> str:
    """What was planted, and what of it is found."""
    rows = [
        [
            _name(name),
            f"{row['planted']:+.2f}",
            f"{row['mean']:+.2f}",
            *(_of_hundred(row[part]) for part in ("held", "found", "empty")),
        ]
        for name, row in _rows(results, "planted")
    ]
    head = ["effect", "planted", "mean found", "interval holds it", "found"]
    return _table([*head, "found where nothing is"], rows)


def beside_table(results: Mapping[str, Any]) -> str:
    """Where one thing alone goes with turning to somebody: what was told, and what is."""
    rows = [
        [_name(world), id_, _of(cell["by_chance"]), _of(cell["told"]), _of(cell["unsure"])]
        for world, row in _rows(results, "beside")
        for id_, cell in row.items()
    ]
    head = ["tribe", "measure", "beyond chance", "told beside the rest", "told with a doubt"]
    return _table(head, rows)


TABLES = {
    "found": found_table,
    "turning": turning_table,
    "beside": beside_table,
    "planted": planted_table,
}


def load() -> dict[str, Any]:
    """The counts that are kept."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return kept


def keep(results: Mapping[str, Any]) -> None:
    """Write the counts, and the tables of the page from them."""
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")


def written(page: str, results: Mapping[str, Any]) -> str:
    """The page with its tables from the counts; each stands between two comments."""
    for name, table in TABLES.items():
        pattern = re.compile(rf"(<!-- table {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        page, places = pattern.subn(rf"\g<1>{table(results)}\n\g<2>", page)
        if places != 1:
            raise ValueError(f"the page has {places} places for the table {name}")
    return page


def _rows(results: Mapping[str, Any], part: str) -> list[tuple[str, Mapping[str, Any]]]:
    return list(results[part].items())


def _name(name: str) -> str:
    return name.replace("_", " ")


def _of(cell: Mapping[str, int] | None) -> str:
    """So many of so many, and between which shares of 100 the truth plausibly lies."""
    interval = None if cell is None else wilson(cell["hits"], cell["tried"])
    if cell is None or interval is None:
        return "–"
    low, high = (100 * end for end in interval)
    return f"{cell['hits']} of {cell['tried']} ({low:.0f}–{high:.0f})"


def _of_hundred(cell: Mapping[str, int]) -> str:
    return told_of(cell["hits"], cell["tried"])


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
