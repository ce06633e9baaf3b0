"""One run of an importer: what is here already, what was kept and refused, and the map of ids."""

import csv
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import click
from sqlalchemy import insert, select
from tqdm import tqdm

from tribe.base.db import Base, now, session
from tribe.importers.models import ImportedThing
from tribe.importers.reading import Refusal
from tribe.members.models import Member

Pages = dict[str, Callable[[int], str]]  # by the kind of a thing: its address, by its number here
BATCH = 200  # things in one transaction; what a kill may cost is done again by the next run
PAUSE = 0.12  # seconds between batches: SQLite's other writers ask again every tenth of a second
Item = TypeVar("Item")
Known = dict[tuple[str, str], int]


@dataclass
class Run:
    """What an importer is doing, and what it will say at the end."""

    source: str  # the name of the data set, in the map of ids
    is_dry: bool
    kept: Counter[str] = field(default_factory=Counter)
    already: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    known: Known = field(default_factory=dict)
    waiting: int = 0  # things since the last commit
    _rows: dict[type[Base], list[dict[str, object]]] = field(default_factory=dict)

    def read_map(self) -> None:
        """Learn what earlier runs have brought."""
        columns = (ImportedThing.kind, ImportedThing.external_id, ImportedThing.local_id)
        rows = session.execute(select(*columns).where(ImportedThing.source == self.source))
        self.known = {(kind, there): here for kind, there, here in rows}

    def count(self, kind: str, there: str) -> bool:
        """Whether this thing is still to be brought; counted either way."""
        is_here = (kind, there) in self.known
        (self.already if is_here else self.kept)[kind] += 1
        return not is_here

    def brand_of(self, kind: str) -> frozenset[str]:
        """Those who are here already and speak for the brand, as the source calls them.

        It begins nothing without saying whom that serves, which no import knows.
        """
        brand = set(session.scalars(select(Member.id).where(Member.is_brand)))
        known = self.known.items()
        return frozenset(there for (of, there), here in known if of == kind and here in brand)

    def place(self, kind: str, there: str) -> int | None:
        """The number here of a thing there, once it is here."""
        return self.known.get((kind, there))

    def put(self, kind: str, there: str, here: int) -> None:
        """Note in the same transaction that a thing is here now."""
        self.later(
            ImportedThing,
            {
                "source": self.source,
                "kind": kind,
                "external_id": there,
                "local_id": here,
                "imported_at": now(),
            },
        )
        self.known[kind, there] = here
        self.waiting += 1

    def later(self, model: type[Base], row: dict[str, object]) -> None:
        """A row that nothing else asks for before the end of the batch."""
        self._rows.setdefault(model, []).append(row)

    def checkpoint(self, *, is_last: bool = False) -> None:
        """Commit when a batch is full; call it between things, never within one."""
        if self.waiting < BATCH and not is_last:
            return
        session.flush()
        for model, rows in self._rows.items():
            session.execute(insert(model), rows)
        session.commit()
        self._rows.clear()
        self.waiting = 0
        if not is_last and session.get_bind().dialect.name == "sqlite":
            time.sleep(PAUSE)

    def finish(self, folder: Path, kinds: Iterable[str], pages: Pages) -> None:
        """Write the map, and print what became of the rows, for people and for scripts.

        Raises click.ClickException where nothing of it could be kept.
        """
        for kind in kinds:
            line = f"{kind}s: {self.kept[kind]} kept"
            if self.already[kind]:
                line += f", {self.already[kind]} here already"
            click.echo(line)
        click.echo(f"refused: {len(self.refused)}")
        for refusal in self.refused:
            click.echo(f"  {refusal}")
        for note in self.notes:
            click.echo(f"note: {note}")
        if self.is_dry:
            click.echo("dry run: nothing was written")
        else:
            click.echo(f"map: {self.write_map(folder, pages)}")
        if not any(self.kept[kind] + self.already[kind] for kind in kinds):
            raise click.ClickException("nothing of it could be kept")

    def write_map(self, folder: Path, pages: Pages) -> Path:
        """The map of ids as a CSV file, whole or not at all; `pages` makes an address by kind."""
        path = folder / f"import-{self.source.replace('/', '-')}.csv"
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        with draft.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("kind", "there", "here", "page"))
            for (kind, there), here in sorted(self.known.items()):
                page = pages[kind](here) if kind in pages else ""
                writer.writerow((kind, there, here, page))
        draft.replace(path)
        return path


def progress(items: Iterable[Item], label: str) -> Iterator[Item]:
    """The items one by one, with a bar on a terminal and nothing in a pipe."""
    yield from tqdm(items, desc=label, unit="", disable=None, leave=False)
